import { LimitExceededException } from '@aws-sdk/client-eventbridge';
import { beforeEach, describe, expect, it } from 'vitest';
import { DUE_SHARDS } from '../../../shared/storage/control-rows.ts';
import type { Json } from '../../builders/a-caller.ts';
import { START } from '../../builders/a-session.ts';
import { aTriggerDesk } from '../../builders/a-trigger-desk.ts';

const MINUTE = 60_000;
const desk = await aTriggerDesk();
const { outside, time, wire, deps } = desk;
const agentId = await desk.anAgent();
/** More steps than any of the operations has. */
const MOST_STEPS = 40;

let made = 0;
const onEvents = (more: Json = {}) => {
  made += 1;
  return { name: `Trigger ${made}`, agentId, type: 'EVENT', event: { pattern: { source: ['shop'] } }, ...more };
};
const onSchedule = (more: Json = {}) => {
  const { event: _event, ...body } = onEvents();
  return { ...body, type: 'SCHEDULE', schedule: { expression: 'rate(1 hour)', timezone: 'UTC' }, ...more };
};

/** The process dies before its step `after`, of reads and writes of all services, and does nothing any more. */
function dieAfter(after: number): { took: () => number } {
  let steps = 0;
  const step = () => {
    if (steps >= after) throw new Error('The process has died.');
    steps += 1;
  };
  wire.send = async (command, next) => {
    step();
    return next(command);
  };
  outside.before = async () => step();
  return { took: () => steps };
}

function revive(): void {
  wire.send = (command, next) => next(command);
  outside.before = async () => undefined;
}

/** Rule and schedule are as the trigger says, whichever version it has now; and nobody has to look at it again. */
async function expectTogether(triggerId: string): Promise<void> {
  const item = await deps.triggers.read({ tenantId: 'acme', triggerId });
  const name = `acme.${triggerId}`;
  const isOn = item !== undefined && !item.removed && item.definition.enabled;
  const pattern = isOn && item.definition.type === 'EVENT' ? item.definition.event.pattern.source : undefined;
  expect(outside.rules.get(name)?.pattern.source).toEqual(pattern);
  expect(outside.rules.get(name)?.targets.length ?? 1).toBe(1);
  const expression = isOn && item.definition.type === 'SCHEDULE' ? item.definition.schedule.expression : undefined;
  expect(outside.schedules.get(name)?.ScheduleExpression).toBe(expression);
  expect(item?.effects ?? []).toEqual([]);
  const due = await Promise.all(
    Array.from({ length: DUE_SHARDS }, (_, shard) => deps.control.due(shard, Number.MAX_SAFE_INTEGER, 100)),
  );
  expect(due.flat().filter(({ id }) => id === triggerId)).toEqual([]);
}

async function sweepTwice(): Promise<void> {
  time.now += MINUTE + 1_000;
  await desk.sweep();
  time.now += 2 * MINUTE + 1_000;
  await desk.sweep();
}

beforeEach(() => {
  time.now = START;
  revive();
});

describe('a writer of triggers that dies at any of its steps', () => {
  const on = onEvents();
  it.each<[string, Json | undefined, (before: Json) => Promise<unknown>]>([
    ['creating an event trigger', undefined, () => desk.call('POST', '/triggers', { body: onEvents() })],
    ['creating a schedule trigger', undefined, () => desk.call('POST', '/triggers', { body: onSchedule() })],
    ['disabling one', on, (before) => desk.replace(before, { ...on, name: before.name, enabled: false })],
    ['enabling one', { ...on, enabled: false }, (before) => desk.replace(before, { ...on, name: before.name })],
    ['changing its pattern', on, (before) => desk.replace(before, onEvents({ event: { pattern: { source: ['b'] } } }))],
    ['changing its type', on, (before) => desk.replace(before, onSchedule())],
    ['deleting one', on, (before) => desk.remove(before)],
  ])('never leaves trigger and rule apart: %s', async (_, first, write) => {
    let deaths = 0;
    for (let after = 0; after < MOST_STEPS; after += 1) {
      made += 1;
      const before = first === undefined ? undefined : await desk.aTrigger({ ...first, name: `Trigger ${made}` });
      const known = new Set([...outside.rules.keys(), ...outside.schedules.keys()]);
      const { took } = dieAfter(after);
      await write(before);
      revive();
      await sweepTwice();
      const names = [...outside.rules.keys(), ...outside.schedules.keys()].filter((name) => !known.has(name));
      const ids = before === undefined ? names.map((name) => name.replace('acme.', '')) : [before.triggerId];
      for (const id of ids) await expectTogether(id);
      if (took() < after) break;
      deaths += 1;
    }
    // It died at each of its steps, and came through at last.
    expect(deaths).toBeGreaterThan(5);
    expect(deaths).toBeLessThan(MOST_STEPS);
  });
});

describe('two writers of one trigger', () => {
  /** The first writer is held before it puts its rule; the second comes and goes; then the first goes on. */
  async function overtaken(goOn: () => void): Promise<Json> {
    const trigger = await desk.aTrigger(onEvents());
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    outside.before = async (call) => {
      if (call !== 'PutRule') return;
      outside.before = async () => undefined;
      arrived.resolve();
      await held.promise;
    };
    const slow = desk.replace(trigger, onEvents({ event: { pattern: { source: ['old'] } } }));
    await arrived.promise;
    const quick = await desk.replace({ ...trigger, version: 2 }, onEvents({ event: { pattern: { source: ['new'] } } }));
    expect(quick.status).toBe(200);
    goOn();
    held.resolve();
    await slow;
    return trigger;
  }

  it('leave what the later one wrote, though the earlier one puts its rule last', async () => {
    const { triggerId } = await overtaken(() => undefined);
    expect(outside.rules.get(`acme.${triggerId}`)?.pattern.source).toEqual(['new']);
    await sweepTwice();
    await expectTogether(triggerId);
  });

  it('leave it within a minute also when the earlier one dies with its old rule put', async () => {
    const { triggerId } = await overtaken(() => dieAfter(1)); // the targets of its rule, no more
    expect(outside.rules.get(`acme.${triggerId}`)?.pattern.source).toEqual(['old']);
    revive();
    await sweepTwice();
    await expectTogether(triggerId);
  });
});

describe('the sweeper', () => {
  it('switches off what can never be put, says why on the trigger and on the bus, and stops trying', async () => {
    outside.before = async () => {
      throw new Error('EventBridge does not answer.');
    };
    const { triggerId } = (await desk.call('POST', '/triggers', { body: onEvents() })).body;
    outside.before = async (call) => {
      if (call === 'PutRule') throw new LimitExceededException({ message: 'limit', $metadata: {} });
    };
    await sweepTwice();
    expect(await desk.get(triggerId)).toMatchObject({
      enabled: false,
      version: 1,
      lastError: { category: 'INVALID_DEFINITION', message: expect.stringContaining('quota is reached') },
    });
    expect(outside.events.at(-1)).toMatchObject({
      Source: 'agent-sessions',
      DetailType: 'Trigger Failed',
      Resources: ['tenant/acme', `trigger/${triggerId}`],
    });
    outside.calls.length = 0;
    await sweepTwice();
    expect(outside.calls).toEqual([]);
    revive();
    await expectTogether(triggerId);
  });

  it('takes a trigger once when two of it look at the same time', async () => {
    outside.before = async () => {
      throw new Error('EventBridge does not answer.');
    };
    await desk.call('POST', '/triggers', { body: onEvents() });
    revive();
    time.now += MINUTE + 1_000;
    outside.calls.length = 0;
    await Promise.all([desk.sweep(), desk.sweep()]);
    expect(outside.calls.filter((call) => call === 'PutRule')).toHaveLength(1);
  });
});
