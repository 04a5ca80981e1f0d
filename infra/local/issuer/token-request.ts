import * as z from 'zod';
import { tenantIdSchema } from '../../../shared/domain/access/tenant-id.ts';

/** Words without white space: a list reaches the handlers as `[a b]`, where a space separates. */
const word = z.string().regex(/^[^\s[\]]{1,64}$/, 'must be 1 to 64 characters without spaces and square brackets');

/** What `POST /local/token` takes (api.md, "Open"). */
export const tokenRequestSchema = z.strictObject({
  tenant: tenantIdSchema.default('demo'),
  user: word.default('ada'),
  roles: z.array(word).max(20).default(['admin']),
  projects: z.union([z.literal('*'), z.array(word).max(100)]).default('*'),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;
