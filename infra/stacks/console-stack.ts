import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConsoleClient } from '../constructs/console-client.ts';
import { ConsoleDistribution } from '../constructs/console-distribution.ts';
import { ConsoleHeaders } from '../constructs/console-headers.ts';
import type { Deployment, OtherIssuer } from '../constructs/deployment.ts';
import { SiteBucket } from '../constructs/site-bucket.ts';
import { SiteDeployment } from '../constructs/site-deployment.ts';
import type { IdentityStack } from './identity-stack.ts';

export type ConsoleStackProps = StackProps & {
  deployment: Deployment;
  /** Who signs people in: the deployment's own user pool, or somebody else's. */
  issuer: IdentityStack | OtherIssuer;
};

/**
 * The address at which people find the product. The console and the API share it, so the API begins here, empty: its routes come
 * in the API stack and take tokens of the console's client, which leads back to this address.
 */
export class ConsoleStack extends Stack {
  readonly api: HttpApi;
  /** What the API's tokens have to be from and for. */
  readonly tokens: { issuer: string; audience: string[] };

  constructor(scope: Construct, id: string, { deployment, issuer, ...props }: ConsoleStackProps) {
    super(scope, id, props);
    this.api = new HttpApi(this, 'Api', { description: 'Agent Sessions', createDefaultStage: false });
    const { stage, ownDomain } = deployment;
    const bucket = new SiteBucket(this, 'Site');
    const { address } = new ConsoleDistribution(this, 'Entrance', {
      stage,
      files: bucket,
      headers: new ConsoleHeaders(this, 'Headers', { stage, issuerOrigins: issuer.origins }),
      api: this.api,
      ownDomain,
    });
    const { clientId, audience, scope: tokenScope } = this.clientAt(issuer, address);
    this.tokens = { issuer: issuer.url, audience };
    new SiteDeployment(this, 'Files', { bucket, settings: { authority: issuer.url, clientId, scope: tokenScope } });
    new CfnOutput(this, 'Address', { value: `${address}/`, description: 'The console.' });
  }

  private clientAt(
    issuer: IdentityStack | OtherIssuer,
    consoleAddress: string,
  ): { clientId: string; audience: string[]; scope: string } {
    if (!('pool' in issuer)) return issuer;
    const { userPoolClientId } = new ConsoleClient(this, 'Client', { pool: issuer.pool, consoleAddress });
    return { clientId: userPoolClientId, audience: [userPoolClientId, ...issuer.machineClientIds], scope: 'openid' };
  }
}
