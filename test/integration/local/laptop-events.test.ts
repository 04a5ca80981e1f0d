import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLaptop } from '../../../infra/local/open-laptop.ts';
import { aCaller, type Json } from '../../builders/a-caller.ts';
import { aDataFolder } from '../../builders/a-laptop.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { until } from '../../builders/until.ts';

const BUS = 'agent-sessions';
const Name = 'own.schedule';
const ROLE = 'arn:aws:iam::000000000000:role/any';
const functionArn = (name: string) => `arn:aws:lambda:local:000000000000:function:${name}`;

/** The whole laptop, with ordinary SDK clients that find it by its address. */
async function open(dataDir = aDataFolder()) {
  const laptop = await openLaptop({ port: 0, dataDir, toolHostsAllowed: [], openai: {}, production: false });
  onTestFinished(laptop.close);
  const settings = {
    endpoint: laptop.address,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const [events, schedules] = [new EventBridgeClient(settings), new SchedulerClient(settings)];
  onTestFinished(() => {
    events.destroy();
    schedules.destroy();
  });
  return { ...laptop, dataDir, events, schedules };
}

describe('the laptop', () => {
  it('is an EventBridge and a Scheduler to any SDK client, also over a restart', async () => {
    const before = await open();
    await before.events.send(
      new PutRuleCommand({ EventBusName: BUS, Name: 'own', EventPattern: '{"source":["own"]}', State: 'DISABLED' }),
    );
    const schedule = new CreateScheduleCommand({
      ...{ Name, GroupName: BUS, ScheduleExpression: 'rate(1 day)', State: 'DISABLED' },
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn('fire-trigger'), RoleArn: ROLE },
    });
    await before.schedules.send(schedule);
    await before.close();

    const after = await open(before.dataDir);
    expect(await after.events.send(new DescribeRuleCommand({ EventBusName: BUS, Name: 'own' }))).toMatchObject({
      State: 'DISABLED',
    });
    const key = { Name, GroupName: BUS };
    expect(await after.schedules.send(new GetScheduleCommand(key))).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
    });
    const anew = new CreateScheduleCommand({ ...schedule.input, ClientToken: 'another' });
    await expect(after.schedules.send(anew)).rejects.toThrow(ConflictException);
    await after.schedules.send(new DeleteScheduleCommand(key));
    await after.schedules.send(anew);
  });

  it('hands API triggers that were invoked to fire-trigger, as the deployed rule does', async () => {
    const laptop = await open();
    const { Targets } = await laptop.events.send(new ListTargetsByRuleCommand({ EventBusName: BUS, Rule: 'invoked' }));
    expect(Targets).toMatchObject([{ Arn: functionArn('fire-trigger') }]);
  });

  it('shows what could not be delivered, and sends it again when told to', async () => {
    const laptop = await open();
    await laptop.events.send(
      new PutRuleCommand({ EventBusName: BUS, Name: 'lost', EventPattern: '{"source":["lost"]}' }),
    );
    const Targets = [{ Id: 'gone', Arn: functionArn('not-there') }];
    await laptop.events.send(new PutTargetsCommand({ EventBusName: BUS, Rule: 'lost', Targets }));
    const Entries = [{ EventBusName: BUS, Source: 'lost', DetailType: 'Any', Detail: '{}' }];
    await laptop.events.send(new PutEventsCommand({ Entries }));

    const letter = (other?: number) =>
      until(
        async () => {
          const { deadLetters } = (await (await fetch(`${laptop.address}/local/dead-letters`)).json()) as Json;
          return deadLetters.find(({ id }: { id: number }) => id !== other);
        },
        () => 'a dead letter',
      );
    const first = await letter();
    expect(first).toMatchObject({ functionName: functionArn('not-there'), error: 'Lambda.ResourceNotFoundException' });
    const sent = await fetch(`${laptop.address}/local/dead-letters/redrive`, { method: 'POST' });
    expect(await sent.json()).toEqual({ sentAgain: 1 });
    expect(await letter(first.id)).toMatchObject({ functionName: first.functionName });
  });
});

describe('on the laptop, a session is started', () => {
  async function aTenant() {
    const laptop = await open();
    const { ask } = aCaller(laptop.address);
    const { agentId } = await ask('POST', '/agents', anAgentDefinition({ name: 'Clerk' }), 201);
    const aTrigger = (name: string, more: object): Promise<Json> =>
      ask('POST', '/triggers', { name, agentId, enabled: true, ...more }, 201);
    const sessions = async (): Promise<Json[]> => (await ask('GET', `/sessions?agentId=${agentId}`)).items;
    const session = () =>
      until(
        async () => (await sessions()).find(({ status }) => status === 'COMPLETED'),
        () => 'a completed session',
      );
    return { ...laptop, ask, aTrigger, sessions, session };
  }

  it('by an event that matches, and by no other', async () => {
    const { ask, aTrigger, session, sessions } = await aTenant();
    await aTrigger('Big orders', {
      type: 'EVENT',
      event: { pattern: { source: ['shop'], detail: { total: [{ numeric: ['>', 100] }] } } },
    });
    await ask('POST', '/events', { source: 'shop', type: 'Order', detail: { total: 99 } }, 202);
    await ask('POST', '/events', { source: 'shop', type: 'Order', detail: { total: 101 } }, 202);
    expect(await session()).toMatchObject({ trigger: { type: 'EVENT', source: { name: 'Big orders' } } });
    expect(await sessions()).toHaveLength(1);
  });

  it('once by an API trigger that is invoked twice with one key', async () => {
    const { address, ask, aTrigger, session, sessions } = await aTenant();
    const { triggerId } = await aTrigger('From the shop', { type: 'API' });
    const { call } = aCaller(address);
    const invoke = () => call('POST', `/triggers/${triggerId}/invoke`, {}, { 'idempotency-key': 'order-1' });
    const [first, second] = [await invoke(), await invoke()];
    expect([first.status, second.status, first.body]).toEqual([202, 202, second.body]);
    expect(await session()).toMatchObject({ trigger: { type: 'API' }, sessionId: first.body.sessionId });
    expect(await sessions()).toHaveLength(1);
    const trigger = await until(
      async () => [await ask('GET', `/triggers/${triggerId}`)].find(({ lastSessionId }) => lastSessionId !== null),
      () => 'the firing on its trigger',
    );
    expect(trigger.lastSessionId).toBe(first.body.sessionId);
  });

  it('by a schedule that is due', async () => {
    const { aTrigger, session } = await aTenant();
    const soon = new Date(Date.now() + 3_000).toISOString().slice(0, 19);
    await aTrigger('Nightly', { type: 'SCHEDULE', schedule: { expression: `at(${soon})`, timezone: 'UTC' } });
    expect(await session()).toMatchObject({ trigger: { type: 'SCHEDULE', source: { name: 'Nightly' } } });
  });
});
