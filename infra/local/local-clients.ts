import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { inProcessClient } from './emulators/in-process-transport.ts';
import type { LocalService } from './emulators/local-service.ts';
import { shortWay } from './emulators/short-way.ts';
import { withoutWire } from './emulators/without-wire.ts';

const OUTERMOST = { step: 'initialize', priority: 'high' } as const;

/** The SDK clients of services in this process. What each session asks them for takes the short way. */
export function localClients(services: Record<'stepFunctions' | 'eventBridge' | 'scheduler', LocalService>) {
  const cached = { cacheMiddleware: true };
  const stepFunctions = withoutWire(new SFNClient({ ...inProcessClient(services.stepFunctions), ...cached }));
  const eventBridge = withoutWire(new EventBridgeClient({ ...inProcessClient(services.eventBridge), ...cached }));
  const starts = ['StartExecution', 'SendTaskSuccess', 'SendTaskFailure'];
  const ofStarts = { service: services.stepFunctions, target: 'AWSStepFunctions', operations: starts };
  const ofEvents = { service: services.eventBridge, target: 'AWSEvents', operations: ['PutEvents'] };
  stepFunctions.middlewareStack.add(shortWay(ofStarts), OUTERMOST);
  eventBridge.middlewareStack.add(shortWay(ofEvents), OUTERMOST);
  return {
    stepFunctions,
    eventBridge,
    scheduler: withoutWire(new SchedulerClient(inProcessClient(services.scheduler))),
  };
}
