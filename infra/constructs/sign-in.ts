import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { machineScopes, RESOURCE_SERVER } from '../../shared/domain/access/machine-scopes.ts';
import { ROLES } from '../../shared/domain/access/roles.ts';
import type { Deployment, MachineClient } from './deployment.ts';

export type SignInProps = {
  deployment: Deployment;
  /** Puts tenant, projects and name into access tokens. */
  addClaims: IFunction;
};

/** A token is asked for anew by then: what an administrator takes away is gone within this time. */
export const TOKEN_LIFETIME = Duration.hours(1);

/** The user pool: people of all tenants, who are invited by administrators, and the clients that get tokens. */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly domain: UserPoolDomain;
  /** By name. */
  readonly machines: ReadonlyMap<string, UserPoolClient>;

  constructor(scope: Construct, id: string, { deployment, addClaims }: SignInProps) {
    super(scope, id);
    this.pool = this.userPool(deployment);
    // Version 3 is the one that is called for machine clients too.
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, addClaims, LambdaVersion.V3_0);
    for (const groupName of ROLES) {
      new CfnUserPoolGroup(this, `Role-${groupName}`, { userPoolId: this.pool.userPoolId, groupName });
    }
    const domainPrefix = deployment.signInDomain ?? `agent-sessions-${deployment.stage}-${Aws.ACCOUNT_ID}`;
    this.domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix },
      // The classic pages know no `prompt`: nobody could sign in as somebody else.
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.machines = this.machineClients(deployment.machineClients);
  }

  private userPool({ production }: Deployment): UserPool {
    return new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true }, fullname: { mutable: true } },
      customAttributes: {
        // Given with the invitation and never changed, by nobody: who moves to another tenant is another user.
        tenant: new StringAttribute({ minLen: 3, maxLen: 32, mutable: false }),
        // Names with spaces between them, or `*`. No client may write it, so only administrators do.
        projects: new StringAttribute({ maxLen: 2048, mutable: true }),
      },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
        passwordHistorySize: 5,
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: production,
      removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** One client for each machine: which tenant's it is, and what it may do, are the scopes that it is allowed. */
  private machineClients(machines: readonly MachineClient[]): Map<string, UserPoolClient> {
    if (machines.length === 0) return new Map();
    const names = [...new Set(machines.flatMap(machineScopes))];
    const scopes = names.map((scopeName) => new ResourceServerScope({ scopeName, scopeDescription: scopeName }));
    const server = this.pool.addResourceServer('Api', { identifier: RESOURCE_SERVER, scopes });
    return new Map(machines.map((machine) => [machine.name, this.machineClient(machine, server, scopes)]));
  }

  private machineClient(
    machine: MachineClient,
    server: UserPoolResourceServer,
    scopes: readonly ResourceServerScope[],
  ): UserPoolClient {
    const allowed = new Set(machineScopes(machine));
    return this.pool.addClient(`Machine-${machine.name}`, {
      userPoolClientName: machine.name,
      generateSecret: true,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes
          .filter(({ scopeName }) => allowed.has(scopeName))
          .map((scope) => OAuthScope.resourceServer(server, scope)),
      },
      accessTokenValidity: TOKEN_LIFETIME,
      enableTokenRevocation: true,
    });
  }
}
