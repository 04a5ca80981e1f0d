import { SESSION_ACTIONS } from '../../../../shared/domain/session/session-actions.ts';
import { HIDDEN_PROJECT, MARKER, machineOf } from '../../../builders/a-tenant-to-hide.ts';
import { anAgentDefinition } from '../../../builders/an-agent.ts';
import type { Ids } from '../../../builders/seeded-objects.ts';

/** The values that a query parameter is tried with, made from what is hidden. */
export const QUERIES: Record<string, (hidden: Ids) => string[]> = {
  action: () => ['createAgent', 'pauseSession'],
  actor: () => ['zoe'],
  agentId: ({ agent }) => agent,
  assignee: () => ['me', 'none', 'zoe'],
  cursor: () => [],
  limit: () => ['1', '100'],
  after: () => ['0', '1'],
  kind: () => ['SYSTEM', 'REASONING'],
  object: (hidden) => Object.values(hidden).flat(),
  part: () => ['input', 'output'],
  project: () => [HIDDEN_PROJECT],
  search: ({ session, agent }) => [MARKER, MARKER.toLowerCase(), ...session, ...agent],
  sort: () => ['startedAt', '-startedAt'],
  source: () => [`${MARKER} person`, `${MARKER} Zoe`],
  startedAfter: () => ['2020-01-01T00:00:00.000Z'],
  startedBefore: () => ['2040-01-01T00:00:00.000Z'],
  status: () => ['OPEN', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELED', 'RUNNING,FAILED'],
  workflowId: ({ workflow }) => workflow,
  triggerType: () => ['MANUAL', 'AGENT', 'MANUAL,API'],
};

/** Who sends it: their tenant, a project and an agent of theirs. */
type By = { tenant: string; project: string; agentId: string };

type BodyRule = {
  /** A body that is good but for what the object of the path may say. */
  valid: (by: By) => unknown;
  /** Bodies that hold the id at this field. */
  places?: Record<string, (id: string, by: By) => unknown[]>;
};

const agentTools = {
  agentId: (agentId: string, { project }: By) => [
    anAgentDefinition({
      name: 'Caller',
      project,
      tools: [{ kind: 'agent', name: 'ask', description: 'Asks.', agentId }],
    }),
  ],
  workflowId: (workflowId: string, { project }: By) => [
    anAgentDefinition({
      name: 'Caller',
      project,
      tools: [{ kind: 'workflow', name: 'work', description: 'Works.', workflowId }],
    }),
  ],
};

const aWorkflow = ({ tenant, project }: By) => ({
  name: 'New',
  project,
  stateMachineArn: machineOf(tenant, 'Okapi'),
});
const machines = {
  stateMachineArn: (stateMachineArn: string, { project }: By) => [{ name: 'New', project, stateMachineArn }],
};

const aTrigger = ({ agentId }: By) => ({ name: 'New', agentId, type: 'MANUAL', enabled: true });
const triggerAgents = {
  agentId: (agentId: string) => ['MANUAL', 'API'].map((type) => ({ name: 'New', agentId, type, enabled: true })),
};

/** For each route with a body: what it is sent. */
export const BODIES: Record<string, BodyRule> = {
  startSession: {
    valid: () => ({ agentId: 'agt_NOBODY' }),
    places: { agentId: (agentId) => [{ agentId }, { agentId, inputs: {} }] },
  },
  bulkSessions: {
    valid: () => ({ action: 'pause', sessionIds: ['ses_NOBODY'] }),
    places: {
      sessionIds: (id) =>
        SESSION_ACTIONS.flatMap((action) => [
          { action, sessionIds: [id] },
          { action, sessionIds: ['ses_NOBODY', id, 'agt_NOBODY'] },
        ]),
    },
  },
  createAgent: { valid: ({ project }) => anAgentDefinition({ name: 'New', project }), places: agentTools },
  replaceAgent: { valid: ({ project }) => anAgentDefinition({ name: 'New', project }), places: agentTools },
  runAgent: { valid: () => ({ inputs: {} }) },
  createTrigger: { valid: aTrigger, places: triggerAgents },
  replaceTrigger: { valid: aTrigger, places: triggerAgents },
  runTrigger: { valid: () => ({ inputs: {} }) },
  invokeTrigger: { valid: () => ({ inputs: {} }) },
  putSecret: { valid: () => ({ value: 'a value of their own', origin: 'https://api.example.com' }) },
  putEvent: { valid: () => ({ source: 'shop', type: 'Order Placed', detail: { order: 7 } }) },
  createWorkflow: { valid: aWorkflow, places: machines },
  replaceWorkflow: { valid: aWorkflow, places: machines },
  runWorkflow: { valid: () => ({ input: {} }) },
  completeManualTask: { valid: () => ({ output: { done: true } }) },
};
