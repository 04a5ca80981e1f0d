import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** In the deployment's own region; an inference profile asks the foundation model in any region of its geography. */
const MODELS = [
  'bedrock:*::foundation-model/*',
  // AWS's own profiles, and the account's `application-inference-profile`.
  'bedrock:<AWS::Region>:<AWS::AccountId>:*inference-profile/*',
];

/** Lets functions ask models of Amazon Bedrock, and nothing else of it. */
export class ModelRights extends Construct {
  private readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const resources = MODELS.map(
      (model) => `arn:${partition}:${model.replace('<AWS::Region>', region).replace('<AWS::AccountId>', account)}`,
    );
    this.policy = new ManagedPolicy(this, 'Asking', {
      statements: [new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources })],
    });
    const reason = 'Which model is asked is chosen by agents at run time, by its name; the right is for asking only.';
    for (const model of MODELS) {
      Validations.of(this).acknowledge({ id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${model}]`, reason });
    }
  }

  grantTo(fn: ServiceFunction): void {
    fn.role?.addManagedPolicy(this.policy);
    fn.tell('BEDROCK_REGION', Stack.of(this).region);
  }
}
