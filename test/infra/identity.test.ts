import { describe, expect, it } from 'vitest';
import { ROLES } from '../../shared/domain/access/roles.ts';
import { synthesisedApp, wordOf } from './synthesised-app.ts';

const machineClients = [
  { name: 'acme-nightly', tenant: 'acme', roles: ['operator'], projects: ['billing'] },
  { name: 'globex-reports', tenant: 'globex', roles: ['viewer'] },
];
const app = synthesisedApp({ machineClients });
const pool = app.ofType('AWS::Cognito::UserPool')[0]!;
const clients = app.ofType('AWS::Cognito::UserPoolClient');
const client = (name: string) => clients.find(({ id }) => id.includes(name))!.Properties;

describe('the user pool', () => {
  it('lets nobody in who was not invited', () => {
    expect(pool.Properties.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
  });

  it('asks for a strong password and a second factor that is no text message', () => {
    expect(pool.Properties.Policies.PasswordPolicy).toMatchObject({
      ...{ MinimumLength: 14, PasswordHistorySize: 5, TemporaryPasswordValidityDays: 3 },
      ...{ RequireLowercase: true, RequireUppercase: true, RequireNumbers: true, RequireSymbols: true },
    });
    expect(pool.Properties).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    expect(pool.Properties).toMatchObject({
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
  });

  it('has the tenant as an attribute that is never changed', () => {
    const attribute = (name: string) => pool.Properties.Schema.find(({ Name }: { Name: string }) => Name === name);
    expect(attribute('tenant')).toMatchObject({ AttributeDataType: 'String', Mutable: false });
    expect(attribute('tenant').StringAttributeConstraints).toEqual({ MinLength: '3', MaxLength: '32' });
    expect(attribute('projects')).toMatchObject({ AttributeDataType: 'String', Mutable: true });
  });

  it('has a group for each role', () => {
    const groups = app.ofType('AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName);
    expect(groups.sort()).toEqual([...ROLES].sort());
    expect(groups).toHaveLength(5);
  });

  it('has add-claims called before each token, of machine clients too, and nobody else may call it', () => {
    const { PreTokenGenerationConfig } = pool.Properties.LambdaConfig;
    expect(PreTokenGenerationConfig.LambdaVersion).toBe('V3_0');
    expect(PreTokenGenerationConfig.LambdaArn['Fn::GetAtt'][0]).toMatch(/^AddClaims/);
    const permissions = app
      .ofType('AWS::Lambda::Permission')
      .filter(({ Properties }) => JSON.stringify(Properties.FunctionName).includes('AddClaims'));
    expect(permissions.map(({ Properties }) => Properties.Principal)).toEqual(['cognito-idp.amazonaws.com']);
    expect(permissions[0]!.Properties.SourceArn['Fn::GetAtt'][0]).toBe(pool.id);
  });

  it('is kept in production', () => {
    const production = synthesisedApp({ stage: 'production' });
    const [kept] = production.ofType('AWS::Cognito::UserPool');
    expect(kept).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
    expect(production.findings).toEqual([]);
  });
});

describe('every client', () => {
  it.each(clients.map(({ id, Properties }) => [wordOf(id), Properties] as const))(
    'may write neither tenant nor projects: %s',
    (_, { WriteAttributes, AllowedOAuthFlows }) => {
      // What is not named may be written, unless nobody ever signs in with the client.
      if (WriteAttributes === undefined) expect(AllowedOAuthFlows).toEqual(['client_credentials']);
      else expect(WriteAttributes).toEqual(['name']);
    },
  );

  it.each(clients.map(({ id, Properties }) => [wordOf(id), Properties] as const))(
    'has tokens that end within an hour and signs nobody in by password: %s',
    (_, { AccessTokenValidity, TokenValidityUnits, ExplicitAuthFlows }) => {
      expect([AccessTokenValidity, TokenValidityUnits.AccessToken]).toEqual([60, 'minutes']);
      expect(ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
    },
  );
});

describe('a machine client', () => {
  it('has a secret and the scopes of one tenant', () => {
    const scopes = ({ AllowedOAuthScopes }: { AllowedOAuthScopes: unknown[] }) =>
      AllowedOAuthScopes.map((scope) => /\/[\w.-]+/.exec(JSON.stringify(scope))?.[0]);
    const acme = client('acmenightly');
    expect(acme).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    expect(scopes(acme as never)).toEqual(['/tenant.acme', '/role.operator', '/project.billing']);
    expect(scopes(client('globexreports') as never)).toEqual(['/tenant.globex', '/role.viewer', '/projects.all']);
  });

  it('shows its secret in no output', () => {
    expect(JSON.stringify(app.ofType('AWS::Cognito::UserPoolClient'))).not.toContain('ClientSecret"');
  });

  it.each([
    ['without a tenant', [{ name: 'a', roles: ['viewer'] }]],
    ['with an odd tenant', [{ name: 'a', tenant: 'Acme#', roles: ['viewer'] }]],
    ['with an unknown role', [{ name: 'a', tenant: 'acme', roles: ['root'] }]],
    ['without roles', [{ name: 'a', tenant: 'acme', roles: [] }]],
    ['twice', [machineClients[0], machineClients[0]]],
    ['as text that is no JSON', 'acme'],
  ])('is refused %s', (_, given) => {
    expect(() => synthesisedApp({ machineClients: given })).toThrow();
  });

  it('may be given as text, as the command line has it', () => {
    const byText = synthesisedApp({ machineClients: JSON.stringify(machineClients) });
    expect(byText.ofType('AWS::Cognito::UserPoolClient')).toHaveLength(3);
  });
});

describe('the API', () => {
  it("takes tokens of the pool, for the console's and the machines' clients", () => {
    const { JwtConfiguration } = app.ofType('AWS::ApiGatewayV2::Authorizer')[0]!.Properties;
    expect(JSON.stringify(JwtConfiguration.Issuer)).toMatch(/Users.*ProviderURL|cognito-idp/);
    expect(JwtConfiguration.Audience).toHaveLength(clients.length);
  });

  it('takes those of another issuer in their place, and then there is no pool', () => {
    const other = synthesisedApp({ oidcIssuer: 'https://login.example.com/pool', oidcAudience: 'console' });
    expect(other.ofType('AWS::Cognito::UserPool')).toEqual([]);
    expect(other.functions().map(({ id }) => wordOf(id))).not.toContain('AddClaims');
    const { JwtConfiguration } = other.ofType('AWS::ApiGatewayV2::Authorizer')[0]!.Properties;
    expect(JwtConfiguration).toEqual({ Issuer: 'https://login.example.com/pool', Audience: ['console'] });
    expect(other.findings).toEqual([]);
  });
});

describe('cdk-nag', () => {
  it('has nothing to say', () => {
    expect(app.findings).toEqual([]);
  });
});
