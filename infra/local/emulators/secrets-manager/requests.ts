import * as z from 'zod';

/** Lengths and patterns by the Secrets Manager API reference. */
const nameSchema = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\w/+=.@-]+$/);
const tokenSchema = z.string().min(32).max(64);
const textSchema = z.string().min(1).max(65_536);

/** What each operation takes. An unknown parameter is refused: it would be ignored without a word. */
export const requestSchemas = {
  CreateSecret: z.strictObject({ Name: nameSchema, SecretString: textSchema, ClientRequestToken: tokenSchema }),
  PutSecretValue: z.strictObject({ SecretId: nameSchema, SecretString: textSchema, ClientRequestToken: tokenSchema }),
  GetSecretValue: z.strictObject({ SecretId: nameSchema, VersionId: tokenSchema.optional() }),
  DeleteSecret: z.strictObject({ SecretId: nameSchema, ForceDeleteWithoutRecovery: z.literal(true) }),
};
export type OperationName = keyof typeof requestSchemas;
