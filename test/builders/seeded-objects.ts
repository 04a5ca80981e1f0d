import type { Route } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { ControlItem, SessionHead } from '../../shared/domain/session/control-item.ts';
import { createJobControl } from '../../shared/domain/workflow/create-job-control.ts';
import { jobSummaryOf } from '../../shared/domain/workflow/job-summary.ts';
import { performEffect } from '../../shared/effects/perform-effect.ts';
import type { IdKind } from '../../shared/runtime/new-id.ts';
import { jobStore } from '../../shared/storage/job-store.ts';
import { jobSummaryStore } from '../../shared/storage/job-summary-store.ts';
import { workflowStore } from '../../shared/storage/workflow-store.ts';
import { anAnswer, applied, aTask, openCall, running } from './a-session.ts';
import { machineOf, type OpenApi } from './a-tenant-to-hide.ts';
import { anAgentDefinition } from './an-agent.ts';
import type { Claims } from './an-api-request.ts';
import { anUndrivenSession } from './beside-a-laptop.ts';
import type { LocalAnswer } from './local-api.ts';

/** Ids of what there is, by kind; `machine`: ARNs of state machines. */
export type Ids = Record<IdKind | 'machine', string[]>;

/** For whom, and with which word in every name and text. */
type Seed = { api: OpenApi; tenantId: string; project: string; word: string };

/** The MCP server that every agent here has. */
export const MCP_SERVER = 'far';

/** Two objects or more of every kind, in the first project of the claims. */
export async function seededObjects(api: OpenApi, claims: Claims, word: string): Promise<Ids> {
  const tenantId = String(claims.tenant);
  const [project = ''] = String(claims.projects).replace(/[[\]]/g, '').split(' ');
  const seed: Seed = { api, tenantId, project, word };
  const agent = [await anAgent(seed, claims, 'desk'), await anAgent(seed, claims, 'watch')];
  const session = await sessions(seed, agent[0]!);
  const waiting = [await aWaitingSession(seed, agent[0]!), await aWaitingSession(seed, agent[0]!)];
  const workflow = [await aWorkflow(seed, 'payment'), await aWorkflow(seed, 'refund')];
  return {
    ...{ agent, workflow, event: [], machine: [machineOf(tenantId, word)] },
    trigger: await triggers(seed, claims, agent[0]!),
    session: [...waiting.map(({ sessionId }) => sessionId), ...session],
    task: waiting.map(({ taskId }) => taskId),
    model: [await aModel(seed, claims, 'one'), await aModel(seed, claims, 'two')],
    job: [await aJob(seed, workflow[0]!), await aJob(seed, workflow[0]!)],
  };
}

async function anAgent({ api, project, word }: Seed, claims: Claims, name: string): Promise<string> {
  const tools = [{ kind: 'mcp', name: MCP_SERVER, description: word, url: 'https://mcp.example/' }];
  const body = anAgentDefinition({ name: `${word} ${name}`, project, instructions: `${word} orders.`, tools });
  return (await created(api, routes.createAgent, body, claims)).agentId;
}

/** Seen by the whole tenant: without the word. */
async function aModel({ api, project }: Seed, claims: Claims, name: string): Promise<string> {
  const modelId = `${project}-${name}`;
  const body = { provider: 'scripted', modelId, name: modelId };
  return (await created(api, routes.createModel, body, { ...claims, name: 'Somebody' })).modelKey;
}

async function created(api: OpenApi, route: Route, body: unknown, claims: Claims): Promise<LocalAnswer['body']> {
  const answer = await api.call(route, { body }, claims);
  if (answer.status !== 201) throw new Error(`${route.operationId} answered ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** One of each type. */
async function triggers({ api, word }: Seed, claims: Claims, agentId: string): Promise<string[]> {
  const schedule = { expression: 'rate(1 day)', timezone: 'UTC' };
  const event = { pattern: { source: [word.toLowerCase()] } };
  const definitions = [{ type: 'MANUAL' }, { type: 'API' }, { type: 'SCHEDULE', schedule }, { type: 'EVENT', event }];
  const ids: string[] = [];
  for (const definition of definitions) {
    const body = { name: `${word} ${definition.type}`, agentId, enabled: true, ...definition };
    ids.push((await created(api, routes.createTrigger, body, claims)).triggerId);
  }
  return ids;
}

function headOf({ tenantId, project, word }: Seed, agentId: string): Partial<SessionHead> {
  const name = `${word} person`;
  return {
    ...{ tenantId, project, agent: { agentId, name: `${word} desk` }, prompt: { text: `${word} orders.` } },
    ...{ trigger: { type: 'MANUAL', source: { name } }, createdBy: { userId: 'zoe', name } },
  };
}

async function sessions(seed: Seed, agentId: string): Promise<string[]> {
  const { api, tenantId, project, word } = seed;
  await api.deps.putSource(tenantId, { type: 'MANUAL', name: `${word} person`, project });
  const ids: string[] = [];
  for (const status of ['RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELED'] as const) {
    ids.push(await anUndrivenSession(api.deps, status, 'inferring', headOf(seed, agentId)));
  }
  return ids;
}

/** A session that waits for a person, and the task that it opened. */
async function aWaitingSession(seed: Seed, agentId: string): Promise<{ sessionId: string; taskId: string }> {
  const { deps } = seed.api;
  const [sessionId, taskId] = [deps.newId('session'), deps.newId('task')];
  const request = { text: JSON.stringify({ title: `${seed.word} task`, description: `${seed.word} asks.` }) };
  const call = { ...aTask, link: { kind: 'manual_task' as const, id: taskId }, request };
  const built = applied(running({ ...headOf(seed, agentId), sessionId }), anAnswer([call]));
  const control: ControlItem = { ...built, effects: [], dueAt: undefined };
  await deps.control.create(control);
  const facts = { v: control.version, at: deps.clock.now() };
  await performEffect(control, { kind: 'PUT_SUMMARY', ...facts }, deps);
  for (const { seq } of control.entries) await performEffect(control, { kind: 'PUT_ENTRY', seq, ...facts }, deps);
  await performEffect(control, { kind: 'PUT_TASK', seq: openCall(control, 'WAITING'), ...facts }, deps);
  return { sessionId, taskId };
}

async function aWorkflow({ api, tenantId, project, word }: Seed, name: string): Promise<string> {
  const { deps } = api;
  const workflowId = deps.newId('workflow');
  const [at, by] = [new Date(deps.clock.now()).toISOString(), { userId: 'zoe', name: `${word} person` }];
  await workflowStore({ documentClient: deps.documentClient, table: deps.tables.Catalog }).create(tenantId, {
    ...{ workflowId, version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
    ...{ name: `${word} ${name}`, description: word, project, stateMachineArn: machineOf(tenantId, word) },
    inputSchema: { type: 'object' },
  });
  return workflowId;
}

async function aJob({ api, tenantId, project, word }: Seed, workflowId: string): Promise<string> {
  const { deps } = api;
  const jobId = deps.newId('job');
  const { control } = createJobControl({
    ...{ tenantId, jobId, project, jobKey: `${tenantId}.${jobId}.secret`, stateMachineArn: machineOf(tenantId, word) },
    workflow: { workflowId, name: `${word} payment` },
    createdBy: { userId: 'zoe', name: `${word} person` },
    ...{ caller: null, depth: 0, lineage: [jobId], maxDepth: 5, startedAt: deps.clock.now() },
    input: { text: JSON.stringify({ order: word }) },
  });
  const quiet = { ...control, effects: [], dueAt: undefined };
  await jobStore({ documentClient: deps.documentClient, table: deps.tables.SessionControl }).create(quiet);
  await jobSummaryStore({ documentClient: deps.documentClient, table: deps.tables.Catalog }).putJob(
    jobSummaryOf(quiet),
  );
  return jobId;
}
