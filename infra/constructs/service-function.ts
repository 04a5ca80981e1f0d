import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type IManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { Environment } from '../../shared/runtime/environment.ts';

/** The repository's root: entry files are named from here. */
export const repositoryRoot = join(import.meta.dirname, '../..');

export type ServiceFunctionProps = {
  /** File that exports `handler`, from the repository's root. */
  entry: string;
  /** Longest time for one invocation; at most 15 minutes. */
  timeout: Duration;
  /** Lambda gives CPU with memory: 1,769 MB are one core. */
  memoryMb: number;
  description: string;
  /** Invocations at the same time, kept free for this function and never exceeded. */
  reservedConcurrency?: number;
  /** Lets a role send traces. */
  tracing: IManagedPolicy;
  /** Gets what an asynchronous invocation failed on. Every function has it, so that nothing is lost whoever comes to invoke it. */
  deadLetters: IQueue;
};

/** A Lambda function as all of ours are: Node 24 on ARM, bundled by esbuild, traced, with a log group of its own. */
export class ServiceFunction extends LambdaFunction {
  /** File that exports `handler`, from the repository's root. */
  readonly entry: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [props.tracing],
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      code: bundle(props.entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      deadLetterQueue: props.deadLetters,
    });
    this.entry = props.entry;
    this.traceActively();
  }

  /** As `addEnvironment`, but only the names that `shared/runtime/environment.ts` reads. */
  tell(name: keyof Environment, value: string): void {
    this.addEnvironment(name, value);
  }

  /** Not by the `tracing` prop: it would give each role its own right on `*`, where one shared policy does. */
  private traceActively(): void {
    const resource = this.node.defaultChild;
    if (resource instanceof CfnFunction) resource.tracingConfig = { mode: 'Active' };
  }
}

/** The entry files of all functions of an app. */
export function functionEntries(app: IConstruct): string[] {
  return app.node.findAll().flatMap((node) => (node instanceof ServiceFunction ? [node.entry] : []));
}

function bundle(entry: string): Code {
  return Code.fromAsset(repositoryRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: the local way below always succeeds or throws. Docker is not needed.
      image: DockerImage.fromRegistry('unused'),
      // Told apart by this: CDK would otherwise take two bundles of the same folder for one.
      command: [entry],
      local: { tryBundle: (outDir) => bundleInProcess(entry, outDir) },
    },
  });
}

function bundleInProcess(entry: string, outDir: string): boolean {
  const program = join(import.meta.dirname, 'bundle-function.ts');
  execFileSync(process.execPath, [program, join(repositoryRoot, entry), outDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return true;
}
