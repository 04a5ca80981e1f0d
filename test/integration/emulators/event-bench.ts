import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createDeliveries } from '../../../infra/local/emulators/deliveries/create-deliveries.ts';
import { openDeliveryStore } from '../../../infra/local/emulators/deliveries/delivery-store.ts';
import { openEventBus } from '../../../infra/local/emulators/event-bus/open-event-bus.ts';
import { openRuleStore } from '../../../infra/local/emulators/event-bus/rule-store.ts';
import { inProcessClient } from '../../../infra/local/emulators/in-process-transport.ts';
import { openEventStore } from '../../../infra/local/emulators/open-event-store.ts';
import { openScheduler } from '../../../infra/local/emulators/scheduler/open-scheduler.ts';
import { openScheduleStore } from '../../../infra/local/emulators/scheduler/schedule-store.ts';
import { withoutWire } from '../../../infra/local/emulators/without-wire.ts';
import { virtualTime } from './virtual-time.ts';

export const ACCOUNT = '000000000000';
export const BUS = 'agent-sessions';
export const GROUP = 'agent-sessions';
export const functionArn = (name: string) => `arn:aws:lambda:local:${ACCOUNT}:function:${name}`;

export type EventBenchOptions = {
  /** A file, to open it again. */
  path?: string;
  time?: ReturnType<typeof virtualTime>;
  functions?: Record<string, (payload: unknown) => Promise<unknown>>;
};

/** The laptop's bus and scheduler with SDK clients, on a clock that moves when told. `calls` holds what the function `work` got. */
export function openEventBench({ path = ':memory:', time = virtualTime(), functions }: EventBenchOptions = {}) {
  const calls: unknown[] = [];
  const reports: { message: string; facts: Record<string, unknown> }[] = [];
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const database = openEventStore(path);
  const deliveries = createDeliveries({
    ...time,
    store: openDeliveryStore(database),
    functions: functions ?? { work: async (payload) => calls.push(payload) },
    random: () => 1,
    reportFailure: (message, facts) => reports.push({ message, facts }),
  });
  const place = { clock: time.clock, deliveries, account: ACCOUNT, region: 'local' };
  const bus = openEventBus({ ...place, buses: ['default', BUS], store: openRuleStore(database), newEventId: newId });
  const scheduler = openScheduler({
    ...place,
    ...time,
    groups: ['default', GROUP],
    store: openScheduleStore(database),
    newExecutionId: newId,
  });
  return {
    time,
    calls,
    reports,
    deliveries,
    database,
    events: withoutWire(new EventBridgeClient(inProcessClient(bus))),
    schedules: withoutWire(new SchedulerClient(inProcessClient(scheduler.service))),
    close: () => {
      scheduler.close();
      deliveries.close();
      database.close();
    },
  };
}
