import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { AssetHashType, DockerImage, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SITE_FOLDER } from '../console/console-site.ts';
import { repositoryRoot } from './service-function.ts';

export type SiteDeploymentProps = {
  bucket: Bucket;
  /** What `config.json` says: where the console signs people in, and as which client. */
  settings: { authority: string; clientId: string; scope: string };
};

/**
 * Puts the console into its bucket: first the files that are named by their content, then the page that asks for them. The files of
 * earlier deployments stay, so that a page which is open meanwhile finds those that it has not loaded yet.
 */
export class SiteDeployment extends Construct {
  constructor(scope: Construct, id: string, { bucket, settings }: SiteDeploymentProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.copierRole(bucket);
    logGroup.grantWrite(role);
    const site = readOnlyBy(role, builtSite());
    const all = {
      destinationBucket: bucket,
      prune: false,
      logGroup,
      // CDK's own grants are wider: it may need to delete, and reads all assets of the account.
      role: role.withoutPolicyUpdates(),
      memoryLimit: 512,
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...all,
      sources: [site],
      exclude: ['*'],
      include: ['assets/*'],
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const page = new BucketDeployment(this, 'Page', {
      ...all,
      sources: [site, readOnlyBy(role, Source.jsonData('config.json', settings))],
      exclude: ['assets/*'],
      cacheControl: [CacheControl.noCache()],
    });
    // A copy that runs before it has its rights fails.
    for (const deployment of [assets, page]) deployment.node.addDependency(role);
    page.node.addDependency(assets);
    acknowledge(Stack.of(this));
  }

  /** Of the function that copies: it lists and puts, and deletes nothing. */
  private copierRole(bucket: Bucket): Role {
    const role = new Role(this, 'Copier', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }));
    const resource = bucket.node.defaultChild;
    const name = resource instanceof CfnBucket ? Stack.of(this).getLogicalId(resource) : bucket.node.id;
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${name}.Arn>/*]`,
      reason: "Puts the console's files, whose names change with each build, into the console's own bucket.",
    });
    return role;
  }
}

/** The source, of which the role may read the one file that it is. */
function readOnlyBy(role: Role, source: ISource): ISource {
  return {
    bind: (scope, context) => {
      const config = source.bind(scope, context);
      const resources = [config.bucket.arnForObjects(config.zipObjectKey)];
      role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
      return config;
    },
  };
}

function builtSite(): ISource {
  return Source.asset(repositoryRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: the local way below always succeeds or throws.
      image: DockerImage.fromRegistry('unused'),
      local: { tryBundle: bundleSite },
    },
  });
}

/** Built first where its sources have changed; what the build complains of is shown. */
function bundleSite(outDir: string): boolean {
  const build = join(repositoryRoot, 'infra/console/build-console.ts');
  execFileSync(process.execPath, [build], { stdio: ['ignore', 'ignore', 'inherit'] });
  cpSync(SITE_FOLDER, outDir, { recursive: true });
  return true;
}

/** CDK's function that copies, one for all deployments of a stack. */
function acknowledge(stack: Stack): void {
  const copier = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
  if (copier === undefined) throw new Error('CDK names the function that copies the files of a site otherwise by now.');
  const reason =
    "CDK's own function: CloudFormation calls it during a deployment only, sees how it ended, and rolls back when it failed.";
  const rules = [
    'AwsSolutions-L1',
    'Serverless-LambdaDLQ',
    'Serverless-LambdaLatestVersion',
    'Serverless-LambdaTracing',
  ];
  for (const id of rules) Validations.of(copier).acknowledge({ id, reason });
}
