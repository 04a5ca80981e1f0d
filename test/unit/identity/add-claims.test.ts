import { describe, expect, it } from 'vitest';
import { identityFromClaims } from '../../../functions/api/http/identity-from-claims.ts';
import { addClaimsHandler } from '../../../functions/identity/add-claims.ts';
import { claimTexts } from '../../../infra/local/emulators/http-api/claim-texts.ts';
import { machineOf, machineScopes, RESOURCE_SERVER } from '../../../shared/domain/access/machine-scopes.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';

const CLIENT = '3n4b5urk1ft4fl3mg5e62d9ado';
const told: [string, unknown][] = [];
const addClaims = addClaimsHandler({
  logger: { ...silentLogger, warn: (event, fields) => told.push([event, fields]) },
});

/** A version 3 event as Cognito sends it (developer guide, "Pre token generation Lambda trigger"). */
const anEvent = (triggerSource: string, userName: string | undefined, request: Record<string, unknown>) => ({
  version: '3',
  triggerSource,
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_EXAMPLE',
  ...(userName === undefined ? {} : { userName }),
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: CLIENT },
  request: { groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null }, ...request },
  response: { claimsAndScopeOverrideDetails: null },
});

const SUB = '0b1f2c3d-7a5e-4c1b-9f77-1c2d3e4f5a6b';
const aPerson = (attributes: Record<string, string> = {}, more: Record<string, unknown> = {}) =>
  anEvent('TokenGeneration_HostedAuth', SUB, {
    userAttributes: {
      ...{ sub: SUB, 'cognito:user_status': 'CONFIRMED', email_verified: 'true', email: 'ada@acme.example' },
      ...{ name: 'Ada Lovelace', 'custom:tenant': 'acme', 'custom:projects': 'billing sales', ...attributes },
    },
    groupConfiguration: { groupsToOverride: ['operator', 'viewer'], iamRolesToOverride: [], preferredRole: null },
    scopes: ['openid', 'profile', 'email'],
    ...more,
  });

const aMachine = (scopes: string[], more: Record<string, unknown> = {}) =>
  anEvent('TokenGeneration_ClientCredentials', undefined, {
    userAttributes: {},
    scopes: scopes.map((scope) => `${RESOURCE_SERVER}/${scope}`),
    ...more,
  });

// biome-ignore lint/suspicious/noExplicitAny: tests read answers as they come.
const claimsOf = async (event: unknown): Promise<any> => {
  const { response } = await addClaims(event);
  expect(Object.keys(response)).toEqual(['claimsAndScopeOverrideDetails']);
  expect(Object.keys(response.claimsAndScopeOverrideDetails)).toEqual(['accessTokenGeneration']);
  return response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride;
};

/** Who the API takes the token for: what Cognito puts there by itself, what the trigger adds, as the gateway hands it on. */
const identityBehind = async (event: unknown, byCognito: Record<string, unknown>) =>
  identityFromClaims(claimTexts({ client_id: CLIENT, token_use: 'access', ...byCognito, ...(await claimsOf(event)) }));

describe('the token of a person', () => {
  it('gets tenant, projects and name out of attributes, and nothing else', async () => {
    expect(await claimsOf(aPerson())).toEqual({ tenant: 'acme', projects: ['billing', 'sales'], name: 'Ada Lovelace' });
  });

  it('is understood by the API, with the groups as roles', async () => {
    const identity = await identityBehind(aPerson(), { sub: SUB, 'cognito:groups': ['operator', 'viewer'] });
    expect(identity).toMatchObject({
      tenantId: 'acme',
      userId: SUB,
      name: 'Ada Lovelace',
      projects: ['billing', 'sales'],
    });
    expect(identity.roles).toEqual(['operator', 'viewer']);
  });

  it.each([
    ['*', '*'],
    ['billing,sales', ['billing', 'sales']],
    ['  billing   sales ', ['billing', 'sales']],
    ['', []],
  ])('shows the projects of the attribute "%s"', async (attribute, projects) => {
    expect((await identityBehind(aPerson({ 'custom:projects': attribute }), { sub: SUB })).projects).toEqual(projects);
  });

  it('is named by the address where there is no name', async () => {
    expect((await claimsOf(aPerson({ name: '' }))).name).toBe('ada@acme.example');
    expect((await claimsOf(aPerson({ name: 'x'.repeat(2_000) }))).name).toHaveLength(200);
    expect(await claimsOf(aPerson({ name: '', email: '' }))).not.toHaveProperty('name');
  });

  it.each(['TokenGeneration_Authentication', 'TokenGeneration_NewPasswordChallenge', 'TokenGeneration_RefreshTokens'])(
    'is the same after %s',
    async (triggerSource) => {
      expect(await claimsOf({ ...aPerson(), triggerSource })).toEqual(await claimsOf(aPerson()));
    },
  );

  it.each(['', 'ac', 'Acme', 'acme#S', 'acme/other', '*', 'acme other', '[acme other]', 'acme\n'])(
    'gets nothing when the tenant is %j, so that the API refuses it',
    async (tenant) => {
      told.length = 0;
      expect(await claimsOf(aPerson({ 'custom:tenant': tenant }))).toEqual({});
      await expect(identityBehind(aPerson({ 'custom:tenant': tenant }), { sub: SUB })).rejects.toThrow(/tenant/);
      const facts = { triggerSource: 'TokenGeneration_HostedAuth', clientId: CLIENT };
      expect(told[0]).toEqual(['identity.no-tenant', facts]);
    },
  );

  it('takes nothing from what the caller sends along or asks for', async () => {
    const clientMetadata = { tenant: 'other', 'custom:tenant': 'other', projects: '*', name: 'Root' };
    const scopes = ['openid', `${RESOURCE_SERVER}/tenant.other`, `${RESOURCE_SERVER}/role.admin`];
    expect(await claimsOf(aPerson({}, { clientMetadata, scopes }))).toEqual(await claimsOf(aPerson()));
  });
});

describe('the token of a machine client', () => {
  const scopes = machineScopes({ tenant: 'acme', roles: ['operator'], projects: ['billing'] });

  it('gets tenant, projects and roles out of the scopes that it is allowed', async () => {
    expect(scopes).toEqual(['tenant.acme', 'role.operator', 'project.billing']);
    expect(await claimsOf(aMachine(scopes))).toEqual({
      ...{ tenant: 'acme', projects: ['billing'], name: `machine ${CLIENT}` },
      'agent-sessions:roles': ['operator'],
    });
  });

  it('is understood by the API', async () => {
    const all = machineScopes({ tenant: 'acme', roles: ['operator', 'task-worker'], projects: '*' });
    const identity = await identityBehind(aMachine(all), { sub: CLIENT });
    expect(identity).toMatchObject({ tenantId: 'acme', userId: CLIENT, name: `machine ${CLIENT}`, projects: '*' });
    expect(identity.roles).toEqual(['operator', 'task-worker']);
    expect(identity.permissions).toContain('sessions:start');
  });

  it('may do less when it asks for fewer scopes', async () => {
    expect((await identityBehind(aMachine(['tenant.acme']), { sub: CLIENT })).permissions).toEqual([]);
  });

  it.each([
    ['no scopes', []],
    ['no tenant', ['role.admin', 'projects.all']],
    ['two tenants', ['tenant.acme', 'tenant.other', 'role.admin']],
    ['an odd tenant', ['tenant.acme#S', 'role.admin']],
    ['an empty tenant', ['tenant.', 'role.admin']],
  ])('gets nothing with %s, so that the API refuses it', async (_, odd) => {
    expect(await claimsOf(aMachine(odd))).toEqual({});
    await expect(identityBehind(aMachine(odd), { sub: CLIENT })).rejects.toThrow(/tenant/);
  });

  it('takes nothing from what it sends along, nor from scopes of another resource server', async () => {
    const clientMetadata = { tenant: 'other', 'agent-sessions:roles': 'admin' };
    const event = aMachine(scopes, { clientMetadata });
    event.request = {
      ...event.request,
      scopes: [...scopes.map((scope) => `agent-sessions/${scope}`), 'x/tenant.other', 'x/role.admin'],
    } as never;
    expect(await claimsOf(event)).toEqual(await claimsOf(aMachine(scopes)));
  });

  it('has no role that the product does not know', () => {
    const roles = machineOf(
      ['tenant.acme', 'role.root', 'role.viewer'].map((scope) => `agent-sessions/${scope}`),
    )?.roles;
    expect(roles).toEqual(['viewer']);
  });

  it('is made of events without attributes and scopes too', async () => {
    const event = anEvent('TokenGeneration_ClientCredentials', undefined, { userAttributes: null, scopes: null });
    expect(await claimsOf(event)).toEqual({});
  });
});

describe('the roles of a token', () => {
  it('are the groups where there are groups: a machine claim adds nothing to them', () => {
    const claims = { sub: SUB, tenant: 'acme', 'cognito:groups': '[viewer]', 'agent-sessions:roles': '[admin]' };
    expect(identityFromClaims(claims).roles).toEqual(['viewer']);
  });
});

describe('what is no token event', () => {
  it.each([undefined, {}, { triggerSource: 'x' }])('is an error, so that Cognito gives no token: %j', async (event) => {
    await expect(addClaims(event)).rejects.toThrow();
  });
});
