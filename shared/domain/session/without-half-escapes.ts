/**
 * JSON text in which no escape stands for half a character; each such becomes U+FFFD. Some providers refuse a request with a
 * half in it, and stores replace it in their own ways. A pair of escaped surrogates stays; so does any other escape, which is
 * matched so that `\\ud800` is not taken for one.
 */
export function withoutHalfEscapes(json: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(json)) return json;
  return json.replace(
    /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})|\\./g,
    (whole, half: string | undefined) => (half === undefined ? whole : '\\ufffd'),
  );
}
