import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { anApiRequest, aToken, type Claims } from '../../builders/an-api-request.ts';
import { apiDeps, type LocalAnswer, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

let tables: Awaited<ReturnType<typeof localTables>>;
let call: ReturnType<typeof localApi>;
let tenants = 0;
/** A tenant of its own for each test: nothing of another test is in its lists. */
function newTenant(): string {
  tenants += 1;
  return `tenant${tenants}`;
}

beforeAll(async () => {
  tables = await localTables();
  call = localApi(apiDeps(tables));
});
afterAll(() => tables.close());

const create = (claims: Claims, overrides?: Record<string, unknown>) =>
  call(anApiRequest({ method: 'POST', path: '/agents', body: anAgentDefinition(overrides), claims }));
const get = (claims: Claims, agentId: string) => call(anApiRequest({ path: `/agents/${agentId}`, claims }));
const list = (claims: Claims, query?: Record<string, string>) => call(anApiRequest({ path: '/agents', claims, query }));
const replace = (claims: Claims, agentId: string, ifMatch: string, overrides?: Record<string, unknown>) =>
  call(
    anApiRequest({
      method: 'PUT',
      path: `/agents/${agentId}`,
      headers: { 'If-Match': ifMatch },
      body: anAgentDefinition(overrides),
      claims,
    }),
  );
const remove = (claims: Claims, agentId: string, ifMatch: string) =>
  call(anApiRequest({ method: 'DELETE', path: `/agents/${agentId}`, headers: { 'If-Match': ifMatch }, claims }));
const namesOf = ({ body }: LocalAnswer) => body.items.map(({ name }: { name: string }) => name);

describe('an agent', () => {
  it('is created with defaults, by the caller, and read back', async () => {
    const claims = aToken({ tenant: newTenant() });
    const created = await create(claims, { name: '  Order desk ' });
    expect(created).toMatchObject({ status: 201, headers: { ETag: '"1"', 'Content-Type': 'application/json' } });
    expect(created.body).toMatchObject({
      agentId: expect.stringMatching(/^agt_[0-9A-Z]{26}$/),
      name: 'Order desk',
      project: 'default',
      description: '',
      tools: [],
      limits: { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 },
      version: 1,
      createdAt: '2026-11-23T09:00:00.000Z',
      createdBy: { userId: 'ada', name: 'Ada' },
    });
    expect(await get(claims, created.body.agentId)).toMatchObject({ status: 200, body: created.body });
  });

  it('keeps what DynamoDB could not: deep settings, large numbers, half characters', async () => {
    const claims = aToken({ tenant: newTenant() });
    const deep = Array.from({ length: 60 }).reduce<unknown>((inner) => ({ inner }), 1e300);
    const input = { deep, half: '\ud83d', empty: '' };
    const turns = [{ toolCalls: [{ toolName: 'x', input }] }];
    const { body } = await create(claims, {
      model: { provider: 'scripted', modelId: 'scripted', settings: { turns } },
    });
    expect((await get(claims, body.agentId)).body.model.settings.turns).toEqual(turns);
  });

  it('has a name of its own in its project', async () => {
    const claims = aToken({ tenant: newTenant() });
    await create(claims);
    expect(await create(claims)).toMatchObject({ status: 409, body: { code: 'CONFLICT', status: 409 } });
    expect(await create(claims, { project: 'billing' })).toMatchObject({ status: 201 });
    expect(await create(aToken({ tenant: newTenant() }))).toMatchObject({ status: 201 });
  });

  it('is created once when two people choose the same name at the same time', async () => {
    const claims = aToken({ tenant: newTenant() });
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(claims)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(namesOf(await list(claims))).toEqual(['Order desk']);
  });

  it('is replaced at the version that was read, bare or quoted', async () => {
    const claims = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims)).body;
    expect(await replace(claims, agentId, '1', { description: 'a' })).toMatchObject({
      status: 200,
      headers: { ETag: '"2"' },
    });
    expect(await replace(claims, agentId, '"2"', { description: 'b' })).toMatchObject({
      status: 200,
      body: { version: 3 },
    });
    expect(await replace(claims, agentId, 'W/"3"', { description: 'c' })).toMatchObject({
      status: 200,
      body: { version: 4 },
    });
    expect(await replace(claims, agentId, '"3"')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await get(claims, agentId)).body).toMatchObject({ version: 4, description: 'c' });
  });

  it('is replaced by one of several people who read the same version', async () => {
    const claims = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims)).body;
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((description) => replace(claims, agentId, '1', { description })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it.each([undefined, '', '*', 'abc', '"1', '1, 2', '-1', '1.5', '"1"x'])(
    'is not replaced or deleted with If-Match %j',
    async (ifMatch) => {
      const claims = aToken({ tenant: newTenant() });
      const { agentId } = (await create(claims)).body;
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      const path = `/agents/${agentId}`;
      const put = anApiRequest({ method: 'PUT', path, headers, body: anAgentDefinition(), claims });
      expect(await call(put)).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
      expect(await call(anApiRequest({ method: 'DELETE', path, headers, claims }))).toMatchObject({ status: 400 });
    },
  );

  it('takes its new name along and frees the old one', async () => {
    const claims = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims, { name: 'Old' })).body;
    await create(claims, { name: 'Taken' });
    expect(await replace(claims, agentId, '1', { name: 'Taken' })).toMatchObject({ status: 409 });
    expect(await replace(claims, agentId, '1', { name: 'New' })).toMatchObject({ status: 200, body: { name: 'New' } });
    expect(await create(claims, { name: 'New' })).toMatchObject({ status: 409 });
    expect(await create(claims, { name: 'Old' })).toMatchObject({ status: 201 });
  });

  it('keeps the name with which one of two renamings won', async () => {
    const claims = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims, { name: 'Old' })).body;
    const answers = await Promise.all(
      ['a', 'b'].map((description) => replace(claims, agentId, '1', { name: 'New', description })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await create(claims, { name: 'New' })).toMatchObject({ status: 409 });
  });

  it('is gone when it was deleted, and its name is free', async () => {
    const claims = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims)).body;
    expect(await remove(claims, agentId, '2')).toMatchObject({ status: 409 });
    expect(await remove(claims, agentId, '1')).toMatchObject({ status: 204, body: undefined });
    expect(await get(claims, agentId)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await remove(claims, agentId, '1')).toMatchObject({ status: 404 });
    expect(await create(claims)).toMatchObject({ status: 201 });
  });
});

describe('a name that a crash left claimed', () => {
  it('is free again after the claim ran out, and not before', async () => {
    const tenant = newTenant();
    const claims = aToken({ tenant });
    let now = Date.UTC(2026, 0, 1);
    const crashing = localApi(
      apiDeps({
        ...tables,
        clock: { now: () => now, delay: async () => {} },
        // The put of the agent itself never happens.
        documentClient: failingAfter(tables.documentClient, 1),
      }),
    );
    const creation = anApiRequest({ method: 'POST', path: '/agents', body: anAgentDefinition(), claims });
    expect(await crashing(creation)).toMatchObject({ status: 500 });
    const later = localApi(apiDeps({ ...tables, clock: { now: () => now, delay: async () => {} } }));
    now += 60_000;
    expect(await later(creation)).toMatchObject({ status: 409 });
    now += 61_000;
    expect(await later(creation)).toMatchObject({ status: 201 });
    now += 3_600_000;
    expect(await later(creation)).toMatchObject({ status: 409 });
  });
});

describe('the list of agents', () => {
  it('goes through all of them, newest first, page by page', async () => {
    const claims = aToken({ tenant: newTenant() });
    const ids = [];
    for (let at = 0; at < 7; at += 1) ids.push((await create(claims, { name: `Agent ${at}` })).body.agentId);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list(claims, { limit: '3', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...body.items.map(({ agentId }: { agentId: string }) => agentId));
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.sort().reverse());
  });

  it('tells the last page although it is full', async () => {
    const claims = aToken({ tenant: newTenant() });
    for (const name of ['a', 'b']) await create(claims, { name });
    expect((await list(claims, { limit: '2' })).body.nextCursor).toBeNull();
    expect((await list(claims, { limit: '1' })).body.nextCursor).toEqual(expect.any(String));
  });

  it('is narrowed by project and by part of the name, over pages', async () => {
    const claims = aToken({ tenant: newTenant() });
    for (const [name, project] of [
      ['Alpha one', 'p1'],
      ['Beta', 'p1'],
      ['ALPHA two', 'p2'],
      ['alpha three', 'p1'],
    ]) {
      await create(claims, { name, project });
    }
    expect(namesOf(await list(claims, { search: 'alpha' })).sort()).toEqual(['ALPHA two', 'Alpha one', 'alpha three']);
    expect(namesOf(await list(claims, { search: 'alpha', project: 'p1' })).sort()).toEqual([
      'Alpha one',
      'alpha three',
    ]);
    const first = await list(claims, { search: 'alpha', limit: '2' });
    const second = await list(claims, { search: 'alpha', limit: '2', cursor: first.body.nextCursor });
    expect([...namesOf(first), ...namesOf(second)]).toHaveLength(3);
    expect(second.body.nextCursor).toBeNull();
  });

  it('ends a page early rather than pass what a function may answer', async () => {
    const claims = aToken({ tenant: newTenant() });
    for (let at = 0; at < 20; at += 1) await create(claims, { name: `${at}`, instructions: 'x'.repeat(99_000) });
    const first = await list(claims, { limit: '100' });
    expect(first.body.items.length).toBeLessThan(20);
    const second = await list(claims, { limit: '100', cursor: first.body.nextCursor });
    expect(first.body.items.length + second.body.items.length).toBe(20);
    expect(second.body.nextCursor).toBeNull();
  });

  it('refuses a cursor of another tenant, filter or shape', async () => {
    const claims = aToken({ tenant: newTenant() });
    for (const name of ['a', 'b']) await create(claims, { name });
    const cursor = (await list(claims, { limit: '1' })).body.nextCursor;
    const refused = { status: 400, body: { code: 'BAD_REQUEST', errors: [{ path: 'cursor' }] } };
    expect(await list(aToken({ tenant: newTenant() }), { limit: '1', cursor })).toMatchObject(refused);
    expect(await list(claims, { search: 'a', cursor })).toMatchObject(refused);
    expect(await list(claims, { cursor: `${cursor}x` })).toMatchObject(refused);
    expect(await list(claims, { cursor: 'null' })).toMatchObject(refused);
    expect(await list(claims, { cursor })).toMatchObject({ status: 200 });
  });
});

describe('access to agents', () => {
  it("hides another tenant's agents as if they were missing", async () => {
    const claims = aToken({ tenant: newTenant() });
    const other = aToken({ tenant: newTenant() });
    const { agentId } = (await create(claims)).body;
    const missing = await get(other, 'agt_01JD0000000000000000000000');
    const foreign = await get(other, agentId);
    expect(foreign.status).toBe(404);
    expect(foreign.body.detail.replace(agentId, '')).toBe(
      missing.body.detail.replace('agt_01JD0000000000000000000000', ''),
    );
    expect(await replace(other, agentId, '1')).toMatchObject({ status: 404 });
    expect(await remove(other, agentId, '1')).toMatchObject({ status: 404 });
    expect(namesOf(await list(other))).toEqual([]);
    expect(await get(claims, agentId)).toMatchObject({ status: 200 });
  });

  it('shows and takes only the projects that the token grants', async () => {
    const tenant = newTenant();
    const all = aToken({ tenant });
    const sales = aToken({ tenant, projects: '[sales]' });
    const { agentId } = (await create(all, { project: 'billing' })).body;
    const own = (await create(sales, { project: 'sales' })).body;
    expect(await get(sales, agentId)).toMatchObject({ status: 404 });
    expect(await replace(sales, agentId, '1', { project: 'sales', name: 'Mine' })).toMatchObject({ status: 404 });
    expect(await remove(sales, agentId, '1')).toMatchObject({ status: 404 });
    expect((await list(sales)).body.items.map((each: { agentId: string }) => each.agentId)).toEqual([own.agentId]);
    expect(await create(sales, { project: 'billing', name: 'X' })).toMatchObject({
      status: 403,
      body: { permission: 'agents:write' },
    });
    expect(await replace(sales, own.agentId, '1', { project: 'billing' })).toMatchObject({ status: 403 });
    expect(await list(aToken({ tenant, projects: undefined }))).toMatchObject({ status: 200, body: { items: [] } });
  });

  it.each([
    ['viewer', 403],
    ['operator', 403],
    ['builder', 201],
    ['task-worker', 403],
    ['admin', 201],
  ])('lets a %s create agents: %i', async (role, status) => {
    const answer = await create(aToken({ tenant: newTenant(), 'cognito:groups': `[${role}]` }));
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body).toMatchObject({ code: 'FORBIDDEN', permission: 'agents:write' });
  });
});

/** A client whose writes are lost after the first few, as in a process that dies. */
function failingAfter(client: typeof tables.documentClient, writes: number): typeof tables.documentClient {
  let left = writes;
  const send = (command: { constructor: { name: string } }) => {
    if (command.constructor.name === 'PutCommand') left -= 1;
    if (left < 0) return Promise.reject(new Error('died'));
    return client.send(command as never);
  };
  return { send } as never;
}
