import { randomUUID } from 'node:crypto';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { createDeliveries } from './emulators/deliveries/create-deliveries.ts';
import { openDeliveryStore } from './emulators/deliveries/delivery-store.ts';
import { openEventBus } from './emulators/event-bus/open-event-bus.ts';
import { openRuleStore } from './emulators/event-bus/rule-store.ts';
import { awsServiceRoute } from './emulators/http-api/aws-service.ts';
import type { LocalRoute } from './emulators/http-api/local-route.ts';
import type { LocalService } from './emulators/local-service.ts';
import { openEventStore } from './emulators/open-event-store.ts';
import { openScheduler } from './emulators/scheduler/open-scheduler.ts';
import { openScheduleStore } from './emulators/scheduler/schedule-store.ts';
import type { LambdaFunctions } from './emulators/step-functions/lambda-call.ts';
import type { SetTimer } from './emulators/step-functions/timers.ts';
import { LOCAL_PLACE } from './local-names.ts';

export type EventsOptions = {
  /** The file that keeps rules, schedules and deliveries; `:memory:` for tests. */
  path: string;
  /** What rules and schedules may have as targets, by name. */
  functions: LambdaFunctions;
  bus: string;
  scheduleGroup: string;
  clock: { now: () => number };
  setTimer: SetTimer;
  /** 0 to 1, for the jitter of retries. */
  random: () => number;
  /** Told of every delivery that is given up. */
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};

export type Events = {
  bus: LocalService;
  scheduler: LocalService;
  /** The Scheduler's paths, and those of the laptop's dead letters. */
  routes: LocalRoute[];
  close: () => void;
};

/** Opens the laptop's bus and scheduler. What was due while it was off fires at once, what was not delivered is delivered. */
export function openEvents({ path, functions, bus, scheduleGroup, ...surroundings }: EventsOptions): Events {
  const database = openEventStore(path);
  const deliveries = createDeliveries({ ...surroundings, functions, store: openDeliveryStore(database) });
  const shared = { ...surroundings, ...LOCAL_PLACE, deliveries };
  const scheduler = openScheduler({
    ...shared,
    groups: ['default', scheduleGroup],
    store: openScheduleStore(database),
    newExecutionId: randomUUID,
  });
  return {
    bus: openEventBus({
      ...shared,
      buses: ['default', bus],
      store: openRuleStore(database),
      newEventId: randomUUID,
    }),
    scheduler: scheduler.service,
    routes: [awsServiceRoute('/schedules/{name}', scheduler.service), ...deadLetterRoutes(deliveries)],
    close: () => {
      scheduler.close();
      deliveries.close();
      database.close();
    },
  };
}
