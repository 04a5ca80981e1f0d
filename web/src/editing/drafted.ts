/** What a draft holds, ready to be sent, or what of it cannot be read, by the contract's dotted path. */
export type Drafted<Body> =
  | { definition: Body; errors?: undefined }
  | { definition?: undefined; errors: Record<string, string> };

/** Reads a text as JSON; nothing where it is empty. */
export type ReadJson = (path: string, text: string) => unknown;

/** Reads the JSON fields of a draft, and writes what is none into `errors`. */
export function createJsonReader(errors: Record<string, string>): ReadJson {
  return (path, text) => {
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      errors[path] = `This is not JSON: ${error instanceof Error ? error.message : ''}`;
      return undefined;
    }
  };
}
