import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import { type Agent, agentSchema } from '../../../shared/domain/agent/agent.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { AgentStore } from '../../../shared/storage/agent-store.ts';
import { askAModel } from './ask-a-model.ts';
import { interfaceHealthCheck } from './interface-health-check.ts';

const TENANT = 'demo';
const SEEDER = { userId: 'local', name: 'Laptop' };

/** The ids of the demo's agents, the same on every laptop so that the README can name them. */
export const DEMO_AGENTS = {
  interfaceHealthCheck: 'agt_01DEM0HEA1THCHECK000000001',
  askAModel: 'agt_01DEM0ASKAM0DE100000000001',
};

export type SeedOptions = { agents: AgentStore; clock: Clock; inventory: string; modelConfigured: boolean };

/** Puts the demo's agents where they are missing, and lets those that nobody has edited follow the laptop's settings. */
export async function seedDemo(options: SeedOptions): Promise<void> {
  await Promise.all([
    seed(options, DEMO_AGENTS.interfaceHealthCheck, interfaceHealthCheck(options.inventory)),
    seed(options, DEMO_AGENTS.askAModel, askAModel(options.modelConfigured)),
  ]);
}

async function seed({ agents, clock }: SeedOptions, agentId: string, definition: AgentDefinition): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const there = await agents.get(TENANT, agentId);
  const stamp = { agentId, createdAt: there?.createdAt ?? at, createdBy: SEEDER, updatedAt: at, updatedBy: SEEDER };
  const agent = agentSchema.parse({ ...definition, ...stamp, version: (there?.version ?? 0) + 1 });
  if (there === undefined) return agents.create(TENANT, agent);
  if (there.updatedBy.userId !== SEEDER.userId || isSame(there, agent)) return;
  await agents.replace(TENANT, there, agent);
}

function isSame(there: Agent, wanted: Agent): boolean {
  const without = ({ version: _v, updatedAt: _u, ...definition }: Agent) =>
    JSON.stringify(agentSchema.omit({ version: true, updatedAt: true }).parse(definition));
  return without(there) === without(wanted);
}
