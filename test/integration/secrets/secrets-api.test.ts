import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSecretDesk } from '../../builders/a-secret-desk.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { aToken } from '../../builders/an-api-request.ts';

let desk: Awaited<ReturnType<typeof aSecretDesk>>;
beforeAll(async () => {
  desk = await aSecretDesk({ toolHostsAllowed: '127.0.0.1:4800' });
});
afterAll(() => desk.close());

const ORIGIN = 'https://api.example.com';
const VALUE = 'canary-Xy7-Zw9-Qv3';
const put = (name: string, body: Record<string, unknown> = {}, more: Parameters<typeof desk.call>[2] = {}) =>
  desk.call('PUT', `/secrets/${name}`, { body: { value: VALUE, origin: ORIGIN, ...body }, ...more });

describe('a secret', () => {
  it('is made, changed and told of, and its value is in no answer', async () => {
    const made = await put('GITHUB', { description: 'reads issues' });
    expect(made).toMatchObject({
      status: 201,
      headers: { ETag: '"1"', 'Cache-Control': 'no-store' },
      body: {
        ...{ name: 'GITHUB', origin: ORIGIN, description: 'reads issues', version: 1 },
        ...{ createdBy: { userId: 'ada', name: 'Ada' }, createdAt: '2026-11-23T09:00:00.000Z' },
      },
    });
    desk.at.now += 1_000;
    const changed = await put('GITHUB', { value: 'another-value', origin: 'https://API.Example.com:443/' });
    expect(changed).toMatchObject({
      status: 200,
      headers: { ETag: '"2"' },
      body: { origin: ORIGIN, description: '', createdAt: made.body.createdAt, updatedAt: '2026-11-23T09:00:01.000Z' },
    });
    const got = await desk.call('GET', '/secrets/GITHUB');
    expect(got).toMatchObject({ status: 200, body: changed.body });
    expect(Object.keys(got.body).sort()).toEqual(
      ['name', 'origin', 'description', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'].sort(),
    );
    expect(await desk.read('GITHUB')).toEqual({ value: 'another-value', origin: ORIGIN });
    expect(JSON.stringify([made, changed, got])).not.toMatch(/canary|another-value/);
  });

  it('is gone after its deletion, value and all, and can be put again', async () => {
    await put('OLD');
    expect((await desk.call('DELETE', '/secrets/OLD')).status).toBe(204);
    expect(await desk.read('OLD')).toBeUndefined();
    for (const method of ['GET', 'DELETE']) {
      expect(await desk.call(method, '/secrets/OLD')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect(await put('OLD', { value: 'the second life' })).toMatchObject({ status: 201, body: { version: 1 } });
    expect(await desk.read('OLD')).toMatchObject({ value: 'the second life' });
  });

  it('changes only from the version that was read, where one is named', async () => {
    await put('GUARDED');
    const stale = { headers: { 'if-match': '"7"' } };
    for (const answer of [await put('GUARDED', {}, stale), await desk.call('DELETE', '/secrets/GUARDED', stale)]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
      expect(answer.body.detail).toContain('is at version 1');
    }
    expect((await put('NEVER', {}, stale)).status).toBe(409);
    expect((await put('GUARDED', {}, { headers: { 'if-match': '1' } })).status).toBe(200);
    expect((await desk.call('DELETE', '/secrets/GUARDED', { headers: { 'if-match': '2' } })).status).toBe(204);
  });

  it('is listed by name, page by page', async () => {
    const claims = aToken({ tenant: 'listed' });
    for (const name of ['delta', 'Alpha', 'charlie', 'bravo']) await put(name, {}, { claims });
    const names: string[] = [];
    let query: Record<string, string> = { limit: '3' };
    for (;;) {
      const { body } = await desk.call('GET', '/secrets', { query, claims });
      names.push(...body.items.map(({ name }: { name: string }) => name));
      expect(JSON.stringify(body)).not.toContain(VALUE);
      if (body.nextCursor === null) break;
      query = { limit: '3', cursor: body.nextCursor };
    }
    expect(names).toEqual(['Alpha', 'bravo', 'charlie', 'delta']);
  });

  it('belongs to one tenant: the same name elsewhere is another secret', async () => {
    const other = { claims: aToken({ tenant: 'other' }) };
    await put('SHARED');
    expect((await desk.call('GET', '/secrets/SHARED', other)).status).toBe(404);
    expect((await desk.call('DELETE', '/secrets/SHARED', other)).status).toBe(404);
    expect((await put('SHARED', { value: 'of the other tenant' }, other)).status).toBe(201);
    expect((await desk.call('DELETE', '/secrets/SHARED', other)).status).toBe(204);
    expect(await desk.read('SHARED')).toMatchObject({ value: VALUE });
    expect(await desk.read('SHARED', 'other')).toBeUndefined();
  });

  it.each(['viewer', 'operator', 'task-worker'])('is nothing for a %s', async (role) => {
    const claims = aToken({ 'cognito:groups': `[${role}]` });
    for (const answer of [
      await desk.call('GET', '/secrets', { claims }),
      await desk.call('GET', '/secrets/GITHUB', { claims }),
      await put('GITHUB', {}, { claims }),
      await desk.call('DELETE', '/secrets/GITHUB', { claims }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { permission: 'secrets:write' } });
    }
  });

  it('leaves who did it in the audit trail, and nothing of itself', async () => {
    const claims = aToken({ tenant: 'audited', 'cognito:groups': '[builder]' });
    await put('SEEN', {}, { claims });
    const { body } = await desk.call('GET', '/audit', { claims: aToken({ tenant: 'audited' }) });
    expect(body.items).toMatchObject([
      { action: 'putSecret', object: { kind: 'secret', id: 'SEEN' }, actor: { userId: 'ada' }, via: { kind: 'token' } },
    ]);
    expect(JSON.stringify(body)).not.toContain(VALUE);
  });
});

describe('a refused secret', () => {
  it.each([
    ['value', { value: 'short12' }, 'at least 8'],
    ['value', { value: 'x'.repeat(16_385) }, 'at most 16384'],
    ['value', { value: `${VALUE}\n` }, 'one line'],
    ['value', { value: ` ${VALUE}` }, 'one line'],
    ['value', { value: `${VALUE}é` }, 'one line'],
    ['value', { value: 12345678 }, 'expected string'],
    ['value', { value: { deep: VALUE } }, 'expected string'],
    ['origin', { origin: 'https://api.example.com/v1' }, 'path'],
    ['origin', { origin: 'https://api.example.com?x' }, 'path'],
    ['origin', { origin: 'https://api.example.com\\x' }, 'path'],
    ['origin', { origin: 'http://api.example.com' }, 'https://'],
    ['origin', { origin: 'ftp://api.example.com' }, 'https://'],
    ['origin', { origin: 'https://ada:pass@api.example.com' }, 'user name'],
    ['origin', { origin: 'https://169.254.169.254' }, 'private'],
    ['origin', { origin: 'https://0xa9fea9fe' }, 'private'],
    ['origin', { origin: 'https://[::1]' }, 'private'],
    ['origin', { origin: 'http://localhost:4800' }, 'private'],
    ['origin', { origin: 'api.example.com' }, 'not an origin'],
    ['origin', { origin: '{{ host }}' }, 'not an origin'],
    ['description', { description: 'x'.repeat(501) }, '500'],
    ['values', { values: VALUE }, 'not a field'],
  ])('is told what is wrong with its %s, and not its value: %j', async (path, body, why) => {
    const answer = await put('WRONG', body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(answer.body.errors[0].message).toContain(why);
    expect(JSON.stringify(answer)).not.toMatch(/canary|pass@/);
    expect((await desk.call('GET', '/secrets/WRONG')).status).toBe(404);
  });

  it.each(['1st', 'a.b', 'a b', 'a/b', '-x', 'ä', `a${'b'.repeat(64)}`])('has no name like %s', async (name) => {
    const answer = await put(encodeURIComponent(name));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
    expect(JSON.stringify(answer)).not.toContain(VALUE);
  });

  it.each([
    `{"value":"${VALUE}",}`,
    `{"value":${VALUE}}`,
    `{"value":"${VALUE}`,
    `"${VALUE}"`,
    `["${VALUE}"]`,
    VALUE,
    `{"origin":"${ORIGIN}","value":"${VALUE}"}x`,
    `{"origin":"${ORIGIN}","value":"a\tb${VALUE}"}`,
  ])('is not quoted when its JSON is broken: %#', async (rawBody) => {
    const answer = await desk.call('PUT', '/secrets/BROKEN', { rawBody });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer)).not.toMatch(/canar|Xy7|Qv3/);
  });

  it('may be of plain http where the deployment allows the host', async () => {
    expect((await put('LOCAL', { origin: 'http://127.0.0.1:4800' })).status).toBe(201);
    expect((await put('LOCAL', { origin: 'http://127.0.0.1:4801' })).status).toBe(400);
  });
});

describe('a write that is cut off', () => {
  const broken = () => Promise.reject(Object.assign(new Error(`sent ${VALUE}`), { name: 'Broken', input: VALUE }));
  const refused = (type: string) => () =>
    Promise.resolve({ status: 400, headers: {}, body: JSON.stringify({ __type: type, message: `sent ${VALUE}` }) });
  const during = async (
    operation: string,
    fault: () => Promise<never> | ReturnType<ReturnType<typeof refused>>,
    run: () => Promise<unknown>,
  ) => {
    desk.faults.set(operation, fault);
    await run().finally(() => desk.faults.delete(operation));
  };

  it.each([
    ['before the value is there', broken],
    ['when the value is refused', refused('ValidationException')],
    ['when Secrets Manager is down', refused('InternalServiceError')],
  ])('%s leaves the former value and origin, and logs neither', async (_, fault) => {
    await put('STEADY', { value: 'the former value' });
    await during('PutSecretValue', fault, async () => {
      const answer = await put('STEADY', { origin: 'https://elsewhere.example' });
      expect([500, 503]).toContain(answer.status);
      expect(JSON.stringify(answer)).not.toContain('canary');
    });
    expect(await desk.read('STEADY')).toEqual({ value: 'the former value', origin: ORIGIN });
    expect(desk.logged.join()).not.toContain('canary');
  });

  it('after the value is there leaves the former value and origin, and a repeat makes up for it', async () => {
    await put('HALF', { value: 'the former value' });
    const { documentClient } = desk.deps;
    const send = documentClient.send;
    documentClient.send = ((command: {
      constructor: { name: string };
      input: { TableName?: string; Item?: { name?: string } };
    }) =>
      command.constructor.name === 'PutCommand' && command.input.Item?.name === 'HALF'
        ? Promise.reject(new Error('gone'))
        : (send as (command: unknown) => unknown).call(documentClient, command)) as never;
    const elsewhere = { value: VALUE, origin: 'https://elsewhere.example' };
    expect((await put('HALF', elsewhere)).status).toBe(500);
    expect((await put('HALF', elsewhere)).status).toBe(500);
    expect(await desk.read('HALF')).toEqual({ value: 'the former value', origin: ORIGIN });
    documentClient.send = send;
    expect(await put('HALF', elsewhere)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await desk.read('HALF')).toEqual(elsewhere);
  });

  it('loses nothing when only the answer of Secrets Manager is lost', async () => {
    await during(
      'CreateSecret',
      (async (go: () => Promise<unknown>) => {
        await go();
        throw Object.assign(new Error('reset'), { name: 'TimeoutError' });
      }) as never,
      async () => expect((await put('LOST')).status).toBe(503),
    );
    expect(await desk.read('LOST')).toBeUndefined();
    expect((await put('LOST')).status).toBe(201);
    expect(await desk.read('LOST')).toMatchObject({ value: VALUE });
  });

  it('in a deletion leaves a secret that nobody uses, is listed, and goes with a repeat', async () => {
    await put('DOOMED');
    await during('DeleteSecret', broken, async () => {
      expect((await desk.call('DELETE', '/secrets/DOOMED')).status).toBe(500);
    });
    expect(await desk.read('DOOMED')).toBeUndefined();
    expect((await desk.call('GET', '/secrets/DOOMED')).status).toBe(200);
    const again = await put('DOOMED');
    expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(again.body.detail).toContain('Repeat the DELETE');
    expect((await desk.call('DELETE', '/secrets/DOOMED')).status).toBe(204);
    expect((await put('DOOMED')).status).toBe(201);
  });

  it('waits while Secrets Manager itself deletes the name', async () => {
    await during('PutSecretValue', refused('InvalidRequestException'), async () => {
      const answer = await put('TAKEN');
      expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
      expect(JSON.stringify(answer)).not.toContain(VALUE);
    });
  });

  it('by two at once lets one of them win, value with origin', async () => {
    const bodies = ['one', 'two', 'three'].map((word) => ({
      value: `the value of ${word}`,
      origin: `https://${word}.example`,
    }));
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(bodies.map((body) => put('RACED', body)));
      const won = answers.findLastIndex(({ status }) => status < 300);
      expect(won).toBeGreaterThanOrEqual(0);
      for (const { status } of answers) expect([200, 201, 409]).toContain(status);
      const { body } = await desk.call('GET', '/secrets/RACED');
      expect(bodies).toContainEqual(await desk.read('RACED'));
      expect((await desk.read('RACED'))?.origin).toBe(body.origin);
    }
  });
});

describe('an agent whose tools name secrets', () => {
  const tool = {
    kind: 'http',
    name: 'ask',
    method: 'GET',
    url: 'https://api.example.com/x/{{ id }}',
    inputSchema: { type: 'object', properties: { id: {} } },
  };
  const save = (given: Record<string, unknown>) =>
    desk.call('POST', '/agents', {
      body: anAgentDefinition({ name: `Agent ${Math.random()}`, tools: [{ ...tool, ...given }] }),
    });
  const withHeader = (text: string, header = 'Authorization') => ({ headers: { [header]: text } });

  it.each([
    ['of its own origin', withHeader('Bearer {{ secret:BOUND }}')],
    ['that is not there yet', withHeader('Bearer {{secret:NOT_YET}}')],
  ])('is saved with one %s', async (_, given) => {
    await put('BOUND');
    expect((await save(given)).status).toBe(201);
  });

  it.each([
    ['headers.Authorization', 'belongs to https://elsewhere.example', withHeader('{{ secret:AWAY }}')],
    [
      'headers.Authorization',
      'belongs to https://api.example.com',
      { ...withHeader('{{ secret:BOUND }}'), url: 'https://api.example.com:8443/' },
    ],
    ['headers.User-Agent', 'another header', withHeader('{{ secret:BOUND }}', 'User-Agent')],
    ['headers.X-Key', 'not written as', withHeader('{{ secret: BOUND }}', 'X-Key')],
    ['headers.X-Key', 'not written as', withHeader('{{ SECRET:BOUND }}', 'X-Key')],
    ['headers.X-Key', 'no secret can be named', withHeader('{{ secret:a.b }}', 'X-Key')],
    ['url', 'in a header', { url: 'https://api.example.com/?key={{ secret:BOUND }}' }],
    ['body.key', 'in a header', { method: 'POST', body: { key: '{{ secret:BOUND }}' } }],
  ])('is refused at %s: %s', async (path, why, given) => {
    await put('BOUND');
    await put('AWAY', { origin: 'https://elsewhere.example' });
    const answer = await save(given);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({ path: `tools.0.${path}`, message: expect.stringContaining(why) });
  });

  it('is refused with more than 32 of them', async () => {
    const headers = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`X-${at}`, `{{ secret:S${at} }}`]));
    expect((await save({ headers })).body.errors).toContainEqual({
      path: 'tools',
      message: expect.stringContaining('at most 32'),
    });
  });
});
