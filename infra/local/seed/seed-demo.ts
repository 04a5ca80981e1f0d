import { isDeepStrictEqual } from 'node:util';
import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import { agentSchema } from '../../../shared/domain/agent/agent.ts';
import {
  type RegisteredModelDefinition,
  registeredModelSchema,
} from '../../../shared/domain/model/registered-model.ts';
import type { Actor } from '../../../shared/domain/session/actor.ts';
import { type WorkflowDefinition, workflowSchema } from '../../../shared/domain/workflow/workflow.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { AgentStore } from '../../../shared/storage/agent-store.ts';
import { type ModelStore, modelKeyOf } from '../../../shared/storage/model-store.ts';
import type { WorkflowStore } from '../../../shared/storage/workflow-store.ts';
import { askAModel } from './ask-a-model.ts';
import { changeApproval } from './change-approval.ts';
import { changeWindow } from './change-window.ts';
import { DEMO_AGENTS, DEMO_TENANT, DEMO_WORKFLOWS } from './demo-ids.ts';
import { DEMO_MODELS } from './demo-models.ts';
import { interfaceHealthCheck } from './interface-health-check.ts';

const SEEDER = { userId: 'local', name: 'Laptop' };

export type SeedOptions = {
  agents: AgentStore;
  workflows: WorkflowStore;
  models: ModelStore;
  clock: Pick<Clock, 'now'>;
  /** Address of the demo's service. */
  inventory: string;
  /** ARN of the state machine of the workflow Change window. */
  changeWindowArn: string;
  modelConfigured: boolean;
};

/** Puts what the demo has where it is missing, and lets what nobody has edited follow the laptop's settings. */
export async function seedDemo({ agents, workflows, models, clock, ...options }: SeedOptions): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const agent = (agentId: string, definition: AgentDefinition) =>
    seed({ store: agents, id: agentId, at, make: (stamp) => agentSchema.parse({ ...definition, agentId, ...stamp }) });
  const workflow = (workflowId: string, definition: WorkflowDefinition) =>
    seed({
      ...{ store: workflows, id: workflowId, at },
      make: (stamp) => workflowSchema.parse({ ...definition, workflowId, ...stamp }),
    });
  const model = (definition: RegisteredModelDefinition) => {
    const modelKey = modelKeyOf(DEMO_TENANT, definition);
    const make = (stamp: Stamp) => registeredModelSchema.parse({ ...definition, modelKey, ...stamp });
    return seed({ store: models, id: modelKey, at, make });
  };
  await Promise.all([
    agent(DEMO_AGENTS.interfaceHealthCheck, interfaceHealthCheck(options.inventory)),
    agent(DEMO_AGENTS.changeApproval, changeApproval(options.inventory)),
    agent(DEMO_AGENTS.askAModel, askAModel(options.modelConfigured)),
    workflow(DEMO_WORKFLOWS.changeWindow, changeWindow(options.changeWindowArn)),
    ...DEMO_MODELS.map(model),
  ]);
}

type Stamp = { version: number; createdAt: string; createdBy: Actor; updatedAt: string; updatedBy: Actor };

type Seed<Thing extends Stamp> = {
  store: {
    get: (tenantId: string, id: string) => Promise<Thing | undefined>;
    create: (tenantId: string, thing: Thing) => Promise<void>;
    replace: (tenantId: string, before: Thing, after: Thing) => Promise<void>;
  };
  id: string;
  at: string;
  make: (stamp: Stamp) => Thing;
};

async function seed<Thing extends Stamp>({ store, id, at, make }: Seed<Thing>): Promise<void> {
  const there = await store.get(DEMO_TENANT, id);
  const { createdAt = at, createdBy = SEEDER, version = 0 } = there ?? {};
  const wanted = make({ createdAt, createdBy, updatedAt: at, updatedBy: SEEDER, version: version + 1 });
  if (there === undefined) return store.create(DEMO_TENANT, wanted);
  if (there.updatedBy.userId !== SEEDER.userId || isSame(there, wanted)) return;
  await store.replace(DEMO_TENANT, there, wanted);
}

function isSame(there: Stamp, wanted: Stamp): boolean {
  const written = (thing: Stamp) => ({ ...thing, version: 0, updatedAt: '' });
  return isDeepStrictEqual(written(there), written(wanted));
}
