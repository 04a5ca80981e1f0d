/** Header values, keys by their usual prefixes, and any run of 24 letters and digits: names of models have dashes. */
const SECRETS = [
  /\bbearer\s+\S+/gi,
  /\b(?:authorization|x-api-key|api[-_ ]?key)["']?\s*[:=]\s*\S+/gi,
  /\b(?:sk|pk|rk)-[\w*.-]+/g,
  /[A-Za-z0-9+_=]{24,}/g,
];

/** The first `maxCharacters` of a text on one line, with what may be a key or a header's value taken out. */
export function withoutSecrets(text: string, maxCharacters: number): string {
  // Cut with room to spare first: the patterns needn't read a page of HTML, and a key at the edge must not be halved.
  const beginning = text.slice(0, maxCharacters + 4_000).replaceAll(/\s+/g, ' ');
  const clean = SECRETS.reduce((left, pattern) => left.replaceAll(pattern, '[removed]'), beginning);
  const shown = clean.slice(0, maxCharacters).toWellFormed();
  return shown.length < clean.length ? `${shown}…` : shown;
}
