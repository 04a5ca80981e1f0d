import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, type EventBenchOptions, functionArn, GROUP, openEventBench } from './event-bench.ts';
import { virtualTime } from './virtual-time.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
type Bench = ReturnType<typeof openEventBench>;

let folder = '';
let open: Bench[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scheduler-'));
  open = [];
});
afterEach(() => {
  for (const bench of open) bench.close();
  rmSync(folder, { recursive: true });
});

/** On a clock that stands at `start` (in UTC). */
function aBench(start = '2026-11-23T04:00:00', options: EventBenchOptions = {}): Bench {
  const time = virtualTime(Date.parse(`${start}Z`));
  const bench = openEventBench({ path: join(folder, 'events.sqlite'), time, ...options });
  open.push(bench);
  return bench;
}
function restart(bench: Bench, options: EventBenchOptions = {}): Bench {
  bench.close();
  open = open.filter((other) => other !== bench);
  return aBench(undefined, { time: bench.time, ...options });
}

const INPUT = '{"type":"SCHEDULE","time":"<aws.scheduler.scheduled-time>","run":"<aws.scheduler.execution-id>"}';
const aSchedule = (changes: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'nightly',
  GroupName: GROUP,
  ScheduleExpression: 'cron(0 12 * * ? *)',
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: functionArn('work'), RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`, Input: INPUT },
  ...changes,
});
const create = ({ schedules }: Bench, changes: Partial<CreateScheduleCommandInput> = {}) =>
  schedules.send(new CreateScheduleCommand(aSchedule(changes)));
const update = ({ schedules }: Bench, changes: Partial<CreateScheduleCommandInput> = {}) =>
  schedules.send(new UpdateScheduleCommand(aSchedule(changes)));
const key = { Name: 'nightly', GroupName: GROUP };
const times = ({ calls }: Bench) => calls.map((call) => (call as { time: string }).time);

describe('a schedule', () => {
  it('fires when its expression says, with the scheduled time and an id of the run', async () => {
    const bench = aBench();
    expect(await create(bench)).toMatchObject({
      ScheduleArn: `arn:aws:scheduler:local:${ACCOUNT}:schedule/${GROUP}/nightly`,
    });
    await bench.time.pass(8 * HOUR - 1);
    expect(bench.calls).toEqual([]);
    await bench.time.pass(1);
    expect(bench.calls).toEqual([{ type: 'SCHEDULE', time: '2026-11-23T12:00:00Z', run: 'id-1' }]);
    await bench.time.pass(2 * DAY);
    expect(times(bench)).toEqual(['2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z', '2026-11-25T12:00:00Z']);
  });

  it.each([
    ['autumn', 'cron(30 1 * * ? *)', '2026-10-31T12:00:00', ['2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z']],
    ['spring', 'cron(30 2 * * ? *)', '2026-03-07T00:00:00', ['2026-03-07T07:30:00Z', '2026-03-09T06:30:00Z']],
  ])("keeps to its zone's wall clock over the change in %s", async (_, ScheduleExpression, start, expected) => {
    const bench = aBench(start);
    await create(bench, { ScheduleExpression, ScheduleExpressionTimezone: 'America/New_York' });
    await bench.time.pass(2.5 * DAY);
    expect(times(bench)).toEqual(expected);
  });

  it('at a rate without a start runs at once, and then at the rate', async () => {
    const bench = aBench();
    await create(bench, { ScheduleExpression: 'rate(5 minutes)' });
    await bench.time.pass(11 * MINUTE);
    expect(times(bench)).toEqual(['2026-11-23T04:00:00Z', '2026-11-23T04:05:00Z', '2026-11-23T04:10:00Z']);
  });

  it('at a rate counts from its start, and stops at its end', async () => {
    const bench = aBench();
    await create(bench, {
      ScheduleExpression: 'rate(2 hours)',
      StartDate: new Date('2026-11-23T05:00:00Z'),
      EndDate: new Date('2026-11-23T09:00:00Z'),
    });
    await bench.time.pass(2 * DAY);
    expect(times(bench)).toEqual(['2026-11-23T05:00:00Z', '2026-11-23T07:00:00Z', '2026-11-23T09:00:00Z']);
    expect(bench.time.pendingTimers()).toBe(0);
  });

  it('for one time fires once, and is there afterwards', async () => {
    const bench = aBench();
    await create(bench, {
      ScheduleExpression: 'at(2026-11-23T06:00:30)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    });
    await bench.time.pass(DAY);
    expect(times(bench)).toEqual(['2026-11-23T05:00:30Z']);
    expect(await bench.schedules.send(new GetScheduleCommand(key))).toMatchObject({ Name: 'nightly' });
  });

  it('that is done is deleted when it says so', async () => {
    const bench = aBench();
    await create(bench, { ScheduleExpression: 'at(2026-11-23T05:00:00)', ActionAfterCompletion: 'DELETE' });
    await bench.time.pass(HOUR);
    expect(bench.calls).toHaveLength(1);
    await expect(bench.schedules.send(new GetScheduleCommand(key))).rejects.toThrow(ResourceNotFoundException);
  });

  it('without an input sends what Scheduler sends a Lambda function', async () => {
    const bench = aBench();
    const { Input: _, ...Target } = aSchedule().Target!;
    await create(bench, { Target });
    await bench.time.pass(8 * HOUR);
    expect(bench.calls).toMatchObject([
      { source: 'aws.scheduler', 'detail-type': 'Scheduled Event', time: '2026-11-23T12:00:00Z', account: ACCOUNT },
    ]);
  });

  it('whose function fails is tried again, with the same id of the run, and is a dead letter at last', async () => {
    const seen: unknown[] = [];
    const work = async (payload: unknown) => {
      seen.push(payload);
      throw new Error('no');
    };
    const bench = aBench(undefined, { functions: { work } });
    const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600 };
    await create(bench, { Target: { ...aSchedule().Target!, RetryPolicy } });
    await bench.time.pass(9 * HOUR);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map((payload) => JSON.stringify(payload)))).toHaveLength(1);
    expect(bench.deliveries.deadLetters()).toMatchObject([{ origin: expect.stringContaining('/nightly') }]);
  });
});

describe('changing schedules', () => {
  it('a schedule that is disabled does not fire, also for times that it missed meanwhile', async () => {
    const bench = aBench();
    await create(bench, { State: 'DISABLED' });
    await bench.time.pass(DAY);
    await update(bench);
    await bench.time.pass(8 * HOUR);
    expect(times(bench)).toEqual(['2026-11-24T12:00:00Z']);
    await update(bench, { State: 'DISABLED' });
    await bench.time.pass(2 * DAY);
    expect(bench.calls).toHaveLength(1);
  });

  it('a deleted schedule does not fire', async () => {
    const bench = aBench();
    await create(bench);
    await bench.time.pass(8 * HOUR - 1);
    await bench.schedules.send(new DeleteScheduleCommand(key));
    await bench.time.pass(DAY);
    expect(bench.calls).toEqual([]);
    await expect(bench.schedules.send(new DeleteScheduleCommand(key))).rejects.toThrow(ResourceNotFoundException);
    await create(bench);
  });

  it('an update replaces what was there', async () => {
    const bench = aBench();
    await create(bench, { Description: 'old', EndDate: new Date('2026-12-01T00:00:00Z') });
    await bench.time.pass(MINUTE);
    await update(bench, { ScheduleExpression: 'cron(0 6 * * ? *)', ScheduleExpressionTimezone: 'Asia/Tokyo' });
    const described = await bench.schedules.send(new GetScheduleCommand(key));
    expect(described).toMatchObject({
      ...key,
      Arn: `arn:aws:scheduler:local:${ACCOUNT}:schedule/${GROUP}/nightly`,
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn('work'), Input: INPUT },
      CreationDate: new Date('2026-11-23T04:00:00Z'),
      LastModificationDate: new Date('2026-11-23T04:01:00Z'),
    });
    expect(described.Description).toBeUndefined();
    expect(described.EndDate).toBeUndefined();
    await bench.time.pass(DAY);
    expect(times(bench)).toEqual(['2026-11-23T21:00:00Z']);
  });

  it('an update that says the same again neither skips a run nor adds one', async () => {
    const bench = aBench();
    const StartDate = new Date('2026-11-23T04:30:00Z');
    await create(bench, { ScheduleExpression: 'rate(1 hour)', StartDate });
    await update(bench, { ScheduleExpression: 'rate(1 hour)', StartDate });
    await bench.time.pass(HOUR);
    // The start has passed, and can't be said any more.
    for (let n = 0; n < 3; n++) await update(bench, { ScheduleExpression: 'rate(1 hour)' });
    await bench.time.pass(HOUR);
    expect(times(bench)).toEqual(['2026-11-23T04:30:00Z', '2026-11-23T05:30:00Z']);
  });

  it('an update that says the same again leaves a run that is due', async () => {
    const bench = aBench();
    await create(bench, { ScheduleExpression: 'rate(1 hour)' });
    await update(bench, { ScheduleExpression: 'rate(1 hour)', Description: 'the same, described' });
    await bench.time.pass(0);
    expect(times(bench)).toEqual(['2026-11-23T04:00:00Z']);
  });

  it('a name is taken once in its group, but by a request that was only repeated', async () => {
    const bench = aBench();
    await create(bench, { ClientToken: 'one' });
    await create(bench, { ClientToken: 'one' });
    await expect(create(bench, { ClientToken: 'two' })).rejects.toThrow(ConflictException);
    await create(bench, { GroupName: undefined });
    await expect(update(bench, { Name: 'other' })).rejects.toThrow('Schedule other does not exist.');
  });
});

describe('what Scheduler would refuse', () => {
  it.each<[string, Partial<CreateScheduleCommandInput>, RegExp]>([
    ['an expression', { ScheduleExpression: 'cron(0 12 * * * *)' }, /^Invalid Schedule Expression cron\(0 12 .* \?/],
    ['a time that has passed', { ScheduleExpression: 'at(2026-11-23T03:00:00)' }, /has passed/],
    ['a time zone', { ScheduleExpressionTimezone: 'Mars/Base' }, /no time zone "Mars\/Base"/],
    ['a start in the past', { StartDate: new Date('2026-11-23T03:54:59Z') }, /earlier than 5 minutes ago/],
    ['an end in the past', { EndDate: new Date('2026-11-23T03:00:00Z') }, /has passed/],
    ['a name', { Name: 'a b' }, /name "a b"/],
    ['an input that is no JSON', { Target: { ...aSchedule().Target!, Input: 'text' } }, /no JSON/],
    [
      'an attribute',
      { Target: { ...aSchedule().Target!, Input: '"<aws.scheduler.attempt-number>"' } },
      /no attribute <aws.scheduler.attempt-number>/,
    ],
    ['a flexible window', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }, /Mode/],
    ['an encryption key', { KmsKeyArn: 'arn:aws:kms:local:0:key/x' }, /KmsKeyArn/],
  ])('is refused with the reason: %s', async (_, changes, reason) => {
    const bench = aBench();
    const refused = create(bench, changes);
    await expect(refused).rejects.toThrow(ValidationException);
    await expect(refused).rejects.toThrow(reason);
    await bench.time.pass(DAY);
    expect(bench.calls).toEqual([]);
  });

  it('is refused: a group that is not there', async () => {
    const bench = aBench();
    await expect(create(bench, { GroupName: 'mistyped' })).rejects.toThrow('Schedule group mistyped does not exist.');
  });

  it('is refused by name: an operation that is not supported', async () => {
    const bench = aBench();
    await expect(bench.schedules.send(new ListSchedulesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining("can't do GET /schedules."),
    });
  });
});

describe('while the laptop was off', () => {
  it('schedules are kept, and go on', async () => {
    const before = aBench();
    await create(before);
    const after = restart(before);
    await after.time.pass(8 * HOUR);
    expect(times(after)).toEqual(['2026-11-23T12:00:00Z']);
  });

  it.each([
    ['cron(0 12 * * ? *)', 5 * DAY, '2026-11-27T12:00:00Z', 8 * HOUR, '2026-11-28T12:00:00Z'],
    ['cron(* * * * ? *)', 5 * DAY, '2026-11-28T04:00:00Z', MINUTE, '2026-11-28T04:01:00Z'],
    ['cron(0 9 L * ? *)', 68 * DAY, '2026-12-31T09:00:00Z', DAY + 5 * HOUR, '2027-01-31T09:00:00Z'],
    ['rate(7 hours)', 5 * DAY, '2026-11-27T23:00:00Z', 2 * HOUR, '2026-11-28T06:00:00Z'],
  ])('of all times of %s that were missed, the last fires, once', async (expression, off, missed, wait, next) => {
    const before = aBench();
    await create(before, { ScheduleExpression: expression, StartDate: new Date('2026-11-23T07:00:00Z') });
    before.close();
    open = [];
    await before.time.pass(off);
    const after = aBench(undefined, { time: before.time });
    await after.time.pass(0);
    expect(times(after)).toEqual([missed]);
    await after.time.pass(wait);
    expect(times(after)).toEqual([missed, next]);
  });

  it('a single time that was missed fires, and then nothing', async () => {
    const before = aBench();
    await create(before, { ScheduleExpression: 'at(2026-11-23T05:00:00)' });
    before.close();
    open = [];
    await before.time.pass(30 * DAY);
    let after = aBench(undefined, { time: before.time });
    await after.time.pass(MINUTE);
    expect(times(after)).toEqual(['2026-11-23T05:00:00Z']);
    after = restart(after);
    await after.time.pass(DAY);
    expect(after.calls).toEqual([]);
  });

  it('a sleep in which timers stood still is noticed within half a minute', async () => {
    const time = virtualTime(Date.parse('2026-11-23T04:00:00Z'));
    let asleep = 0;
    const clock = { now: () => time.clock.now() + asleep };
    const bench = aBench(undefined, { time: { ...time, clock } });
    await create(bench);
    asleep = 3 * DAY;
    await time.pass(30 * SECOND);
    expect(times(bench)).toEqual(['2026-11-25T12:00:00Z']);
    await time.pass(HOUR);
    expect(bench.calls).toHaveLength(1);
  });

  it('a run that was due and not handed over yet is handed over once', async () => {
    const time = virtualTime(Date.parse('2026-11-23T04:00:00Z'));
    const hung = () => new Promise(() => undefined);
    const before = aBench(undefined, { time, functions: { work: hung } });
    await create(before);
    await time.pass(8 * HOUR);
    const after = restart(before);
    await after.time.pass(HOUR);
    expect(after.calls).toEqual([{ type: 'SCHEDULE', time: '2026-11-23T12:00:00Z', run: 'id-1' }]);
  });
});
