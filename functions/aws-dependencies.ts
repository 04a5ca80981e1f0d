import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { newWriteId } from '../shared/runtime/new-write-id.ts';
import { productionDeps } from './api/http/production-deps.ts';
import { type AwsTelemetry, awsTelemetry } from './aws-telemetry.ts';
import { type Dependencies, dependencies } from './dependencies.ts';

/** Of a function on AWS. */
export type AwsDependencies = Dependencies & Pick<AwsTelemetry, 'flushTelemetry'>;

let onAws: AwsDependencies | undefined;

/** On AWS: built once per cold start, when the first event arrives. */
export function awsDependencies(): AwsDependencies {
  onAws ??= openOnAws();
  return onAws;
}

function openOnAws(): AwsDependencies {
  const base = productionDeps('agent-sessions');
  const { flushTelemetry, ...telemetry } = awsTelemetry(base);
  const deps = dependencies({
    ...base,
    ...telemetry,
    stepFunctions: new SFNClient({}),
    eventBridge: new EventBridgeClient({}),
    scheduler: new SchedulerClient({}),
    random: Math.random,
    newWriteId,
    newValueId: randomUUID,
    bootId: undefined,
  });
  return { ...deps, flushTelemetry };
}
