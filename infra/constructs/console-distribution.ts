import { join } from 'node:path';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  type ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Aws, Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { OwnDomain } from './deployment.ts';
import { repositoryRoot } from './service-function.ts';

export type ConsoleDistributionProps = {
  stage: string;
  files: IBucket;
  headers: ResponseHeadersPolicy;
  api: HttpApi;
  /** Absent: CloudFront gives a name of its own. */
  ownDomain: OwnDomain | undefined;
};

/** One address for the console and, under `/api`, for the API: the browser asks no other origin, so there is no CORS. */
export class ConsoleDistribution extends Construct {
  /** `https://…`, without a slash at the end. */
  readonly address: string;

  constructor(scope: Construct, id: string, { stage, files, headers, api, ownDomain }: ConsoleDistributionProps) {
    super(scope, id);
    // What CloudFront has is named once in an account, for all regions.
    const name = `agent-sessions-${stage}-${Aws.REGION}`;
    const originAccessControl = new S3OriginAccessControl(this, 'FilesAccess', { originAccessControlName: name });
    const bucket = S3BucketOrigin.withOriginAccessControl(files, { originAccessControl });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Agent Sessions',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      defaultBehavior: this.pageBehavior(bucket, headers, name),
      additionalBehaviors: { '/assets/*': assetBehavior(bucket, headers), '/api/*': apiBehavior(api) },
      ...domainProps(this, ownDomain),
    });
    this.address = `https://${ownDomain?.name ?? distribution.distributionDomainName}`;
    acknowledge(distribution, ownDomain);
  }

  /** The page and `config.json` are never cached here, so that a deployment is seen at once; together they are about 1 kB. */
  private pageBehavior(
    origin: IOrigin,
    responseHeadersPolicy: ResponseHeadersPolicy,
    functionName: string,
  ): BehaviorOptions {
    const pageForAddress = new EdgeFunction(this, 'PageForAddress', {
      functionName,
      code: FunctionCode.fromFile({ filePath: join(repositoryRoot, 'infra/console/page-for-address.js') }),
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Agent Sessions: every address without a file name is the page.',
    });
    return {
      origin,
      responseHeadersPolicy,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [{ function: pageForAddress, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
  }
}

/** Named by their content, so what is cached stays right; sent as gzip or brotli. */
function assetBehavior(origin: IOrigin, responseHeadersPolicy: ResponseHeadersPolicy): BehaviorOptions {
  return {
    origin,
    responseHeadersPolicy,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    compress: true,
  };
}

/** Everything as the browser sent it, but for the host: the gateway knows itself by its own name only. */
function apiBehavior(api: HttpApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(`${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      // As long as the gateway waits for a function; CloudFront's 30 s would end it in the same moment.
      readTimeout: Duration.seconds(35),
    }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // A token that was sent in the clear is spent: there is no redirect that mends it.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  };
}

function domainProps(scope: Construct, ownDomain: OwnDomain | undefined): Partial<DistributionProps> {
  if (ownDomain === undefined) return {};
  return {
    domainNames: [ownDomain.name],
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', ownDomain.certificateArn),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
  };
}

function acknowledge(distribution: Distribution, ownDomain: OwnDomain | undefined): void {
  const reasons = {
    'AwsSolutions-CFR1': 'Which countries people sign in from is for the tenants to say, not for the product.',
    'AwsSolutions-CFR2':
      'The files are public and static. The API behind it checks each token and limits each user and tenant, also where it is called directly, past any firewall here.',
    'AwsSolutions-CFR3':
      "CloudFront's log can leave out neither people's addresses nor queries, among them sign-in codes. The API logs each of its requests itself, without them.",
    ...(ownDomain === undefined && {
      'AwsSolutions-CFR4':
        'The certificate of *.cloudfront.net takes TLS 1.0 too and CloudFront lets nobody change that. With the context values consoleDomain and consoleCertificate it is TLS 1.2 and above.',
    }),
  };
  for (const [id, reason] of Object.entries(reasons)) Validations.of(distribution).acknowledge({ id, reason });
}
