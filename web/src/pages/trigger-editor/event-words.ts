const OTHER_TEXTS: Readonly<Record<string, string>> = { detail: 'its detail', $or: 'alternatives' };

/** Which events an EventBridge pattern is about, in words. What is more of it is only said to be there. */
export function eventWords(pattern: Readonly<Record<string, unknown>>): string {
  const { source, 'detail-type': type, ...others } = pattern;
  const what = type === undefined ? 'Any event' : `Event ${namesOf(type)}`;
  const from = source === undefined ? '' : ` from ${namesOf(source)}`;
  const more = Object.keys(others).map((name) => OTHER_TEXTS[name] ?? name);
  return `${what}${from}${more.length === 0 ? '' : `, with conditions on ${more.join(' and ')}`}`;
}

/** What is matched exactly by its text, everything else as it stands in the pattern. */
function namesOf(matchers: unknown): string {
  const list: unknown[] = Array.isArray(matchers) ? matchers : [matchers];
  return list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' or ');
}
