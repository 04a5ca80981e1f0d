import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../infra/console/content-security-policy.ts';
import { consoleRoutes } from '../../infra/local/console/console-routes.ts';
import { loadAppSettings } from '../../web/src/app-settings.ts';
import { links } from '../../web/src/links.ts';
import { type SynthesisedApp, synthesisedApp } from './synthesised-app.ts';

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0b9f';
const ownDomain = { consoleDomain: 'sessions.acme.example', consoleCertificate: CERTIFICATE };
const otherIssuer = {
  ...{ oidcIssuer: 'https://login.example.com/pool', oidcAudience: 'sessions-api', oidcClientId: 'console' },
  ...{ oidcScope: 'openid sessions', oidcOrigins: 'https://tokens.example.com' },
};

// One synthesis for all rules: it takes longer than all of them together.
const app = synthesisedApp();
const other = synthesisedApp({ ...otherIssuer, ...ownDomain });

const distributionOf = (from: SynthesisedApp) =>
  from.ofType('AWS::CloudFront::Distribution')[0]!.Properties.DistributionConfig;
const distribution = distributionOf(app);
const behaviour = (path: string) =>
  distribution.CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);
const originOf = ({ TargetOriginId }: { TargetOriginId: string }) =>
  distribution.Origins.find(({ Id }: { Id: string }) => Id === TargetOriginId);

describe("the console's bucket", () => {
  const bucket = app.named('AWS::S3::Bucket', 'Site');
  const statements = app
    .ofType('AWS::S3::BucketPolicy')
    .filter(({ Properties }) => Properties.Bucket.Ref === bucket.id)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

  it('is encrypted and closed to the public', () => {
    expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(bucket.Properties.BucketEncryption).toBeDefined();
    expect(bucket.Properties.WebsiteConfiguration).toBeUndefined();
    expect(bucket.Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  it('is read by the distribution only, which signs what it asks', () => {
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    const readers = allowed.filter(({ Action }) => [Action].flat().some((action) => /^s3:(\*|GetObject)/.test(action)));
    expect(readers).toHaveLength(1);
    expect(readers[0]).toMatchObject({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } });
    expect(JSON.stringify(readers[0].Condition.StringEquals['AWS:SourceArn'])).toContain('EntranceDistribution');
    expect(app.ofType('AWS::CloudFront::CloudFrontOriginAccessIdentity')).toEqual([]);
    const [access] = app.ofType('AWS::CloudFront::OriginAccessControl');
    expect(access!.Properties.OriginAccessControlConfig).toMatchObject({
      ...{ OriginAccessControlOriginType: 's3', SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
    expect(originOf(distribution.DefaultCacheBehavior).OriginAccessControlId['Fn::GetAtt'][0]).toBe(access!.id);
  });

  it('answers nobody in the clear', () => {
    const denied = statements.filter(({ Effect }) => Effect === 'Deny').map(({ Condition }) => Condition);
    expect(denied).toContainEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  });
});

describe("the console's address", () => {
  it('has the API beside the console: every method, as sent, never cached', () => {
    const api = behaviour('/api/*');
    expect(api).toMatchObject({
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      ViewerProtocolPolicy: 'https-only',
    });
    expect(api.AllowedMethods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']));
    expect(api.FunctionAssociations).toBeUndefined();
    const origin = originOf(api);
    const [deployed] = app.ofType('AWS::ApiGatewayV2::Api');
    expect(JSON.stringify(origin.DomainName)).toContain(`{"Ref":"${deployed!.id}"},".execute-api."`);
    expect(origin.CustomOriginConfig.OriginProtocolPolicy).toBe('https-only');
    expect(origin.OriginPath).toBeUndefined();
    expect(deployed!.Properties.CorsConfiguration).toBeUndefined();
  });

  it('keeps what the API answers as it is: no error becomes a page', () => {
    expect(distribution.CustomErrorResponses).toBeUndefined();
  });

  it('caches the files that are named by their content, and never the page', () => {
    expect(behaviour('/assets/*')).toMatchObject({ CachePolicyId: CACHING_OPTIMIZED, Compress: true });
    expect(behaviour('/assets/*').FunctionAssociations).toBeUndefined();
    expect(distribution.DefaultCacheBehavior).toMatchObject({ CachePolicyId: CACHING_DISABLED });
    expect(distribution.DefaultRootObject).toBe('index.html');
  });

  it('speaks HTTP/2 and HTTP/3 over IPv6 too, and sends who comes by HTTP to HTTPS', () => {
    expect(distribution).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true });
    for (const { ViewerProtocolPolicy } of [distribution.DefaultCacheBehavior, behaviour('/assets/*')]) {
      expect(ViewerProtocolPolicy).toBe('redirect-to-https');
    }
  });

  it('can be one of your own, with TLS 1.2 at least', () => {
    const { Aliases, ViewerCertificate } = distributionOf(other);
    expect(Aliases).toEqual(['sessions.acme.example']);
    expect(ViewerCertificate).toMatchObject({
      ...{ AcmCertificateArn: CERTIFICATE, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
  });

  it.each([
    ['without its certificate', { consoleDomain: 'sessions.acme.example' }],
    ['with a certificate of another region', { ...ownDomain, consoleCertificate: CERTIFICATE.replace('us', 'eu') }],
    ['that is a URL', { ...ownDomain, consoleDomain: 'https://sessions.acme.example/' }],
  ])('is refused %s', (_, context) => {
    expect(() => synthesisedApp(context)).toThrow(/"console(Domain|Certificate)"/);
  });
});

describe('the function that finds the page for an address', () => {
  const { Properties } = app.ofType('AWS::CloudFront::Function')[0]!;
  const answered = (uri: string): string => {
    const request = { method: 'GET', uri, querystring: {}, headers: {} };
    return runInNewContext(`${Properties.FunctionCode}; handler(event)`, { event: { request } }).uri;
  };
  const addresses = Object.values(links).map((link) => (link as (...args: unknown[]) => string)('ses_01K', 7));

  it('runs before the cache is looked at, for the console only', () => {
    expect(Properties).toMatchObject({ AutoPublish: true, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
    expect(distribution.DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
    expect(distribution.DefaultCacheBehavior.FunctionAssociations[0].EventType).toBe('viewer-request');
  });

  it.each([...addresses.map((address) => address.replace(/\?.*/, '')), '/sessions/', '/no/such.thing/here'])(
    'gives the page for %s',
    (address) => {
      expect(answered(address)).toBe('/index.html');
    },
  );

  it.each(['/index.html', '/config.json', '/robots.txt', '/assets/index-1a2b.js'])('leaves the file %s', (file) => {
    expect(answered(file)).toBe(file);
  });
});

describe("the console's headers", () => {
  const headersOf = (from: SynthesisedApp) =>
    from.ofType('AWS::CloudFront::ResponseHeadersPolicy')[0]!.Properties.ResponseHeadersPolicyConfig
      .SecurityHeadersConfig;
  const laptop = async () => {
    const files = { page: async () => new Uint8Array(), asset: async () => undefined };
    const [page] = consoleRoutes({ files });
    const request = { method: 'GET', path: '/', url: '/', params: {}, query: {}, headers: { host: '127.0.0.1' } };
    return (await page!.handle(request as never)).headers;
  };

  it('go with the page and with each file', () => {
    const { id } = app.ofType('AWS::CloudFront::ResponseHeadersPolicy')[0]!;
    for (const { ResponseHeadersPolicyId } of [distribution.DefaultCacheBehavior, behaviour('/assets/*')]) {
      expect(ResponseHeadersPolicyId).toEqual({ Ref: id });
    }
  });

  it("are the laptop's, and ask for HTTPS for a year", async () => {
    const headers = headersOf(other);
    const onLaptop = await laptop();
    expect(onLaptop?.['content-security-policy']).toBe(contentSecurityPolicy());
    expect(onLaptop).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': headers.ReferrerPolicy.ReferrerPolicy,
    });
    expect(headers.ContentTypeOptions).toEqual({ Override: true });
    expect(headers.FrameOptions.FrameOption).toBe('SAMEORIGIN');
    expect(headers.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
    const issuerOrigins = ['https://login.example.com', 'https://tokens.example.com'];
    expect(headers.ContentSecurityPolicy.ContentSecurityPolicy).toBe(contentSecurityPolicy({ issuerOrigins }));
  });

  it("let the console reach its user pool's documents and sign-in page, and nobody else", () => {
    const parts = headersOf(app).ContentSecurityPolicy.ContentSecurityPolicy['Fn::Join'][1];
    const policy = parts
      .map((part: string | { Ref?: string }) => (typeof part === 'string' ? part : (part.Ref ?? 'acme')))
      .join('')
      .replaceAll('AWS::Region', 'eu-west-1');
    const issuerOrigins = [
      'https://cognito-idp.eu-west-1.amazonaws.com',
      'https://acme.auth.eu-west-1.amazoncognito.com',
    ];
    expect(policy).toBe(contentSecurityPolicy({ issuerOrigins }));
  });

  it.each(['https://login.example.com/', 'login.example.com', "'unsafe-inline'", 'https://a.example; script-src *'])(
    'take no other origin of an issuer than an origin: %s',
    (oidcOrigins) => {
      expect(() => synthesisedApp({ ...otherIssuer, oidcOrigins })).toThrow('"oidcOrigins"');
    },
  );
});

describe("the console's files", () => {
  const copy = (name: string) => app.named('Custom::CDKBucketDeployment', name);

  it('come first, to be cached for good, and then the page and its settings, never to be', () => {
    const [assets, page] = [copy('FilesAssets'), copy('FilesPage')];
    expect(assets.Properties).toMatchObject({
      ...{ Exclude: ['*'], Include: ['assets/*'], Prune: false },
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(page.Properties).toMatchObject({
      ...{ Exclude: ['assets/*'], Prune: false },
      SystemMetadata: { 'cache-control': 'no-cache' },
    });
    expect(page.DependsOn).toContain(assets.id);
  });

  it('are put there by a function that can do nothing else', () => {
    const [copier] = app.ofType('AWS::Lambda::Function').filter(({ id }) => id.startsWith('CustomCDKBucketDeployment'));
    const rights = app.rightsOf(copier!.Properties.Role['Fn::GetAtt'][0]);
    const actions = new Set(rights.flatMap((right) => right.actions).filter((action) => !action.startsWith('logs:')));
    expect([...actions]).toEqual(['s3:ListBucket', 's3:PutObject', 's3:GetObject']);
    const read = rights.filter((right) => right.actions.includes('s3:GetObject'));
    for (const resource of read.flatMap(({ resources }) => resources)) expect(resource).toMatch(/[0-9a-f]{64}\.zip/);
  });
});

describe("the console's settings", () => {
  it('name the user pool and its client', () => {
    const { SourceMarkers } = app.named('Custom::CDKBucketDeployment', 'FilesPage').Properties;
    const [authority, clientId] = Object.values(SourceMarkers[1]);
    expect(JSON.stringify(authority)).toContain('ProviderURL');
    expect(clientId).toEqual({ Ref: app.named('AWS::Cognito::UserPoolClient', 'Client').id });
    expect(JSON.parse(app.consoleSettings)).toMatchObject({ scope: 'openid' });
  });

  it('name another issuer as given, in the form that the console reads', async () => {
    const settings = await loadAppSettings(async () => new Response(other.consoleSettings));
    expect(settings).toEqual({
      authority: 'https://login.example.com/pool',
      clientId: 'console',
      scope: 'openid sessions',
    });
    expect(other.ofType('AWS::ApiGatewayV2::Authorizer')[0]!.Properties.JwtConfiguration.Audience).toEqual([
      'sessions-api',
    ]);
  });
});

describe("the console's sign-in", () => {
  const callbacks = [links.signInCallback(), links.signInFrame(), links.signInWindow()];
  const clientOf = (from: SynthesisedApp) => from.named('AWS::Cognito::UserPoolClient', 'Client').Properties;

  it('is by the code flow, without a secret, and leads back to the console only', () => {
    const client = clientOf(synthesisedApp(ownDomain));
    expect(client).toMatchObject({
      ...{ GenerateSecret: false, AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'] },
      ...{ PreventUserExistenceErrors: 'ENABLED', EnableTokenRevocation: true },
      CallbackURLs: callbacks.map((path) => `https://sessions.acme.example${path}`),
      LogoutURLs: ['https://sessions.acme.example/'],
    });
  });

  it("leads back to CloudFront's name where there is no other", () => {
    const domain = { 'Fn::GetAtt': [expect.stringMatching(/^EntranceDistribution/), 'DomainName'] };
    expect(clientOf(app).CallbackURLs).toEqual(
      callbacks.map((path) => ({ 'Fn::Join': ['', ['https://', domain, path]] })),
    );
  });

  it('has pages that can ask for another account', () => {
    expect(app.ofType('AWS::Cognito::UserPoolDomain')[0]!.Properties.ManagedLoginVersion).toBe(2);
    const [style] = app.ofType('AWS::Cognito::ManagedLoginBranding');
    expect(style!.Properties.ClientId).toEqual({ Ref: app.named('AWS::Cognito::UserPoolClient', 'Client').id });
  });
});

describe('cdk-nag', () => {
  it('has nothing to say', () => {
    expect([...app.findings, ...other.findings]).toEqual([]);
  });
});
