/**
 * What the console's pages may do: run and load their own files, call the API beside them and the token issuer. No inline
 * script or style, no foreign address, no text that becomes markup or code (Trusted Types, without a single policy).
 */
export function contentSecurityPolicy({ issuerOrigins = [] }: { issuerOrigins?: string[] } = {}): string {
  const issuers = issuerOrigins.map((origin) => ` ${origin}`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${issuers}`,
    // The silent sign-in happens in a frame that comes back to the console.
    `frame-src 'self'${issuers}`,
    "frame-ancestors 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
