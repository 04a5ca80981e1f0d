import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException as NoSuchSchedule,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { fireTriggerHandler } from '../../functions/trigger-firing/fire-trigger.ts';
import type { Json } from './a-caller.ts';
import { aHandDrivenService } from './a-hand-driven-service.ts';
import { anAgentDefinition } from './an-agent.ts';
import { anApiRequest, aToken, type Claims } from './an-api-request.ts';

export type Answer = { status: number; headers: Record<string, string>; body: Json };

const gone = { message: 'not there', $metadata: {} };
let agents = 0;

/**
 * The API and fire-trigger on tables in memory, with the test in the place of EventBridge and Scheduler: it sees the rules,
 * schedules and events that are put, and delivers what and as often as it likes. Time stands until `time.now` is moved.
 */
export async function aTriggerDesk() {
  const service = await aHandDrivenService();
  const { deps, time } = service;
  const outside = standIns();
  const [read, command] = [readApiHandler(deps), commandApiHandler(deps)];
  const fire = fireTriggerHandler(deps);

  async function call(
    method: string,
    path: string,
    {
      body,
      headers,
      claims = aToken(),
      query,
    }: { body?: unknown; headers?: Record<string, string>; claims?: Claims; query?: Record<string, string> } = {},
  ): Promise<Answer> {
    const request = { method, path, claims, ...(body === undefined ? {} : { body }) };
    const event = anApiRequest({ ...request, ...(headers && { headers }), ...(query && { query }) });
    const answer = await (method === 'GET' ? read(event) : command(event));
    const { statusCode: status, headers: answered } = answer;
    return { status, headers: answered, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  }

  async function must(method: string, path: string, more: Parameters<typeof call>[2], status: number): Promise<Json> {
    const answer = await call(method, path, more);
    if (answer.status === status) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  return {
    ...service,
    outside,
    call,
    /** An agent; overrides replace whole fields. Answers its id. */
    async anAgent(overrides: Record<string, unknown> = {}, claims?: Claims): Promise<string> {
      agents += 1;
      const body = anAgentDefinition({ name: `Agent ${agents}`, ...overrides });
      return (await must('POST', '/agents', { body, ...(claims && { claims }) }, 201)).agentId;
    },
    /** A trigger as it was answered. */
    aTrigger: (body: Record<string, unknown>, claims?: Claims): Promise<Json> =>
      must('POST', '/triggers', { body, ...(claims && { claims }) }, 201),
    get: async (triggerId: string): Promise<Json> => must('GET', `/triggers/${triggerId}`, {}, 200),
    /** Replaces the definition at the version that is there. */
    async replace({ triggerId, version }: Json, body: Record<string, unknown>, claims?: Claims): Promise<Answer> {
      const headers = { 'If-Match': String(version) };
      return call('PUT', `/triggers/${triggerId}`, { body, headers, ...(claims && { claims }) });
    },
    remove: ({ triggerId, version }: Json): Promise<Answer> =>
      call('DELETE', `/triggers/${triggerId}`, { headers: { 'If-Match': String(version) } }),
    /** Hands a payload to fire-trigger, as rules, schedules and SQS do. */
    fire: (payload: unknown) => fire(payload),
    /** What the rule of an event trigger sends for an event. */
    eventDelivery: ({ triggerId }: Json, event: Json = {}) => ({
      type: 'EVENT',
      tenantId: 'acme',
      triggerId,
      event: anEvent({ time: seconds(time.now), ...event }),
    }),
    /** What a schedule sends. */
    scheduleDelivery: ({ triggerId }: Json, at = time.now) => ({
      type: 'SCHEDULE',
      tenantId: 'acme',
      triggerId,
      scheduledTime: seconds(at),
    }),
    sessions: async (): Promise<Json[]> => (await must('GET', '/sessions', {}, 200)).items,
  };
}

/** An event as it is delivered. */
export function anEvent(more: Json = {}): Json {
  return {
    version: '0',
    id: '11111111-2222-3333-4444-555555555555',
    'detail-type': 'Order placed',
    source: 'shop',
    account: '',
    time: '2026-11-23T09:00:00Z',
    region: 'eu-west-1',
    resources: ['tenant/acme', 'event/order-1'],
    detail: { order: { id: 'A-1', lines: 3 } },
    ...more,
  };
}

/** What EventBridge makes of an entry. */
export function deliveredEvent({ Source, DetailType, Resources, Detail, Time }: PutEventsRequestEntry): Json {
  return anEvent({
    source: Source,
    'detail-type': DetailType,
    resources: Resources,
    detail: JSON.parse(Detail ?? '{}'),
    time: seconds(Time?.getTime() ?? 0),
  });
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** EventBridge and Scheduler: what is there by name, and what they are to refuse. */
function standIns() {
  const outside = {
    rules: new Map<string, { pattern: Json; targets: Json[] }>(),
    schedules: new Map<string, CreateScheduleCommandInput>(),
    events: [] as PutEventsRequestEntry[],
    /** Calls so far, by name. */
    calls: [] as string[],
    /** Runs before each call to put or remove something; what it throws is the answer. */
    before: async (_call: string): Promise<void> => undefined,
  };
  const noted = async (name: string) => {
    outside.calls.push(name);
    await outside.before(name);
  };
  const bus = mockClient(EventBridgeClient);
  bus.on(PutEventsCommand).callsFake(async ({ Entries = [] }) => {
    await noted('PutEvents');
    outside.events.push(...Entries);
    return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: '1' })) };
  });
  bus.on(PutRuleCommand).callsFake(async ({ Name, EventPattern }) => {
    await noted('PutRule');
    outside.rules.set(Name, { targets: outside.rules.get(Name)?.targets ?? [], pattern: JSON.parse(EventPattern) });
    return {};
  });
  bus.on(PutTargetsCommand).callsFake(async ({ Rule, Targets }) => {
    await noted('PutTargets');
    const rule = outside.rules.get(Rule);
    if (rule === undefined) throw new ResourceNotFoundException(gone);
    rule.targets = Targets;
    return { FailedEntryCount: 0, FailedEntries: [] };
  });
  bus.on(RemoveTargetsCommand).callsFake(async ({ Rule }) => {
    await noted('RemoveTargets');
    const rule = outside.rules.get(Rule);
    if (rule === undefined) throw new ResourceNotFoundException(gone);
    rule.targets = [];
    return { FailedEntryCount: 0, FailedEntries: [] };
  });
  bus.on(DeleteRuleCommand).callsFake(async ({ Name }) => {
    await noted('DeleteRule');
    if (outside.rules.get(Name)?.targets.length) throw new Error('the rule still has targets');
    outside.rules.delete(Name);
    return {};
  });
  const scheduler = mockClient(SchedulerClient);
  scheduler.on(CreateScheduleCommand).callsFake(async (input) => {
    await noted('CreateSchedule');
    if (outside.schedules.has(input.Name)) throw new ConflictException({ Message: 'there already', ...gone });
    outside.schedules.set(input.Name, input);
    return {};
  });
  scheduler.on(UpdateScheduleCommand).callsFake(async (input) => {
    await noted('UpdateSchedule');
    outside.schedules.set(input.Name, input);
    return {};
  });
  scheduler.on(DeleteScheduleCommand).callsFake(async ({ Name }) => {
    await noted('DeleteSchedule');
    if (!outside.schedules.delete(Name)) throw new NoSuchSchedule({ Message: 'not there', ...gone });
    return {};
  });
  return outside;
}
