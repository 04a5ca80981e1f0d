import { afterAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contracts/route.ts';
import { routes } from '../../../shared/contracts/routes.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import { PERMISSIONS, type Permission } from '../../../shared/domain/access/permissions.ts';
import { actionsFor, SESSION_ACTIONS, type SessionAction } from '../../../shared/domain/session/session-actions.ts';
import { SESSION_STATUSES, type SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { anOpenApi } from '../../builders/a-tenant-to-hide.ts';
import { aToken } from '../../builders/an-api-request.ts';
import { anUndrivenSession } from '../../builders/beside-a-laptop.ts';

const ROLES = ['viewer', 'operator', 'builder', 'task-worker', 'admin'] as const;
type Role = (typeof ROLES)[number];

const contract = Object.values<Route>(routes);
const api = await anOpenApi();
afterAll(api.close);
const as = (role: string) => aToken({ 'cognito:groups': `[${role}]` });

/** Whether the matrix of the contract gives the role what the route asks for. */
function may(role: string, { permission }: Pick<Route, 'permission'>): boolean {
  if (permission === 'open' || permission === 'token') return true;
  return PERMISSIONS[permission].some((each) => each === role);
}

/** The route with ids that name nothing and no body: it tells a caller who is let in what is missing, and changes nothing. */
const attempt = (route: Route, claims: Parameters<typeof api.call>[2]) =>
  api.call(route, { path: route.path.replace(/\{seq\}/g, '1').replace(/\{\w+\}/g, 'nobody') }, claims);

describe.each(contract.map((route) => [route.operationId, route] as const))('%s', (_, route) => {
  it.each(ROLES.map((role) => [may(role, route) ? 'lets in' : 'refuses', role] as const))(
    '%s a caller with the role %s',
    async (verdict, role) => {
      const { status, headers, body } = await attempt(route, as(role));
      if (verdict === 'lets in') {
        expect([200, 400, 404]).toContain(status);
        return;
      }
      expect(headers['Content-Type']).toBe('application/problem+json');
      expect(body).toMatchObject({ status: 403, code: 'FORBIDDEN', permission: route.permission });
      expect(body.detail).toContain(route.permission);
    },
  );

  it.each([
    ['no roles', as('')],
    ['a role that nobody defined', as('root')],
    ['roles in capitals', as('ADMIN Admin')],
    ['roles in a claim of another name', aToken({ 'cognito:groups': undefined, roles: '[admin]' })],
  ])('gives a caller with %s no more than any token does', async (_roles, claims) => {
    const { status } = await attempt(route, claims);
    if (['open', 'token'].includes(route.permission)) expect(status).toBe(200);
    else expect(status).toBe(403);
  });

  it('asks who calls', async () => {
    const { status, headers, body } = await attempt(route, null);
    if (route.permission === 'open') return expect(status).toBe(200);
    expect(body).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(headers['WWW-Authenticate']).toBe('Bearer');
  });

  it.each([
    ['no tenant', undefined],
    ['two tenants', ['acme', 'other']],
    ['two tenants, as the gateway writes a list', '[acme other]'],
    ['one tenant in a list', '[acme]'],
    ['a "#" in its tenant', 'acme#S#x'],
    ['a "*" for its tenant', '*'],
    ['a "/" in its tenant', 'acme/other'],
    ['a capital in its tenant', 'Acme'],
    ['a space after its tenant', 'acme '],
    ['a line break after its tenant', 'acme\n'],
    ['a letter of another script in its tenant', 'аcme'],
    ['an empty tenant', ''],
    ['too long a tenant', 'a'.repeat(33)],
  ])('is closed to a token with %s', async (_what, tenant) => {
    const { status } = await attempt(route, aToken({ tenant }));
    expect(status).toBe(route.permission === 'open' ? 200 : 401);
  });
});

describe('the matrix', () => {
  it('is used: every permission of a route is one of it', () => {
    const known = new Set<string>([...Object.keys(PERMISSIONS), 'open', 'token']);
    expect(contract.filter(({ permission }) => !known.has(permission))).toEqual([]);
  });

  it.each(ROLES)('is what GET /me tells %s', async (role) => {
    const { body } = await api.call(routes.getMe, {}, as(role));
    const held = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => may(role, { permission }));
    expect(body).toEqual({
      ...{ userId: 'ada', name: 'Ada', tenantId: 'acme', roles: [role], permissions: held, projects: '*' },
    });
  });
});

describe('the actions of a session', async () => {
  const sessions = await Promise.all(
    SESSION_STATUSES.map(async (status) => ({
      status,
      sessionId: await anUndrivenSession(api.deps, status, 'inferring', { tenantId: 'acme' }),
    })),
  );
  const allowed = (role: Role, status: SessionStatus): SessionAction[] =>
    actionsFor(status).filter((action) => may(role, { permission: PERMISSION_FOR_ACTION[action] }));

  it.each(ROLES.filter((role) => may(role, routes.listSessions)))('are those that %s may take', async (role) => {
    const { body: list } = await api.call(routes.listSessions, { query: { limit: '100' } }, as(role));
    for (const { status, sessionId } of sessions) {
      const row = list.items.find((item: { sessionId: string }) => item.sessionId === sessionId);
      const detail = await api.call(routes.getSession, { path: `/sessions/${sessionId}` }, as(role));
      expect([row.status, row.actions]).toEqual([status, allowed(role, status)]);
      expect(detail.body.actions).toEqual(allowed(role, status));
    }
  });

  it.each(ROLES.filter((role) => may(role, routes.bulkSessions)))('are judged one by one in bulk: %s', async (role) => {
    const sessionIds = [await anUndrivenSession(api.deps, 'PENDING', 'inferring', { tenantId: 'acme' })];
    for (const action of SESSION_ACTIONS) {
      const { body } = await api.call(routes.bulkSessions, { body: { action, sessionIds } }, as(role));
      const isForbidden = !may(role, { permission: PERMISSION_FOR_ACTION[action] });
      expect(body.results[0].outcome === 'forbidden').toBe(isForbidden);
      if (isForbidden)
        expect(body.results[0]).toEqual({ sessionId: sessionIds[0], outcome: 'forbidden', code: 'FORBIDDEN' });
    }
  });
});
