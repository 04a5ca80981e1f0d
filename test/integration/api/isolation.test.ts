import { afterAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contracts/route.ts';
import { routes } from '../../../shared/contracts/routes.ts';
import { anOpenApi, MARKER, OWNER, type Wanted } from '../../builders/a-tenant-to-hide.ts';
import { aToken, type Claims } from '../../builders/an-api-request.ts';
import type { LocalAnswer } from '../../builders/local-api.ts';
import { type Ids, MCP_SERVER, seededObjects } from '../../builders/seeded-objects.ts';
import { idPlaces, missingRules, type Place } from './isolation/places.ts';
import { BODIES, QUERIES } from './isolation/rules.ts';

/*
 * What the tenant acme has in its project "billing" against everybody who may not see it, on every route of the contract and
 * at every place where a route takes something that names an object. A new route is walked by itself; one with a place that no
 * rule of isolation/rules.ts covers fails the first test.
 */
const contract = Object.values<Route>(routes);
const api = await anOpenApi();
afterAll(api.close);

const hidden = await seededObjects(api, OWNER, MARKER);
/** Admins: nothing but tenant and project keeps them off. */
const OUTSIDERS: [who: string, claims: Claims][] = [
  ['an admin of another tenant', aToken({ sub: 'nia', tenant: 'other' })],
  ['an admin of a tenant whose name goes on', aToken({ sub: 'zoe', tenant: 'acmetoo' })],
  ['an admin of a tenant whose name is cut', aToken({ sub: 'zoe', tenant: 'acm' })],
  ['an admin of the tenant without projects', aToken({ sub: 'ned', projects: '[]' })],
  ['an admin of the tenant with projects named alike', aToken({ sub: 'ben', projects: '[bill billings Billing]' })],
];
/** What each of them has: in whose place an id of the body is tried. */
const theirs = new Map<Claims, Ids>();
for (const [, claims] of OUTSIDERS) {
  if (claims.projects !== '[]') theirs.set(claims, await seededObjects(api, withProject(claims), 'Okapi'));
}
theirs.set(OWNER, hidden);
// Secrets belong to the whole tenant: nothing of a project is in them.
for (const name of ['first', 'second']) {
  const body = BODIES.putSecret?.valid(byOf(OWNER));
  await api.call(routes.putSecret, { path: `/secrets/${name}`, body }, aToken({ sub: 'sue', name: 'Sue' }));
}
const before = await api.itemsOf('acme');
const secrets = [MARKER, ...Object.values(hidden).flat()];
/** Kinds that belong to the tenant, not to a project of it. */
const TENANT_WIDE: Place['kind'][] = ['machine', 'model'];
let cases = 0;

/** In which project an outsider makes things. */
function projectOf({ projects }: Claims): string {
  return projects === '*' ? 'default' : (String(projects).slice(1, -1).split(' ')[0] ?? '');
}
function byOf(claims: Claims) {
  const agentId = theirs.get(claims)?.agent[0] ?? 'agt_NOBODY';
  return { tenant: String(claims.tenant), project: projectOf(claims), agentId };
}
function withProject(claims: Claims): Claims {
  return { ...claims, projects: `[${projectOf(claims)}]` };
}

/** The id as it is, and dressed up as what a careless key or path would let through. */
const DISGUISES: ((id: string) => string)[] = [
  (id) => id,
  (id) => id.toLowerCase(),
  (id) => `${id} `,
  (id) => `${id}#`,
  (id) => `#${id}`,
  (id) => `acme#S#${id}`,
  (id) => `T#acme#S#${id}`,
  (id) => `../${id}`,
  (id) => `*${id}`,
  (id) => `${id}\u0000`,
];

/** As long as the id and of its kind, and never given out. */
function madeUp(id: string): string {
  return `${id.slice(0, -5)}${[...id.slice(-5)].map((char) => (char === 'Z' ? 'Y' : 'Z')).join('')}`;
}

/** A request with the id at the place, once for each form that the rules know. */
function requestsAt(route: Route, place: Place, id: string, claims: Claims): Wanted[] {
  const path = pathWith(route, place.in === 'path' ? { [place.name]: id } : ownIds(claims));
  const wanted = { path, headers: { 'if-match': '1' } };
  const body = BODIES[route.operationId]?.valid(byOf(claims));
  const usual = body === undefined ? wanted : { ...wanted, body };
  if (place.in === 'path') return [usual];
  if (place.in === 'query') return [{ ...usual, query: { [place.name]: id } }];
  return (BODIES[route.operationId]?.places?.[place.name]?.(id, byOf(claims)) ?? []).map((one) => ({
    ...wanted,
    body: one,
  }));
}

/** One of the caller's own of each kind: `{ agentId: 'agt_…', … }`. */
function ownIds(claims: Claims): Record<string, string> {
  const own = Object.entries(theirs.get(claims) ?? {});
  return Object.fromEntries(own.map(([kind, ids]) => [kind === 'model' ? 'modelKey' : `${kind}Id`, ids[0] ?? '']));
}

function pathWith({ path }: Route, ids: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'toolName') return MCP_SERVER;
    return name === 'seq' ? '1' : encodeURIComponent(ids[name] || `${name}-of-nobody`);
  });
}

/** An answer without the id that was asked for, as far as texts repeat it. */
function textOf(answer: LocalAnswer, id: string): string {
  const text = JSON.stringify(answer);
  if (id === '') return text;
  return text.replaceAll(JSON.stringify(id).slice(1, -1), '<id>').replaceAll(id, '<id>');
}

async function expectHidden(route: Route, wanted: Wanted, claims: Claims, asked = ''): Promise<string> {
  const answer = await api.call(route, wanted, claims);
  const text = textOf(answer, asked);
  const shown = secrets.some((secret) => asked.includes(secret)) ? text : textOf(answer, '');
  const ownTenants = claims.tenant === OWNER.tenant ? TENANT_WIDE.flatMap((kind) => hidden[kind]) : [];
  const told = secrets.filter((secret) => shown.includes(secret) && !ownTenants.includes(secret));
  if (answer.status >= 500 || told.length > 0) expect({ told, text }).toBe('an answer that tells nothing');
  return text;
}

/** Answers to made-up ids without the id, by who asks where and how: they are all alike, or the comparison fails. */
const answersToNobody = new Map<string, string>();

type Asking = { route: Route; place: Place; claims: Claims };

/** A foreign id at the place, and a made-up one in its stead: whoever asks can't tell them apart. */
async function expectNoDifference(asking: Asking, id: string, disguise = 0): Promise<void> {
  const { route, place, claims } = asking;
  const dress = DISGUISES[disguise]!;
  const foreign = requestsAt(route, place, dress(id), claims).slice(0, disguise === 0 ? undefined : 1);
  const invented = requestsAt(route, place, dress(madeUp(id)), claims);
  for (const [at, wanted] of foreign.entries()) {
    const answer = await expectHidden(route, wanted, claims, dress(id));
    const name = [
      claims.tenant,
      claims.sub,
      route.operationId,
      place.in,
      place.name,
      at,
      disguise,
      id.slice(0, 4),
    ].join();
    const expected =
      answersToNobody.get(name) ?? textOf(await api.call(route, invented[at]!, claims), dress(madeUp(id)));
    answersToNobody.set(name, expected);
    if (answer !== expected) expect(answer).toBe(expected);
    if (place.in === 'path') expect(answer).toMatch(/^{"status":40[04]/);
    cases += 1;
  }
}

const withPlaces = contract.flatMap((route) =>
  idPlaces(route).map((place) => [`${route.operationId}, ${place.in}, ${place.name}`, route, place] as const),
);
const lists = contract.filter(({ query }) => query !== undefined);
const paged = contract.filter(({ query }) => query !== undefined && 'cursor' in query.shape);

describe('the walk', () => {
  it('knows what to put at every place of every route', () => {
    expect(contract.flatMap(missingRules)).toEqual([]);
  });

  it('has something hidden of every kind that the contract shows', () => {
    const kinds = new Set(withPlaces.filter(([, , place]) => place.in === 'path').map(([, , { kind }]) => kind));
    expect([...kinds].filter((kind) => hidden[kind].length === 0)).toEqual([]);
  });
});

describe.each(OUTSIDERS)('%s', (_, claims) => {
  it.each(withPlaces)('can tell no id of it from a made-up one: %s', async (_name, route, place) => {
    if (TENANT_WIDE.includes(place.kind) && claims.tenant === OWNER.tenant) return;
    const ofOtherKinds = Object.entries(hidden).flatMap(([kind, ids]) => (kind === place.kind ? [] : ids.slice(0, 1)));
    for (const id of [...hidden[place.kind], ...ofOtherKinds]) {
      await expectNoDifference({ route, place, claims }, id);
    }
    for (const id of hidden[place.kind].slice(0, 1)) {
      for (const disguise of DISGUISES.keys()) await expectNoDifference({ route, place, claims }, id, disguise);
    }
  });

  it.each(contract.map((route) => [route.operationId, route] as const))(
    'gets nothing of it without naming it: %s',
    async (_name, route) => {
      const body = BODIES[route.operationId]?.valid(byOf(claims));
      // What makes something of one's own is for other tests; here it would only add to the lists.
      if (['createAgent', 'createTrigger', 'createWorkflow', 'putSecret', 'createModel'].includes(route.operationId))
        return;
      await expectHidden(route, { path: pathWith(route, {}), ...(body === undefined ? {} : { body }) }, claims);
      cases += 1;
    },
  );

  it.each(lists.map((route) => [route.operationId, route] as const))(
    'finds none of it by any filter: %s',
    async (_name, route) => {
      for (const name of Object.keys(route.query?.shape ?? {})) {
        for (const value of QUERIES[name]?.(hidden) ?? []) {
          await expectHidden(route, { path: pathWith(route, {}), query: { [name]: value } }, claims, value);
          cases += 1;
        }
      }
    },
  );

  it.each(paged.map((route) => [route.operationId, route] as const))(
    'reads on in none of its lists: %s',
    async (_name, route) => {
      const { body } = await api.call(route, { query: { limit: '1' } }, OWNER);
      expect(body.nextCursor).toEqual(expect.any(String));
      const query = { limit: '1', cursor: body.nextCursor };
      const text = await expectHidden(route, { query }, claims, body.nextCursor);
      if (claims.tenant !== OWNER.tenant) {
        expect(text).toMatch(/"status":400/);
        expect(text).toBe(await expectHidden(route, { query: { limit: '1', cursor: 'made-up' } }, claims, 'made-up'));
      }
      cases += 1;
    },
  );
});

describe('the tenant itself', () => {
  it('has everything as it was', async () => {
    const after = await api.itemsOf('acme');
    const changed = [...before].filter(([key, item]) => after.get(key) !== item).map(([key]) => key);
    expect(changed).toEqual([]);
    const added = [...after].filter(([key, item]) => !before.has(key) && item.includes(MARKER));
    expect(added).toEqual([]);
  });

  it.each(paged.map((route) => [route.operationId, route] as const))(
    'reads on with a cursor only where it is from: %s',
    async (_name, route) => {
      const { body } = await api.call(route, { query: { limit: '1' } }, OWNER);
      const query = { limit: '1', cursor: body.nextCursor };
      expect((await api.call(route, { query }, OWNER)).status).toBe(200);
      for (const other of paged.filter((each) => each !== route)) {
        expect((await api.call(other, { query }, OWNER)).body).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
        cases += 1;
      }
    },
  );

  /** Commands last, what deletes at the very end: each still finds its object. */
  const byHarm = withPlaces.toSorted(([, a], [, b]) => harm(a) - harm(b));
  it.each(byHarm)('reaches its own at the same place: %s', async (_name, route, place) => {
    for (const id of hidden[place.kind].slice(route.method === 'DELETE' ? -1 : 0)) {
      const [wanted] = requestsAt(route, place, id, OWNER);
      const { status, body } = await api.call(route, wanted!, OWNER);
      expect([200, 201, 202, 204, 409], JSON.stringify(body)).toContain(status);
      if (route.operationId === 'bulkSessions') expect(body.results[0].outcome).toMatch(/applied|unchanged|refused/);
      cases += 1;
    }
  });

  it('was asked for in at least 2,000 ways', () => {
    expect(cases).toBeGreaterThanOrEqual(2_000);
  });
});

function harm({ method }: Route): number {
  if (method === 'GET') return 0;
  return method === 'DELETE' ? 2 : 1;
}
