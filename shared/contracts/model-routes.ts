import * as z from 'zod';
import { MODEL_PROVIDERS } from '../domain/agent/model-providers.ts';
import { registeredModelDefinitionSchema, registeredModelSchema } from '../domain/model/registered-model.ts';
import { cursorSchema, idSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';

const tag = 'Models';
const onOneModel = { tag, path: '/models/{modelKey}', params: z.strictObject({ modelKey: idSchema }) } as const;
const recorded = { kind: 'model', id: 'modelKey' } as const;

/** A model in an answer: what is stored beyond the contract is left out, not refused. */
const modelAnswerSchema = z.object(registeredModelSchema.shape).meta({ id: 'Model' });

export const modelRoutes = {
  listModels: defineRoute({
    operationId: 'listModels',
    method: 'GET',
    path: '/models',
    summary: "List the models of the tenant's registry, in an order that stays",
    tag,
    permission: 'agents:read',
    servedBy: 'read',
    query: z.strictObject({
      provider: z.enum(MODEL_PROVIDERS).optional(),
      /** Part of the name or the modelId, in any case. */
      search: z.string().min(1).max(200).optional(),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(modelAnswerSchema),
  }),
  createModel: defineRoute({
    operationId: 'createModel',
    recorded,
    method: 'POST',
    path: '/models',
    summary: 'Register a model: its prices, and whether agents may use it',
    tag,
    permission: 'agents:write',
    servedBy: 'command',
    body: registeredModelDefinitionSchema,
    status: 201,
    response: modelAnswerSchema,
    errors: [409, 413, 415],
  }),
  getModel: defineRoute({
    ...onOneModel,
    operationId: 'getModel',
    method: 'GET',
    summary: 'Get a registered model',
    permission: 'agents:read',
    servedBy: 'read',
    status: 200,
    response: modelAnswerSchema,
    errors: [404],
  }),
  replaceModel: defineRoute({
    ...onOneModel,
    operationId: 'replaceModel',
    recorded,
    method: 'PUT',
    summary: 'Replace what is registered of a model; sessions keep the prices that they started with',
    permission: 'agents:write',
    servedBy: 'command',
    body: registeredModelDefinitionSchema,
    ifMatch: true,
    status: 200,
    response: modelAnswerSchema,
    errors: [404, 409, 413, 415],
  }),
  deleteModel: defineRoute({
    ...onOneModel,
    operationId: 'deleteModel',
    recorded,
    method: 'DELETE',
    summary: 'Remove a model from the registry; agents can use it still, without prices',
    permission: 'agents:write',
    servedBy: 'command',
    ifMatch: true,
    status: 204,
    errors: [404, 409],
  }),
};
