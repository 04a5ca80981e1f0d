/** Names that the contract and a draft do not share. */
const ALIASES: Readonly<Record<string, string>> = { inputSchema: 'inputs' };

type Errors = Readonly<Record<string, string>>;

/** Of what was wrong with the draft `then`, that which may still be: whose field is in `now` as it was. */
export function stillWrong(errors: Errors, then: object, now: object): Errors {
  return Object.fromEntries(
    Object.entries(errors).filter(
      ([path]) => JSON.stringify(writtenAt(then, path)) === JSON.stringify(writtenAt(now, path)),
    ),
  );
}

/**
 * What a draft has at the contract's dotted path. A draft is flatter than the contract: what it does not have of the path is
 * left out. Of a path of which it has nothing, it is the whole draft.
 */
function writtenAt(draft: object, path: string): unknown {
  let here: unknown = draft;
  for (const segment of path.split('.')) {
    here = partOf(here, segment) ?? partOf(partOf(here, 'fields'), segment) ?? partOf(here, ALIASES[segment]) ?? here;
  }
  return here;
}

function partOf(value: unknown, name: string | undefined): unknown {
  if (typeof value !== 'object' || value === null || name === undefined) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
