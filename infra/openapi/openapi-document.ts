import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { BASE_PATH } from '../../shared/contracts/base-path.ts';
import { PROBLEM_TYPE, PROBLEMS, problemSchema } from '../../shared/contracts/problem.ts';
import type { Route } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';

/** Every route of the contract as OpenAPI 3.1. Built at development time: `zod-openapi` is in no function. */
export function openApiDocument() {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Agent Sessions',
      version: '1',
      description: 'Start, watch and steer the sessions of AI agents. Errors are problem+json (RFC 9457).',
    },
    servers: [{ url: BASE_PATH }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths: pathsOf(Object.values(routes)),
  });
}

function pathsOf(all: readonly Route[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of all) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...(route.permission === 'open' ? { security: [] } : { 'x-permission': route.permission }),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...headersOf(route),
    },
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyOptional !== true,
            content: { 'application/json': { schema: route.body } },
          },
        }),
    responses: responsesOf(route),
  };
}

function headersOf(route: Route) {
  const version = z.string().meta({ description: 'The version that was read, such as "3".' });
  const shape = {
    ...(route.ifMatch === undefined ? {} : { 'If-Match': route.ifMatch === 'optional' ? version.optional() : version }),
    ...(route.idempotent === true ? { 'Idempotency-Key': z.string().min(1).max(255).optional() } : {}),
  };
  return Object.keys(shape).length === 0 ? {} : { header: z.object(shape) };
}

function responsesOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const errors = [400, ...(route.permission === 'open' ? [] : [401, 403]), ...(route.errors ?? []), 429, 500];
  const success =
    route.response === undefined
      ? { description: 'Done' }
      : { description: 'Done', content: { 'application/json': { schema: route.response } } };
  return {
    [`${route.status}`]: success,
    ...(route.idempotent === true && route.status !== 200
      ? { 200: { ...success, description: 'Done before, with this key' } }
      : {}),
    ...(route.creates === true ? { 201: { ...success, description: 'Done; it was not there before' } } : {}),
    ...Object.fromEntries(errors.sort().map((status) => [String(status), problemResponse(status)])),
  };
}

function problemResponse(status: number) {
  const codes = Object.entries(PROBLEMS).filter(([, problem]) => problem.status === status);
  return {
    ...(status === 429 ? { headers: z.object({ 'Retry-After': z.string().meta({ description: 'Seconds.' }) }) } : {}),
    description: codes.map(([code, { title }]) => `${code}: ${title}`).join('; '),
    content: { [PROBLEM_TYPE]: { schema: problemSchema } },
  };
}
