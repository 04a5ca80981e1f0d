import * as z from 'zod';
import { ACCESS_SCOPE, CLIENT_ID } from './sign-token.ts';

const LOOPBACK_REDIRECT = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]{1,5})?(\/[^\s#]*)?$/;

/** Wrong here: the answer must not go to the address given, which nobody vouches for. */
const clientSchema = z.object({
  client_id: z.literal(CLIENT_ID, `client_id must be ${CLIENT_ID}`),
  redirect_uri: z
    .string('redirect_uri is missing')
    .regex(LOOPBACK_REDIRECT, 'redirect_uri must be an http address of this computer')
    .refine((uri) => URL.canParse(uri), 'redirect_uri must be an http address of this computer'),
  state: z.string().optional(),
});

const requestSchema = z.object({
  response_type: z.literal('code', 'response_type must be code'),
  code_challenge: z
    .string('code_challenge is missing')
    .regex(/^[\w-]{43}$/, 'code_challenge must be a SHA-256 hash in base64url'),
  code_challenge_method: z.literal('S256', 'code_challenge_method must be S256'),
  scope: z
    .string()
    .regex(/^[\x20-\x7e]{0,500}$/, 'scope must be words separated by spaces')
    .default(ACCESS_SCOPE),
  nonce: z.string().max(500).optional(),
  prompt: z.string().optional(),
});

export type AuthorizeRequest = z.infer<typeof clientSchema> & z.infer<typeof requestSchema>;
export type AuthorizeReading =
  | { request: AuthorizeRequest }
  /** To be shown, not sent anywhere. */
  | { untrusted: string }
  /** To be sent to the application. */
  | { refused: string; redirectUri: string; state: string | undefined };

/** Reads the parameters of an authorization request (RFC 6749, 4.1.1, with PKCE required). */
export function readAuthorizeRequest(parameters: URLSearchParams): AuthorizeReading {
  const given = Object.fromEntries(parameters);
  const client = clientSchema.safeParse(given);
  if (!client.success) return { untrusted: issueTexts(client.error) };
  const request = requestSchema.safeParse(given);
  if (request.success) return { request: { ...client.data, ...request.data } };
  return { refused: issueTexts(request.error), redirectUri: client.data.redirect_uri, state: client.data.state };
}

function issueTexts(error: z.ZodError): string {
  return error.issues.map(({ message }) => message).join('; ');
}
