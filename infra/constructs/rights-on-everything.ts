import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * The only rights of the product on `*`: those for which AWS knows no resource. Each is written once, so that a new `*`
 * anywhere else is a finding.
 */
export class RightsOnEverything extends Construct {
  /** Send traces to X-Ray. */
  readonly tracing: ManagedPolicy;
  /** Let a state machine's log be delivered. */
  readonly logDelivery: ManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.tracing = this.policy('Tracing', [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ]);
    this.logDelivery = this.policy('LogDelivery', [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ]);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray and log delivery actions take no resource (AWS service authorization reference); no other policy has "*".',
    });
  }

  private policy(id: string, actions: string[]): ManagedPolicy {
    return new ManagedPolicy(this, id, { statements: [new PolicyStatement({ actions, resources: ['*'] })] });
  }
}
