import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
} from 'aws-cdk-lib/aws-cloudfront';
import { Aws, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { contentSecurityPolicy } from '../console/content-security-policy.ts';

export type ConsoleHeadersProps = {
  stage: string;
  /** Whom the console asks for tokens. */
  issuerOrigins: string[];
};

/** What every file of the console says to the browser: as on the laptop, and that it is reached by HTTPS only. */
export class ConsoleHeaders extends ResponseHeadersPolicy {
  constructor(scope: Construct, id: string, { stage, issuerOrigins }: ConsoleHeadersProps) {
    super(scope, id, {
      // Unique in the account, of all regions.
      responseHeadersPolicyName: `agent-sessions-${stage}-${Aws.REGION}`,
      comment: 'Agent Sessions: the console',
      securityHeadersBehavior: securityHeaders(contentSecurityPolicy({ issuerOrigins })),
    });
  }
}

function securityHeaders(policy: string): ResponseHeadersPolicyProps['securityHeadersBehavior'] {
  const override = true;
  return {
    contentSecurityPolicy: { contentSecurityPolicy: policy, override },
    contentTypeOptions: { override },
    // The silent sign-in shows a page of the console in a frame of the console.
    frameOptions: { frameOption: HeadersFrameOption.SAMEORIGIN, override },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override },
    // Other hosts of the domain are not ours to decide about.
    strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override },
  };
}
