import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import type { ServiceFunction } from './service-function.ts';

/** Lets a function read the secret with the keys of model providers, which the operator keeps; without one, nothing is done. */
export class ModelKeys extends Construct {
  constructor(scope: Construct, id: string, { deployment, fn }: { deployment: Deployment; fn: ServiceFunction }) {
    super(scope, id);
    const { modelKeysSecret } = deployment;
    if (modelKeysSecret === undefined) return;
    Secret.fromSecretNameV2(this, 'Keys', modelKeysSecret).grantRead(fn);
    fn.tell('MODEL_KEYS_SECRET', modelKeysSecret);
  }
}
