/** JSON nested deeper than this overflows the stack of whoever walks it later; no tool's schema comes near. */
export const MAX_JSON_DEPTH = 100;

/**
 * The arguments that a model wrote for a call, as the object that the tool gets; undefined when the text is not a JSON
 * object. Blank text is an empty object: that is how some models call a tool that takes nothing.
 */
export function callArguments(input: string): Record<string, unknown> | undefined {
  if (input.trim() === '') return {};
  const value = parsedJson(input);
  return isRecord(value) ? value : undefined;
}

/** The value of a JSON text; undefined when it isn't JSON, or is nested too deep to be handled. */
export function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(MAX_JSON_DEPTH, value) ? undefined : value;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}
