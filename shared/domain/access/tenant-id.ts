import * as z from 'zod';

/** Names a tenant: part of every key, so it holds nothing that a key, a pattern or a path gives a meaning to. */
export const tenantIdSchema = z.string().regex(/^[a-z0-9]{3,32}$/, 'must be 3 to 32 lower-case letters and digits');
