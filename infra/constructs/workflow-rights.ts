import { ManagedPolicy, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';
import { statesArn } from './states-arn.ts';

/** What a function may do with the tenants' state machines. */
export type WorkflowRight = 'register' | 'start' | 'answer' | 'look';

/**
 * Rights on the state machines that tenants register as workflows: they come and go without a deployment, so none can be
 * named here. Each right is written once, as narrow as Step Functions allows.
 */
export class WorkflowRights extends Construct {
  private readonly policies: Record<WorkflowRight, ManagedPolicy>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const machines = [statesArn(this, 'stateMachine', '*')];
    this.policies = {
      // Reads what a machine is and carries, before anybody knows whether it has the tag.
      register: this.policy('Registering', {
        actions: ['states:DescribeStateMachine', 'states:ListTagsForResource'],
        resources: machines,
      }),
      // Only what carries the tag of some tenant: never the product's own machine, or one that nobody opened to it.
      start: this.policy('Starting', {
        actions: ['states:StartExecution'],
        resources: machines,
        conditions: { Null: { 'aws:ResourceTag/agent-sessions:tenant': 'false' } },
      }),
      // The service checks these against the token's state machine, whatever its reference says; tags are not looked at.
      answer: this.policy('Answering', {
        actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
        resources: machines,
      }),
      // Executions are named by their job.
      look: this.policy('Looking', {
        actions: ['states:DescribeExecution'],
        resources: [statesArn(this, 'execution', '*:job_*')],
      }),
    };
    this.explain();
  }

  grantTo(fn: ServiceFunction, rights: readonly WorkflowRight[]): void {
    for (const right of rights) fn.role?.addManagedPolicy(this.policies[right]);
  }

  private policy(id: string, statement: PolicyStatementProps): ManagedPolicy {
    return new ManagedPolicy(this, id, { statements: [new PolicyStatement(statement)] });
  }

  private explain(): void {
    const prefix = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
    Validations.of(this).acknowledge(
      {
        id: `${prefix}:stateMachine:*]`,
        reason:
          'Tenants register their own state machines at run time: to start one it has to carry the tag of a tenant (a condition), to answer it takes a task token that it gave out, and all else is reading.',
      },
      {
        id: `${prefix}:execution:*:job_*]`,
        reason:
          'Jobs and the machines they run are made at run time: only executions that are named as jobs can be read.',
      },
    );
  }
}
