import { Conflict } from '../../../shared/contracts/refusal.ts';
import { newTrigger } from '../../../shared/domain/trigger/change-trigger.ts';
import { type TriggerDefinition, triggerDefinitionSchema } from '../../../shared/domain/trigger/trigger.ts';
import { createTriggerItem, type TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { syncWritten } from '../../../shared/effects/sync-trigger.ts';
import { type TriggerNames, triggerNames } from '../../../shared/storage/trigger-names.ts';
import { DEMO_AGENTS, DEMO_TENANT, DEMO_TRIGGERS } from './demo-ids.ts';

const SEEDER = { userId: 'local', name: 'Laptop' };
const agentId = DEMO_AGENTS.interfaceHealthCheck;

/** Off until somebody enables it: a laptop does not work by night without having been asked. */
const nightly = triggerDefinitionSchema.parse({
  name: 'Nightly health check',
  agentId,
  type: 'SCHEDULE',
  enabled: false,
  schedule: { expression: 'cron(0 3 * * ? *)', timezone: 'UTC' },
});

const onErrors = triggerDefinitionSchema.parse({
  name: 'Interface errors',
  agentId,
  type: 'EVENT',
  event: {
    pattern: { source: ['network'], 'detail-type': ['Interface errors'] },
    inputsFrom: { threshold: '$.detail.threshold' },
  },
});

export type SeedTriggersOptions = TriggerDeps & Pick<Parameters<typeof triggerNames>[0], 'documentClient' | 'table'>;

/** Puts the demo's triggers where they never were: one that was deleted stays deleted. */
export async function seedTriggers(deps: SeedTriggersOptions): Promise<void> {
  const names = triggerNames(deps);
  await seed(DEMO_TRIGGERS.nightly, nightly, names, deps);
  await seed(DEMO_TRIGGERS.onErrors, onErrors, names, deps);
}

async function seed(triggerId: string, definition: TriggerDefinition, names: TriggerNames, deps: TriggerDeps) {
  const key = { tenantId: DEMO_TENANT, triggerId };
  if ((await deps.triggers.read(key)) !== undefined) return;
  const name = { tenantId: DEMO_TENANT, name: definition.name };
  try {
    await names.claim(name, triggerId);
  } catch (error) {
    // A person has given the name to a trigger of their own.
    if (error instanceof Conflict) return;
    throw error;
  }
  const write = { now: deps.clock.now(), writeId: deps.newWriteId(), by: SEEDER };
  const item = newTrigger(triggerId, { definition, project: 'default' }, write);
  await createTriggerItem(key, item, deps);
  await names.confirm(name, triggerId);
  await syncWritten(key, item, deps);
}
