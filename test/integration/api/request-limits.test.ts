import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import type { ApiDeps } from '../../../functions/api/http/api-deps.ts';
import { requestLimits } from '../../../functions/api/http/request-limits.ts';
import { RateLimited } from '../../../shared/contracts/refusal.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import { routes } from '../../../shared/contracts/routes.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { apiDeps, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

const tables = await localTables();
afterAll(tables.close);
let tenants = 0;

type Limits = Record<string, string>;
const NONE = {
  LIMIT_USER_READS: 'none',
  LIMIT_USER_COMMANDS: 'none',
  LIMIT_TENANT_READS: 'none',
  LIMIT_TENANT_COMMANDS: 'none',
};

/** Instances of the API's functions of a deployment with these limits, a tenant of their own, and a clock that is moved by hand. */
function aDeployment(limits: Limits, more: Partial<ApiDeps> = {}) {
  tenants += 1;
  const tenant = `limits${tenants}`;
  let now = Date.UTC(2026, 10, 23, 9);
  const deps = apiDeps({
    ...tables,
    clock: { now: () => now, delay: async () => {} },
    environment: readEnvironment({ ...NONE, ...limits }),
    ...more,
  });
  const identity = (user: string): Identity => ({
    ...{ tenantId: tenant, userId: user, name: user, roles: [], permissions: [], projects: '*' },
  });
  /** An instance: answers whether a request of this user passes, or after how many seconds it may be tried again. */
  const anInstance = () => {
    const admit = requestLimits(deps);
    return async (user: string, route: Route = routes.startSession): Promise<true | number> => {
      try {
        await admit(identity(user), route);
        return true;
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error;
        return Number(error.facts.headers?.['Retry-After']);
      }
    };
  };
  return { tenant, deps, anInstance, advance: (ms: number) => (now += ms) };
}

const times = <T>(count: number, of: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => of(at));
const passed = (answers: (true | number)[]) => answers.filter((answer) => answer === true).length;

describe('the limit of a user', () => {
  it('is kept over many instances that are asked at the same time', async () => {
    const { anInstance } = aDeployment({ LIMIT_USER_COMMANDS: '10:40' });
    const instances = times(20, anInstance);
    const answers = await Promise.all(times(400, (at) => instances[at % 20]!('ada')));
    expect(passed(answers)).toBe(40);
  });

  it('is kept within one instance that answers many at once, as the laptop does', async () => {
    const { anInstance } = aDeployment({ LIMIT_USER_READS: '100:1000' });
    const instance = anInstance();
    const answers = await Promise.all(times(1_500, () => instance('ada', routes.getMe)));
    expect(passed(answers)).toBe(1_000);
  });

  it('comes back evenly, and says when', async () => {
    const { anInstance, advance } = aDeployment({ LIMIT_USER_COMMANDS: '0.5:3' });
    const [one, other] = [anInstance(), anInstance()];
    expect([await one('ada'), await other('ada'), await one('ada')]).toEqual([true, true, true]);
    expect([await one('ada'), await other('ada')]).toEqual([2, 2]);
    advance(1_999);
    expect(await other('ada')).toBe(1);
    advance(1);
    expect([await other('ada'), await one('ada')]).toEqual([true, 2]);
    advance(3_600_000);
    expect(passed(await Promise.all(times(10, () => one('ada'))))).toBe(3);
  });

  it('is for that user alone, of that tenant, and for commands or reads', async () => {
    const { anInstance } = aDeployment({ LIMIT_USER_COMMANDS: '1:2', LIMIT_USER_READS: '1:2' });
    const instance = anInstance();
    const elsewhere = aDeployment({ LIMIT_USER_COMMANDS: '1:2' }).anInstance();
    for (const user of ['ada', 'bo', 'ada#U#bo']) {
      expect([await instance(user), await instance(user), await instance(user)]).toEqual([true, true, 1]);
    }
    expect(await instance('ada', routes.listSessions)).toBe(true);
    expect(await elsewhere('ada')).toBe(true);
  });

  it('counts a bulk request as ten', async () => {
    const { anInstance } = aDeployment({ LIMIT_USER_COMMANDS: '10:25' });
    const instance = anInstance();
    expect([await instance('ada', routes.bulkSessions), await instance('ada', routes.bulkSessions)]).toEqual([
      true,
      true,
    ]);
    expect(await instance('ada', routes.bulkSessions)).toBe(1);
    expect(passed(await Promise.all(times(10, () => instance('ada'))))).toBe(5);
  });
});

describe('the limit of a tenant', () => {
  it('is shared by its users', async () => {
    const { anInstance } = aDeployment({ LIMIT_TENANT_COMMANDS: '10:30' });
    const instances = times(5, anInstance);
    const answers = await Promise.all(times(100, (at) => instances[at % 5]!(`user-${at}`)));
    expect(passed(answers)).toBe(30);
  });

  it('is not used up by a user who asks for more than a user may', async () => {
    const { anInstance } = aDeployment({ LIMIT_USER_COMMANDS: '1:5', LIMIT_TENANT_COMMANDS: '1:20' });
    const instances = times(5, anInstance);
    await Promise.all(times(200, (at) => instances[at % 5]!('mallory')));
    expect(passed(await Promise.all(times(5, (at) => instances[at]!(`user-${at}`))))).toBe(5);
  });
});

describe('an instance', () => {
  it('writes once for many requests, and not at all while the bucket is known to be empty', async () => {
    const counted = { requests: 0 };
    const watched = new Proxy(tables.documentClient, {
      get: (client, name) => {
        if (name === 'send') counted.requests += 1;
        const value = Reflect.get(client, name);
        return typeof value === 'function' ? value.bind(client) : value;
      },
    });
    const { anInstance } = aDeployment({ LIMIT_USER_READS: '100:500' }, { documentClient: watched });
    const instance = anInstance();
    for (const _ of times(500, () => 0)) expect(await instance('ada', routes.getMe)).toBe(true);
    expect(counted.requests).toBeLessThanOrEqual(2 * 50);
    await instance('ada', routes.getMe);
    counted.requests = 0;
    for (const _ of times(100, () => 0)) expect(await instance('ada', routes.getMe)).toBe(1);
    expect(counted.requests).toBe(0);
  });

  it('lets pass when the table of the limits fails, and says so in the log', async () => {
    const told: string[] = [];
    const logger = { info: () => {}, warn: () => {}, error: (event: string) => told.push(event) };
    const { anInstance, deps } = aDeployment({ LIMIT_USER_COMMANDS: '1:1' }, { logger });
    Object.assign(deps, { tables: { ...deps.tables, RateLimits: 'Missing' } });
    const instance = anInstance();
    expect(passed(await Promise.all(times(10, () => instance('ada'))))).toBe(10);
    expect(told).toEqual(['api.limit-not-read']);
  });

  it('leaves the bucket to DynamoDB to delete when nobody used it for an hour', async () => {
    const { anInstance, deps, tenant } = aDeployment({ LIMIT_USER_COMMANDS: '1:10' });
    await anInstance()('ada');
    const Key = { pk: `T#${tenant}#LIMIT#command#U#ada` };
    const { Item } = await tables.documentClient.send(new GetCommand({ TableName: 'RateLimits', Key }));
    expect(Item!.expiresAt).toBe(deps.clock.now() / 1_000 + 1 + 3_600);
  });
});

describe('a request above the limit', () => {
  const deployment = aDeployment({ LIMIT_USER_COMMANDS: '0.1:1', LIMIT_USER_READS: '0.1:1' });
  const call = localApi(deployment.deps);
  const claims = aToken({ tenant: deployment.tenant });

  it.each([
    ['GET', '/me', 200],
    ['POST', '/agents/nobody/run', 404],
  ])('is a 429 that says when to try again: %s %s', async (method, path, first) => {
    expect((await call(anApiRequest({ method, path, claims }))).status).toBe(first);
    const { status, headers, body } = await call(anApiRequest({ method, path, claims }));
    expect([status, headers['Retry-After'], headers['Content-Type']]).toEqual([429, '10', 'application/problem+json']);
    expect(body).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(body.detail).toContain('Try again in 10 s');
  });

  it('is not counted where no token is needed, nor where the permission is missing', async () => {
    for (const _ of times(5, () => 0)) {
      expect((await call(anApiRequest({ path: '/health', claims: null }))).status).toBe(200);
      const vic = aToken({ tenant: deployment.tenant, sub: 'vic', 'cognito:groups': '[viewer]' });
      expect((await call(anApiRequest({ method: 'POST', path: '/sessions', claims: vic }))).status).toBe(403);
    }
  });
});
