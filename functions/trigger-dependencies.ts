import { busEvents } from '../shared/effects/bus-events.ts';
import type { TriggerDeps } from '../shared/effects/change-trigger.ts';
import { triggerRules } from '../shared/effects/trigger-rules.ts';
import { triggerSchedules } from '../shared/effects/trigger-schedules.ts';
import { dueTriggerStore } from '../shared/storage/due-trigger-store.ts';
import type { TriggerKey } from '../shared/storage/trigger-row.ts';
import { triggerStore } from '../shared/storage/trigger-store.ts';
import type { Surroundings } from './dependencies.ts';

/** What changing and firing triggers uses beside what sessions use. */
export function triggerDependencies(surroundings: Surroundings) {
  const { environment, documentClient, tables, clock, eventBridge, scheduler, logger } = surroundings;
  const onBus = { eventBridge, bus: environment.EVENT_BUS };
  const target = {
    fireTriggerArn: environment.FIRE_TRIGGER_ARN,
    deadLettersArn: environment.UNDELIVERED_FIRINGS_ARN,
  };
  const deps: TriggerDeps = {
    ...surroundings,
    reportFailure: (message, facts) => logger.error(message, facts),
    triggers: triggerStore({ documentClient, table: tables.Catalog }),
    dueTriggers: dueTriggerStore({ documentClient, table: tables.SessionControl }),
    busEvents: busEvents(onBus),
    triggerRules: triggerRules({ ...onBus, ...target }),
    triggerSchedules: triggerSchedules({
      scheduler,
      group: environment.SCHEDULE_GROUP,
      roleArn: environment.SCHEDULE_ROLE_ARN,
      clock,
      ...target,
    }),
  };
  return {
    ...deps,
    // Seldom, and it computes schedules: not loaded at a cold start.
    sweepTrigger: async (key: TriggerKey) =>
      (await import('../shared/effects/sweep-trigger.ts')).sweepTrigger(key, deps),
  };
}
