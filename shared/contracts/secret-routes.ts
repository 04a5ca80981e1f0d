import * as z from 'zod';
import { secretInputSchema, secretNameSchema, secretSchema } from '../domain/secret/secret.ts';
import { cursorSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';

const tag = 'Secrets';
const permission = 'secrets:write';
/** A secret in an answer: never its value. What is stored beyond the contract is left out. */
const secretAnswerSchema = secretSchema.meta({ id: 'Secret' });
export type SecretAnswer = z.infer<typeof secretAnswerSchema>;
const onOneSecret = {
  tag,
  permission,
  path: '/secrets/{name}',
  params: z.strictObject({ name: secretNameSchema }),
} as const;

export const secretRoutes = {
  listSecrets: defineRoute({
    operationId: 'listSecrets',
    method: 'GET',
    path: '/secrets',
    summary: 'List secrets by name, without their values',
    tag,
    permission,
    servedBy: 'read',
    query: z.strictObject({ limit: pageLimit({ most: 100, usual: 50 }), cursor: cursorSchema.optional() }),
    status: 200,
    response: pageOf(secretAnswerSchema),
  }),
  getSecret: defineRoute({
    ...onOneSecret,
    operationId: 'getSecret',
    method: 'GET',
    summary: 'Get a secret, without its value',
    servedBy: 'read',
    status: 200,
    response: secretAnswerSchema,
    errors: [404],
  }),
  putSecret: defineRoute({
    ...onOneSecret,
    operationId: 'putSecret',
    recorded: { kind: 'secret', id: 'name' },
    method: 'PUT',
    summary: 'Make a secret, or change its value, origin and description; tools use the new value within 30 s',
    servedBy: 'command',
    body: secretInputSchema,
    confidential: true,
    ifMatch: 'optional',
    status: 200,
    creates: true,
    response: secretAnswerSchema,
    errors: [409, 413, 415, 503],
  }),
  deleteSecret: defineRoute({
    ...onOneSecret,
    operationId: 'deleteSecret',
    recorded: { kind: 'secret', id: 'name' },
    method: 'DELETE',
    summary: 'Delete a secret and its value; calls of tools that name it fail within 30 s',
    servedBy: 'command',
    ifMatch: 'optional',
    status: 204,
    errors: [404, 409, 503],
  }),
};
