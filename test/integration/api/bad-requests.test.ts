import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../../shared/contracts/problem.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import { routes } from '../../../shared/contracts/routes.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { apiDeps, type LocalAnswer, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

let tables: Awaited<ReturnType<typeof localTables>>;
let call: ReturnType<typeof localApi>;
beforeAll(async () => {
  tables = await localTables();
  call = localApi(apiDeps(tables));
});
afterAll(() => tables.close());

/** All but the open ones: what is served to nobody in particular refuses nobody. */
const guarded: Route[] = Object.values(routes).filter((route: Route) => route.permission !== 'open');
const withBody = guarded.filter((route) => route.body !== undefined);
const savingAgents: Route[] = [routes.createAgent, routes.replaceAgent];

/** A body that the route takes. */
function bodyFor(route: Route): Record<string, unknown> {
  if (savingAgents.includes(route)) return anAgentDefinition();
  if (route === routes.createTrigger || route === routes.replaceTrigger)
    return { name: 'Nightly', agentId: 'agt_1', type: 'MANUAL' };
  if (route.operationId === 'putSecret') return { value: 'a value of theirs', origin: 'https://api.example.com' };
  if (route.operationId === 'bulkSessions') return { action: 'pause', sessionIds: ['ses_1'] };
  return route === routes.startSession ? { agentId: 'agt_1' } : {};
}

function expectProblem(answer: LocalAnswer, status: number, code: string): void {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  expect(answer.headers['Content-Type']).toBe('application/problem+json');
  expect(problemSchema.parse(answer.body)).toMatchObject({ status, code });
  expect(answer.body.detail).not.toMatch(/\.ts:\d|node_modules/);
}

/** A request that the route takes, but for what is put in its place. */
function requestTo(route: Route, instead: Parameters<typeof anApiRequest>[0] = {}) {
  const path = route.path.replace('{seq}', '1').replace(/\{\w+\}/g, 'agt_01JD0000000000000000000000');
  const hasBody = instead.rawBody !== undefined || instead.body !== undefined;
  return anApiRequest({
    method: route.method,
    path,
    ...instead,
    ...(route.body !== undefined && !hasBody ? { body: bodyFor(route) } : {}),
    headers: { 'if-match': '1', ...instead.headers },
  });
}

describe.each(guarded)('$operationId', (route) => {
  it('answers 401 without a token, whatever else is wrong', async () => {
    for (const instead of [{}, { rawBody: '{' }, { query: { no: '1' } }]) {
      const answer = await call(requestTo(route, { ...instead, claims: null }));
      expectProblem(answer, 401, 'UNAUTHENTICATED');
      expect(answer.headers['WWW-Authenticate']).toBe('Bearer');
    }
  });

  it('answers 403 with the missing permission to a role that lacks it', async () => {
    if (route.permission === 'token') return;
    const answer = await call(requestTo(route, { claims: aToken({ 'cognito:groups': '[]' }) }));
    expectProblem(answer, 403, 'FORBIDDEN');
    expect(answer.body.permission).toBe(route.permission);
  });

  it.each(['unknown', '__proto__', 'constructor', 'limit[]', ''])('refuses the query parameter %j', async (name) => {
    const query = Object.defineProperty({}, name, { value: '1', enumerable: true });
    const answer = await call(requestTo(route, { query }));
    expectProblem(answer, 400, 'BAD_REQUEST');
    expect(answer.body.errors).toEqual([{ path: name, message: expect.any(String) }]);
  });

  it('never takes a body that it has no use for', async () => {
    if (withBody.includes(route)) return;
    expectProblem(await call(requestTo(route, { rawBody: '{}' })), 400, 'BAD_REQUEST');
  });
});

describe.each(withBody)('the body of $operationId', (route) => {
  it.each([
    '{',
    'undefined',
    "{'a':1}",
    '{"a":1,}',
    '{"name":"x"}garbage',
    '\ufeff{}x',
    '['.repeat(50_000),
    '{"a":'.repeat(5_000),
  ])('is 400 when it is no JSON: %#', async (rawBody) =>
    expectProblem(await call(requestTo(route, { rawBody })), 400, 'BAD_REQUEST'),
  );

  it('is 400 when it is missing, where it is needed', async () => {
    const answer = await call(requestTo(route, { rawBody: '' }));
    if (route.bodyOptional === true) expect(answer.body.code).not.toBe('BAD_REQUEST');
    else expectProblem(answer, 400, 'BAD_REQUEST');
  });

  it.each(['null', '[]', '3', '"text"', 'true', '[{}]'])('is 400 when it is %s', async (rawBody) =>
    expectProblem(await call(requestTo(route, { rawBody })), 400, 'BAD_REQUEST'),
  );

  it.each(['__proto__', 'unknown', 'tenantId', 'version'])('is 400 with a field %s', async (field) => {
    const rawBody = JSON.stringify({ given: 1, ...bodyFor(route) }).replace('"given":1', `"${field}":{"x":1}`);
    expectProblem(await call(requestTo(route, { rawBody })), 400, 'BAD_REQUEST');
  });

  it('is 413 above 1 MB, counted in bytes', async () => {
    const rawBody = JSON.stringify({ ...bodyFor(route), description: '€'.repeat(400_000) });
    expectProblem(await call(requestTo(route, { rawBody })), 413, 'TOO_LARGE');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ])('is 415 as %j', async (type) => {
    const answer = await call(requestTo(route, { headers: { 'content-type': type } }));
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('is taken in base64, with any case of the header and a charset', async () => {
    const rawBody = Buffer.from(JSON.stringify({ ...bodyFor(route), unknown: 7 })).toString('base64');
    const event = requestTo(route, { rawBody, base64: true });
    const headers = { 'If-Match': '1', 'Content-TYPE': 'Application/JSON; charset=utf-8' };
    const answer = await call({ ...event, headers });
    expectProblem(answer, 400, 'BAD_REQUEST');
    expect(answer.body.errors).toContainEqual({ path: 'unknown', message: expect.any(String) });
  });

  it('is 400 when it is not UTF-8', async () => {
    const rawBody = Buffer.from([0x22, 0xff, 0xfe, 0x22]).toString('base64');
    expectProblem(await call(requestTo(route, { rawBody, base64: true })), 400, 'BAD_REQUEST');
  });

  it.each(['', 'x'.repeat(256)])(
    'comes with an Idempotency-Key of 1 to 255 characters, where one is taken: %#',
    async (key) => {
      if (route.idempotent !== true) return;
      const answer = await call(requestTo(route, { headers: { 'idempotency-key': key } }));
      expectProblem(answer, 400, 'BAD_REQUEST');
      expect(answer.body.errors[0].path).toBe('Idempotency-Key');
    },
  );
});

describe.each(savingAgents)('an agent given to $operationId', (route) => {
  it('is 400 with a forbidden key at any depth', async () => {
    const rawBody = JSON.stringify(anAgentDefinition()).replace('{"turns"', '{"__proto__":{},"turns"');
    expectProblem(await call(requestTo(route, { rawBody })), 400, 'BAD_REQUEST');
  });

  it('is 400 when it nests without sense, also where anything may stand', async () => {
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const turns = [{ toolCalls: [{ toolName: 'x', input: 'NESTED' }] }];
    const body = anAgentDefinition({ model: { provider: 'scripted', modelId: 'scripted', settings: { turns } } });
    const rawBody = JSON.stringify(body).replace('"NESTED"', nested);
    expectProblem(await call(requestTo(route, { rawBody })), 400, 'BAD_REQUEST');
  });

  it('is refused when it passes 200 KB, counted in bytes', async () => {
    const body = anAgentDefinition({ instructions: '€'.repeat(90_000) });
    const answer = await call(requestTo(route, { body }));
    // What is not there can't be too large.
    if (route === routes.replaceAgent) expectProblem(answer, 404, 'NOT_FOUND');
    else expectProblem(answer, 413, 'TOO_LARGE');
  });
});

describe('a path', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', ''],
    ['GET', '/'],
    ['GET', '/agents/'],
    ['GET', '/agents//run'],
    ['GET', '/Agents'],
    ['PATCH', '/agents'],
    ['HEAD', '/agents'],
    ['OPTIONS', '/agents'],
    ['POST', '/me'],
    ['PUT', '/agents'],
    ['GET', '/__proto__'],
  ])('is a 404 problem when no route has it: %s %s', async (method, path) => {
    expectProblem(await call(anApiRequest({ method, path })), 404, 'NOT_FOUND');
  });

  it('is a 404 problem outside of the base path', async () => {
    for (const rawPath of ['/', '', '/agents', '/api/v2/agents', '//api/v1/agents', '/api/v1/agents/../me']) {
      expectProblem(await call(anApiRequest({ rawPath })), 404, 'NOT_FOUND');
    }
  });

  it.each(['%', '%zz', '%E0%A4%A', '%ff', '%00%'])('is 400 with the percent-encoding %s', async (id) => {
    expectProblem(await call(anApiRequest({ path: `/agents/${id}` })), 400, 'BAD_REQUEST');
  });

  it.each(['x', '%00', '%2F', '..', '%2e%2e%2fme', 'agt_%23', '%F0%9F%98%80', 'a'.repeat(200)])(
    'names nothing with the id %s',
    async (id) => expectProblem(await call(anApiRequest({ path: `/agents/${id}` })), 404, 'NOT_FOUND'),
  );

  it('is 400 with an id that no table could hold', async () => {
    expectProblem(await call(anApiRequest({ path: `/agents/${'a'.repeat(5_000)}` })), 400, 'BAD_REQUEST');
  });
});

describe('a query', () => {
  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', '1,2'],
    ['limit', '1e1'],
    ['limit', ' 5'],
    ['limit', ''],
    ['limit', 'NaN'],
    ['cursor', ''],
    ['cursor', '{"pk":"T#other#AGENTS","sk":"x"}'],
    ['cursor', 'a'.repeat(3_000)],
    ['search', ''],
    ['search', 'x'.repeat(201)],
    ['project', ''],
  ])('is 400 with %s=%j, told at its place', async (name, value) => {
    const answer = await call(anApiRequest({ path: '/agents', query: { [name]: value } }));
    expectProblem(answer, 400, 'BAD_REQUEST');
    expect(answer.body.errors[0].path).toBe(name);
  });
});

describe('an agent that could only fail', () => {
  const tool = { kind: 'http', name: 'look_up', method: 'GET', url: 'https://example.com/orders' };
  const choice = { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'x' }] } };
  const string = { type: 'string' };
  it.each([
    ['instructions', { instructions: 'Look up {{ order }}.' }],
    ['instructions', { instructions: 'Use {{ __proto__ }}.' }],
    ['instructions', { instructions: 'Use {{ secret:KEY }}.' }],
    ['instructions', { instructions: '' }],
    ['inputSchema.required', { inputSchema: { properties: { order: string }, required: ['order'] } }],
    ['inputSchema.required', { inputSchema: { properties: {}, required: ['order'] } }],
    ['inputSchema.properties.constructor', { inputSchema: { properties: { constructor: string } } }],
    ['inputSchema.properties.n.default', { inputSchema: { properties: { n: { type: 'integer', default: 'x' } } } }],
    ['inputSchema.properties.o.type', { inputSchema: { properties: { o: { type: 'object' } } } }],
    ['inputSchema.additionalProperties', { inputSchema: { additionalProperties: true } }],
    ['model.provider', { model: { ...choice, provider: 'oracle' } }],
    ['model.settings.turns', { model: { provider: 'scripted', modelId: 'scripted' } }],
    ['model.settings.turns.0', { model: { ...choice, settings: { turns: [{ unknown: 1 }] } } }],
    ['tools.1.name', { tools: [tool, tool] }],
    ['tools.0.name', { tools: [{ ...tool, name: '1x' }] }],
    ['tools.0.functionName', { tools: [{ kind: 'lambda', name: 'ask', functionName: 'x' }] }],
    ['tools.0.url', { tools: [{ kind: 'mcp', name: 'far', url: 'http://169.254.169.254/mcp' }] }],
    ['tools.0.url', { tools: [{ kind: 'mcp', name: 'far', url: 'https://someone:secret@mcp.example/' }] }],
    [
      'tools.0.headers.Host',
      { tools: [{ kind: 'mcp', name: 'far', url: 'https://mcp.example/', headers: { Host: 'x' } }] },
    ],
    ['tools.0.kind', { tools: [{ kind: 'shell', name: 'sh' }] }],
    ['tools.0.approval', { tools: [{ kind: 'manual_task', name: 'ask', approval: true }] }],
    ['tools.0.agentId', { tools: [{ kind: 'agent', name: 'ask', agentId: 'agt_none' }] }],
    ['tools.0.workflowId', { tools: [{ kind: 'workflow', name: 'run', workflowId: 'wfl_none' }] }],
    ['tools.0.inputSchema.type', { tools: [{ ...tool, inputSchema: { type: 'strng' } }] }],
    ['tools.0.inputSchema', { tools: [{ ...tool, inputSchema: { $ref: '#' } }] }],
    ['tools.0.url', { tools: [{ ...tool, url: 'http://169.254.169.254/latest' }] }],
    ['tools.0.timeoutSeconds', { tools: [{ ...tool, timeoutSeconds: 601 }] }],
    ['tools.0.functionName', { tools: [{ ...tool, functionName: 'x' }] }],
    ['limits.maxTurns', { limits: { maxTurns: 0 } }],
    ['limits.maxWishes', { limits: { maxWishes: 3 } }],
    ['name', { name: '   ' }],
    ['name', { name: 'a\u0000b' }],
    ['name', { name: 'a\ud83d' }],
    ['project', { project: 'Sales' }],
  ])('is refused at %s: %j', async (path, overrides) => {
    const answer = await call(anApiRequest({ method: 'POST', path: '/agents', body: anAgentDefinition(overrides) }));
    expectProblem(answer, 400, 'BAD_REQUEST');
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('is told all its faults at once', async () => {
    const body = anAgentDefinition({
      instructions: '{{ a }} {{ b }}',
      tools: [{ kind: 'lambda', name: 'x', functionName: 'f' }],
    });
    const { errors } = (await call(anApiRequest({ method: 'POST', path: '/agents', body }))).body;
    expect(errors).toHaveLength(3);
  });
});

describe('whatever is sent', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'null', '__proto__', '1'));
  const jsonText = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((each) => each.slice(0, -1)),
  );
  const definition = fc
    .dictionary(
      fc.constantFrom('name', 'instructions', 'model', 'tools', 'limits', 'inputSchema', 'project', 'description'),
      fc.oneof(fc.jsonValue(), fc.constant([{ kind: 'http', name: 'x' }])),
    )
    .map((overrides) => JSON.stringify(anAgentDefinition(overrides)));

  it('is never answered with a 5xx, and every refusal is a problem', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
            path: fc.oneof(
              fc.constantFrom(...new Set(Object.values(routes).map(({ path }) => path))),
              text.map((id) => `/agents/${id}`),
              text.map((id) => `/sessions/${id}/activity`),
              text.map((id) => `/agents/${encodeURIComponent(id.toWellFormed())}`),
            ),
            query: fc.dictionary(
              fc.constantFrom('limit', 'cursor', 'search', 'project', 'status', 'startedAfter', 'after', 'kind', 'x'),
              text,
            ),
            headers: fc.dictionary(
              fc.constantFrom('if-match', 'content-type', 'idempotency-key', 'Content-Type'),
              text,
            ),
            rawBody: fc.oneof(jsonText, definition),
            base64: fc.boolean(),
            claims: fc.oneof(fc.constant(aToken({ tenant: 'fuzz' })), fc.dictionary(fc.string(), fc.jsonValue())),
          },
          { requiredKeys: ['method', 'path'] },
        ),
        async (wanted) => {
          const answer = await call(anApiRequest(wanted));
          expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
          if (answer.status >= 400) expectProblem(answer, answer.status, answer.body.code);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('answers', () => {
  it('carry the security headers, refusals too', async () => {
    for (const event of [anApiRequest({ path: '/health', claims: null }), anApiRequest({ path: '/nothing' })]) {
      const { headers } = await call(event);
      expect(headers).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });

  it('tell health and the contract to everybody, and the caller who they are', async () => {
    expect(await call(anApiRequest({ path: '/health', claims: null }))).toMatchObject({
      status: 200,
      body: { status: 'ok', version: '0.1.0' },
    });
    const { body } = await call(anApiRequest({ path: '/openapi.json', claims: null }));
    expect(body).toMatchObject({ openapi: '3.1.1', paths: { '/agents/{agentId}': expect.any(Object) } });
    expect(
      (await call(anApiRequest({ path: '/me', claims: aToken({ 'cognito:groups': '[task-worker]' }) }))).body,
    ).toEqual({
      userId: 'ada',
      name: 'Ada',
      tenantId: 'acme',
      roles: ['task-worker'],
      permissions: ['manual-tasks:read', 'manual-tasks:complete'],
      projects: '*',
    });
  });

  it('keep what went wrong inside to themselves', async () => {
    const events: string[] = [];
    const broken = localApi(
      apiDeps({
        documentClient: { send: () => Promise.reject(new Error('secret table name')) } as never,
        logger: { info: () => {}, warn: () => {}, error: (event) => events.push(event) },
      }),
    );
    const answer = await broken(anApiRequest({ path: '/agents' }));
    expectProblem(answer, 500, 'INTERNAL');
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(answer.body.requestId).toBe('request-1');
    // Limits are not worth an outage: that they can't be read is noted, and the request goes on.
    expect(events.filter((event) => event !== 'api.limit-not-read')).toEqual(['api.request-failed']);
  });

  it('ask to come again when the database is busy', async () => {
    const busy = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const api = localApi(apiDeps({ documentClient: { send: () => Promise.reject(busy) } as never }));
    expectProblem(await api(anApiRequest({ path: '/agents' })), 503, 'UNAVAILABLE');
  });
});
