import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** What a function may do with the values of secrets: nobody who may write them may read them. */
export type SecretRight = 'write' | 'read';

/** Rights on the secrets of tenants, which are made at run time: those below the stage's own name, and no other secret. */
export class SecretRights extends Construct {
  private readonly prefix: string;
  private readonly policies: Record<SecretRight, ManagedPolicy>;

  constructor(scope: Construct, id: string, { stage }: { stage: string }) {
    super(scope, id);
    this.prefix = `agent-sessions/${stage}`;
    this.policies = {
      write: this.policy('Writing', ['CreateSecret', 'PutSecretValue', 'DeleteSecret']),
      read: this.policy('Reading', ['GetSecretValue']),
    };
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${this.prefix}/*]`,
      reason:
        'Tenants make and delete their secrets at run time, so their names are not known here; the pattern takes in nothing but the secrets of this stage.',
    });
  }

  grantTo(fn: ServiceFunction, right: SecretRight): void {
    fn.tell('SECRETS_PREFIX', this.prefix);
    fn.role?.addManagedPolicy(this.policies[right]);
  }

  private policy(id: string, actions: string[]): ManagedPolicy {
    const secrets = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.prefix}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const statement = new PolicyStatement({
      actions: actions.map((action) => `secretsmanager:${action}`),
      resources: [secrets],
    });
    return new ManagedPolicy(this, id, { statements: [statement] });
  }
}
