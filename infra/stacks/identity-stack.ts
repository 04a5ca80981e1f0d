import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Deployment } from '../constructs/deployment.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { SignIn } from '../constructs/sign-in.ts';
import type { SessionsStack } from './sessions-stack.ts';

export type IdentityStackProps = StackProps & { deployment: Deployment; sessions: SessionsStack };

/** Who may call: a user pool of the deployment's own, where no other OIDC issuer is given. */
export class IdentityStack extends Stack {
  readonly pool: IUserPool;
  /** Issuer of the tokens. */
  readonly url: string;
  /** Where the console asks for tokens: the issuer's own documents, and the sign-in page's host. */
  readonly origins: string[];
  readonly machineClientIds: string[];

  constructor(scope: Construct, id: string, { deployment, sessions, ...props }: IdentityStackProps) {
    super(scope, id, { ...props, terminationProtection: deployment.production });
    const { rights, undelivered, alarms } = sessions.operations;
    const addClaims = new ServiceFunction(this, 'AddClaims', {
      entry: 'functions/identity/add-claims.ts',
      description: 'Puts tenant, projects and name into access tokens.',
      // Cognito waits 5 s for a trigger and then fails the sign-in.
      timeout: Duration.seconds(5),
      memoryMb: 512,
      tracing: rights.tracing,
      deadLetters: undelivered,
    });
    const { pool, domain, machines } = new SignIn(this, 'SignIn', { deployment, addClaims });
    this.pool = pool;
    this.url = pool.userPoolProviderUrl;
    this.origins = [`https://cognito-idp.${this.region}.amazonaws.com`, domain.baseUrl()];
    this.machineClientIds = [...machines.values()].map((client) => client.userPoolClientId);
    new RunbookAlarm(this, 'AddClaimsFails', {
      metric: addClaims.metricErrors({ period: Duration.minutes(5) }),
      threshold: 3,
      userImpact: 'People cannot sign in, and machine clients get no token.',
      runbook: 'add-claims-fails',
      topic: alarms,
    });
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    for (const [name, client] of machines) {
      new CfnOutput(this, `MachineClientId-${name}`, { value: client.userPoolClientId });
    }
  }
}
