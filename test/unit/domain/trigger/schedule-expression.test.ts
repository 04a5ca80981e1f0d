import { describe, expect, it } from 'vitest';
import { nextRuns, type Schedule, scheduleViolations } from '../../../../shared/domain/trigger/schedule-expression.ts';

const NOW = Date.UTC(2026, 10, 23, 4);
const MINUTE = 60_000;
const at = (iso: string) => Date.parse(`${iso}Z`);

/** Times in UTC without seconds, as in `2026-11-23T10:00`. */
function runs(expression: string, timezone: string, after: string, count = 3): string[] {
  return nextRuns({ expression, timezone }, { after: at(after), count }).map((run) =>
    new Date(run).toISOString().slice(0, 16),
  );
}

/** Checked by hand against a calendar. */
const CRON: { expression: string; after: string; expected: string[] }[] = [
  // The examples of the EventBridge user guide.
  {
    expression: 'cron(0 10 * * ? *)',
    after: '2026-11-23T10:00:00',
    expected: ['2026-11-24T10:00', '2026-11-25T10:00', '2026-11-26T10:00'],
  },
  {
    expression: 'cron(15 12 * * ? *)',
    after: '2026-12-31T12:14:59',
    expected: ['2026-12-31T12:15', '2027-01-01T12:15', '2027-01-02T12:15'],
  },
  {
    expression: 'cron(0 18 ? * MON-FRI *)',
    after: '2026-11-26T18:00:00',
    expected: ['2026-11-27T18:00', '2026-11-30T18:00', '2026-12-01T18:00'],
  },
  {
    expression: 'cron(0 8 1 * ? *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00'],
  },
  {
    expression: 'cron(0/15 * * * ? *)',
    after: '2026-11-23T04:31:00',
    expected: ['2026-11-23T04:45', '2026-11-23T05:00', '2026-11-23T05:15'],
  },
  {
    expression: 'cron(0/10 * ? * MON-FRI *)',
    after: '2026-11-27T23:45:00',
    expected: ['2026-11-27T23:50', '2026-11-30T00:00', '2026-11-30T00:10'],
  },
  {
    expression: 'cron(0/5 8-17 ? * MON-FRI *)',
    after: '2026-11-23T17:54:00',
    expected: ['2026-11-23T17:55', '2026-11-24T08:00', '2026-11-24T08:05'],
  },
  {
    expression: 'cron(0/30 20-2 ? * MON-FRI *)',
    after: '2026-11-23T02:00:00',
    expected: ['2026-11-23T02:30', '2026-11-23T20:00', '2026-11-23T20:30'],
  },
  {
    expression: 'cron(15 10 ? * 6L 2026-2028)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-27T10:15', '2026-12-25T10:15', '2027-01-29T10:15'],
  },
  {
    expression: 'cron(5,35 14 * * ? *)',
    after: '2026-11-23T14:05:00',
    expected: ['2026-11-23T14:35', '2026-11-24T14:05', '2026-11-24T14:35'],
  },
  // Each wildcard where it is allowed.
  {
    expression: 'cron(1/10 * * * ? *)',
    after: '2026-11-23T04:00:00',
    expected: ['2026-11-23T04:01', '2026-11-23T04:11', '2026-11-23T04:21'],
  },
  {
    expression: 'cron(*/25 * * * ? *)',
    after: '2026-11-23T04:00:00',
    expected: ['2026-11-23T04:25', '2026-11-23T04:50', '2026-11-23T05:00'],
  },
  {
    expression: 'cron(50-10/5 0 * * ? *)',
    after: '2026-11-23T00:06:00',
    expected: ['2026-11-23T00:10', '2026-11-23T00:50', '2026-11-23T00:55'],
  },
  {
    expression: 'cron(30-30 8-8 ? * 2,3,4,5,6,7 *)',
    after: '2026-11-28T08:30:00',
    expected: ['2026-11-30T08:30', '2026-12-01T08:30', '2026-12-02T08:30'],
  },
  {
    expression: 'cron(0 0/6 * * ? *)',
    after: '2026-11-23T04:00:00',
    expected: ['2026-11-23T06:00', '2026-11-23T12:00', '2026-11-23T18:00'],
  },
  {
    expression: 'cron(0 22-2/2 * * ? *)',
    after: '2026-11-23T04:00:00',
    expected: ['2026-11-23T22:00', '2026-11-24T00:00', '2026-11-24T02:00'],
  },
  {
    expression: 'cron(0 9 L * ? *)',
    after: '2027-01-31T09:00:00',
    expected: ['2027-02-28T09:00', '2027-03-31T09:00', '2027-04-30T09:00'],
  },
  {
    expression: 'cron(0 9 L 2 ? *)',
    after: '2027-01-01T00:00:00',
    expected: ['2027-02-28T09:00', '2028-02-29T09:00', '2029-02-28T09:00'],
  },
  // 31 January 2027 is a Sunday, 28 February too.
  {
    expression: 'cron(0 9 LW * ? *)',
    after: '2026-12-31T09:00:00',
    expected: ['2027-01-29T09:00', '2027-02-26T09:00', '2027-03-31T09:00'],
  },
  // 15 May 2027 is a Saturday, 15 August a Sunday.
  {
    expression: 'cron(0 9 15W 5,8,9 ? *)',
    after: '2027-01-01T00:00:00',
    expected: ['2027-05-14T09:00', '2027-08-16T09:00', '2027-09-15T09:00'],
  },
  // 1 May 2027 is a Saturday, and the day before is of another month.
  {
    expression: 'cron(0 9 1W 5 ? *)',
    after: '2027-01-01T00:00:00',
    expected: ['2027-05-03T09:00', '2028-05-01T09:00', '2029-05-01T09:00'],
  },
  {
    expression: 'cron(0 9 ? * 3#2 *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-12-08T09:00', '2027-01-12T09:00', '2027-02-09T09:00'],
  },
  {
    expression: 'cron(0 9 ? * TUE#2 *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-12-08T09:00', '2027-01-12T09:00', '2027-02-09T09:00'],
  },
  {
    expression: 'cron(0 9 ? * MON#5 *)',
    after: '2026-11-23T04:00:00',
    expected: ['2026-11-30T09:00', '2027-03-29T09:00', '2027-05-31T09:00'],
  },
  {
    expression: 'cron(0 9 ? * L *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-28T09:00', '2026-12-05T09:00', '2026-12-12T09:00'],
  },
  {
    expression: 'cron(0 9 ? * FRIL *)',
    after: '2026-11-28T00:00:00',
    expected: ['2026-12-25T09:00', '2027-01-29T09:00', '2027-02-26T09:00'],
  },
  // 1 is Sunday.
  {
    expression: 'cron(0 9 ? * 1 *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-29T09:00', '2026-12-06T09:00', '2026-12-13T09:00'],
  },
  {
    expression: 'cron(0 9 ? * 7,1 *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-28T09:00', '2026-11-29T09:00', '2026-12-05T09:00'],
  },
  {
    expression: 'cron(0 9 ? * FRI-MON *)',
    after: '2026-11-23T09:00:00',
    expected: ['2026-11-27T09:00', '2026-11-28T09:00', '2026-11-29T09:00'],
  },
  {
    expression: 'cron(0 9 ? * * *)',
    after: '2026-11-23T09:00:00',
    expected: ['2026-11-24T09:00', '2026-11-25T09:00', '2026-11-26T09:00'],
  },
  {
    expression: 'cron(0 0 29 2 ? *)',
    after: '2026-11-23T00:00:00',
    expected: ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00'],
  },
  {
    expression: 'cron(0 0 31 * ? *)',
    after: '2027-01-31T00:00:00',
    expected: ['2027-03-31T00:00', '2027-05-31T00:00', '2027-07-31T00:00'],
  },
  {
    expression: 'cron(0 0 1 NOV-JAN/2 ? *)',
    after: '2026-11-01T00:00:00',
    expected: ['2027-01-01T00:00', '2027-11-01T00:00', '2028-01-01T00:00'],
  },
  {
    expression: 'cron(0 0 1 JAN,7 ? *)',
    after: '2026-11-23T00:00:00',
    expected: ['2027-01-01T00:00', '2027-07-01T00:00', '2028-01-01T00:00'],
  },
  {
    expression: 'cron(0 0 1 1 ? 2026/3)',
    after: '2026-11-23T00:00:00',
    expected: ['2029-01-01T00:00', '2032-01-01T00:00', '2035-01-01T00:00'],
  },
  { expression: 'cron(0 0 1 1 ? 2199)', after: '2026-11-23T00:00:00', expected: ['2199-01-01T00:00'] },
  { expression: 'cron(0 0 1 1 ? 2027,2028)', after: '2027-06-01T00:00:00', expected: ['2028-01-01T00:00'] },
  {
    expression: 'cron(0  12   *  *  ?  *)',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-23T12:00', '2026-11-24T12:00', '2026-11-25T12:00'],
  },
];

describe('a cron expression', () => {
  it.each(CRON)('$expression runs as the calendar says, after $after', ({ expression, after, expected }) => {
    expect(runs(expression, 'UTC', after)).toEqual(expected);
    expect(scheduleViolations({ expression, timezone: 'UTC' }, at(after))).toEqual([]);
  });
});

/** Both changes of the clocks; times in UTC. */
const CLOCK_CHANGES = [
  // New York, 8 March 2026: 02:00 to 03:00 does not exist.
  {
    title: 'a time that the clocks skip is skipped that day',
    expression: 'cron(30 2 * * ? *)',
    timezone: 'America/New_York',
    after: '2026-03-07T00:00:00',
    expected: ['2026-03-07T07:30', '2026-03-09T06:30', '2026-03-10T06:30'],
  },
  {
    title: 'a step goes on after the hour that is skipped',
    expression: 'cron(0/30 * * * ? *)',
    timezone: 'America/New_York',
    after: '2026-03-08T06:00:00',
    expected: ['2026-03-08T06:30', '2026-03-08T07:00', '2026-03-08T07:30'],
  },
  {
    title: 'the hour after the gap keeps to the wall clock',
    expression: 'cron(0 3 * * ? *)',
    timezone: 'America/New_York',
    after: '2026-03-07T12:00:00',
    expected: ['2026-03-08T07:00', '2026-03-09T07:00', '2026-03-10T07:00'],
  },
  // New York, 1 November 2026: 01:00 to 02:00 comes twice, at 05:00 and 06:00 UTC.
  {
    title: 'a time that comes twice runs the first time only',
    expression: 'cron(30 1 * * ? *)',
    timezone: 'America/New_York',
    after: '2026-10-31T06:00:00',
    expected: ['2026-11-01T05:30', '2026-11-02T06:30', '2026-11-03T06:30'],
  },
  {
    title: 'asked between the two, it waits for the next day',
    expression: 'cron(30 1 * * ? *)',
    timezone: 'America/New_York',
    after: '2026-11-01T05:45:00',
    expected: ['2026-11-02T06:30', '2026-11-03T06:30', '2026-11-04T06:30'],
  },
  {
    title: 'asked in the second hour, it waits for the next day',
    expression: 'cron(30 1 * * ? *)',
    timezone: 'America/New_York',
    after: '2026-11-01T06:15:00',
    expected: ['2026-11-02T06:30', '2026-11-03T06:30', '2026-11-04T06:30'],
  },
  {
    title: 'a step does not run again in the second hour',
    expression: 'cron(0/30 * * * ? *)',
    timezone: 'America/New_York',
    after: '2026-11-01T05:00:00',
    expected: ['2026-11-01T05:30', '2026-11-01T07:00', '2026-11-01T07:30'],
  },
  // Berlin, 28 March 2027 and 25 October 2026; the same days in other places.
  {
    title: 'Berlin skips 02:30 in spring',
    expression: 'cron(30 2 * * ? *)',
    timezone: 'Europe/Berlin',
    after: '2027-03-27T00:00:00',
    expected: ['2027-03-27T01:30', '2027-03-29T00:30', '2027-03-30T00:30'],
  },
  {
    title: 'Berlin runs 02:30 once in autumn',
    expression: 'cron(30 2 * * ? *)',
    timezone: 'Europe/Berlin',
    after: '2026-10-24T00:30:00',
    expected: ['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'],
  },
  {
    title: 'noon stays noon over the change',
    expression: 'cron(0 12 * * ? *)',
    timezone: 'Europe/Berlin',
    after: '2026-10-24T09:00:00',
    expected: ['2026-10-24T10:00', '2026-10-25T11:00', '2026-10-26T11:00'],
  },
  // Lord Howe Island moves by half an hour only: on 4 October 2026, 02:00 to 02:30 is skipped.
  {
    title: 'half an hour is skipped on Lord Howe Island',
    expression: 'cron(15,45 2 * * ? *)',
    timezone: 'Australia/Lord_Howe',
    after: '2026-10-02T16:00:00',
    expected: ['2026-10-02T16:15', '2026-10-03T15:45', '2026-10-04T15:15'],
  },
  // In Cairo midnight itself is skipped, on 24 April 2026.
  {
    title: 'a midnight that is skipped is skipped',
    expression: 'cron(0 0 * * ? *)',
    timezone: 'Africa/Cairo',
    after: '2026-04-22T00:00:00',
    expected: ['2026-04-22T22:00', '2026-04-24T21:00', '2026-04-25T21:00'],
  },
  {
    title: 'a zone of 45 minutes has no changes',
    expression: 'cron(0 0 * * ? *)',
    timezone: 'Asia/Kathmandu',
    after: '2026-11-23T00:00:00',
    expected: ['2026-11-23T18:15', '2026-11-24T18:15', '2026-11-25T18:15'],
  },
  {
    title: 'the last day of the month is the zone’s',
    expression: 'cron(0 1 L * ? *)',
    timezone: 'Pacific/Auckland',
    after: '2026-11-28T12:00:00',
    expected: ['2026-11-29T12:00', '2026-12-30T12:00', '2027-01-30T12:00'],
  },
];

describe('over a change of the clocks', () => {
  it.each(CLOCK_CHANGES)('$title', ({ expression, timezone, after, expected }) => {
    expect(runs(expression, timezone, after)).toEqual(expected);
  });
});

describe('a rate', () => {
  it('counts from its start, however long ago', () => {
    const schedule = { expression: 'rate(90 minutes)', timezone: 'UTC', startAt: at('2026-11-23T00:10:00') };
    const found = nextRuns(schedule, { after: NOW, count: 2 });
    expect(found).toEqual([at('2026-11-23T04:40:00'), at('2026-11-23T06:10:00')]);
  });

  it('runs first at its start', () => {
    const schedule = { expression: 'rate(1 day)', timezone: 'Europe/Berlin', startAt: NOW + MINUTE };
    expect(nextRuns(schedule, { after: NOW, count: 2 })).toEqual([NOW + MINUTE, NOW + 1_441 * MINUTE]);
    expect(nextRuns(schedule, { after: NOW + MINUTE, count: 1 })).toEqual([NOW + 1_441 * MINUTE]);
  });

  it('counts from the time asked for when it has no start', () => {
    expect(nextRuns({ expression: 'rate(5 minutes)', timezone: 'UTC' }, { after: NOW, count: 2 })).toEqual([
      NOW + 5 * MINUTE,
      NOW + 10 * MINUTE,
    ]);
  });

  it('counts hours, not the wall clock, over a change of the clocks', () => {
    const startAt = at('2026-10-24T12:00:00');
    const schedule = { expression: 'rate(1 day)', timezone: 'Europe/Berlin', startAt };
    expect(nextRuns(schedule, { after: startAt, count: 1 })).toEqual([at('2026-10-25T12:00:00')]);
  });
});

describe('a single time', () => {
  it.each([
    ['2026-12-24T18:00:00', 'Europe/Berlin', '2026-12-24T17:00'],
    ['2026-12-24T18:00:00', 'UTC', '2026-12-24T18:00'],
    // The first of the two.
    ['2027-11-07T01:30:00', 'America/New_York', '2027-11-07T05:30'],
  ])('%s in %s runs once, at %s', (time, timezone, expected) => {
    expect(runs(`at(${time})`, timezone, '2026-11-23T04:00:00')).toEqual([expected]);
  });

  it('has no start and no end, as AWS ignores them', () => {
    const schedule = { expression: 'at(2026-12-24T18:00:00)', timezone: 'UTC', endAt: at('2026-12-01T00:00:00') };
    expect(nextRuns(schedule, { after: NOW, count: 5 })).toEqual([at('2026-12-24T18:00:00')]);
  });
});

describe('start and end', () => {
  const daily: Schedule = { expression: 'cron(0 12 * * ? *)', timezone: 'UTC' };

  it('are both included', () => {
    const schedule = { ...daily, startAt: at('2026-11-24T12:00:00'), endAt: at('2026-11-26T12:00:00') };
    expect(nextRuns(schedule, { after: NOW, count: 9 })).toEqual(
      ['2026-11-24T12:00:00', '2026-11-25T12:00:00', '2026-11-26T12:00:00'].map(at),
    );
  });

  it('leave nothing after the end', () => {
    expect(nextRuns({ ...daily, endAt: NOW + MINUTE }, { after: NOW, count: 9 })).toEqual([]);
  });
});

const REFUSED: { schedule: Partial<Schedule>; path: string; reason: string }[] = [
  ...[
    ['', 'A schedule is cron('],
    ['0 12 * * ? *', 'A schedule is cron('],
    ['CRON(0 12 * * ? *)', 'A schedule is cron('],
    [' cron(0 12 * * ? *)', 'A schedule is cron('],
    ['cron(0 12 * * ? *) or so', 'A schedule is cron('],
    [`cron(${'0,'.repeat(200)}0 12 * * ? *)`, 'A schedule is cron('],
    ['cron()', 'six fields'],
    ['cron(0 12 * * ?)', 'six fields (minutes hours day-of-month month day-of-week year), not 5'],
    ['cron(0 0 12 * * ? *)', 'not 7'],
    ['cron(0 12 * * * *)', 'has to be ?'],
    ['cron(0 12 ? * ? *)', 'has to be ?'],
    ['cron(0 12 1 * MON *)', 'has to be ?'],
    ['cron(60 12 * * ? *)', 'The minutes goes from 0 to 59, so 60 is not in it'],
    ['cron(0 24 * * ? *)', 'hours goes from 0 to 23'],
    ['cron(0 12 0 * ? *)', 'day of month goes from 1 to 31'],
    ['cron(0 12 32 * ? *)', 'day of month goes from 1 to 31'],
    ['cron(0 12 32W * ? *)', 'day of month goes from 1 to 31'],
    ['cron(0 12 1 13 ? *)', 'month goes from 1 to 12'],
    ['cron(0 12 ? * 0 *)', 'day of week goes from 1 to 7'],
    ['cron(0 12 ? * 8 *)', 'day of week goes from 1 to 7'],
    ['cron(0 12 ? * 8L *)', 'day of week goes from 1 to 7'],
    ['cron(0 12 * * ? 1969)', 'year goes from 1970 to 2199'],
    ['cron(0 12 * * ? 2200)', 'year goes from 1970 to 2199'],
    ['cron(0 12 * * ? 2030-2027)', 'ends before it begins'],
    ['cron(? 12 * * ? *)', '"?" can\'t be read as minutes'],
    ['cron(L 12 * * ? *)', '"L" can\'t be read as minutes'],
    ['cron(-5 12 * * ? *)', "can't be read as minutes"],
    ['cron(1.5 12 * * ? *)', "can't be read as minutes"],
    ['cron(1,,2 12 * * ? *)', "can't be read as minutes"],
    ['cron(*-5 12 * * ? *)', "can't be read as minutes"],
    ['cron(0/0 12 * * ? *)', 'The step of "0/0" is 0'],
    ['cron(/5 12 * * ? *)', "can't be read as minutes"],
    ['cron(MON 12 * * ? *)', '"MON" can\'t be read as minutes'],
    ['cron(0 12 1 FOO ? *)', '"FOO" can\'t be read as month: values are 1 to 12 or JAN to DEC'],
    ['cron(0 12 1 jan ? *)', '"jan" can\'t be read as month'],
    ['cron(0 12 1,L * ? *)', 'has to stand alone'],
    ['cron(0 12 15W,L * ? *)', 'has to stand alone'],
    ['cron(0 12 1-15W * ? *)', 'has to stand alone'],
    ['cron(0 12 ? * 3#1,6#3 *)', 'has to stand alone'],
    ['cron(0 12 ? * 6L,2 *)', 'has to stand alone'],
    ['cron(0 12 ? * 3#6 *)', '5 times at most'],
    ['cron(0 12 ? * 3#0 *)', '5 times at most'],
    ['cron(0 12 ? * 2/2 *)', 'The day of week has no steps'],
    ['cron(0 0 31 2 ? *)', 'never runs'],
    ['cron(0 0 30 FEB ? *)', 'never runs'],
    ['cron(0 12 * * ? 2025)', 'never runs'],
    ['rate()', 'A rate is a whole number'],
    ['rate(5)', 'A rate is a whole number'],
    ['rate(minutes)', 'A rate is a whole number'],
    ['rate(-5 minutes)', 'A rate is a whole number'],
    ['rate(1.5 hours)', 'A rate is a whole number'],
    ['rate(30 seconds)', 'A rate is a whole number'],
    ['rate(2 weeks)', 'A rate is a whole number'],
    ['rate(1000000 minutes)', 'A rate is a whole number up to 999999'],
    ['rate(0 minutes)', 'has to be 1 or more'],
    ['rate(1 minutes)', 'Write rate(1 minute).'],
    ['rate(5 minute)', 'Write rate(5 minutes).'],
    ['at()', 'is not a date and time'],
    ['at(2027-01-01)', 'is not a date and time'],
    ['at(2027-01-01T00:00)', 'is not a date and time'],
    ['at(2027-01-01T00:00:00Z)', 'is not a date and time'],
    ['at(2027-01-01 00:00:00)', 'is not a date and time'],
    ['at(2027-02-30T00:00:00)', 'is not a date and time'],
    ['at(2027-01-01T24:00:00)', 'is not a date and time'],
    ['at(2027-13-01T00:00:00)', 'is not a date and time'],
    ['at(2026-11-23T03:59:59)', 'has passed'],
  ].map(([expression, reason = '']) => ({ schedule: { expression }, path: 'expression', reason })),
  {
    schedule: { expression: 'at(2027-03-28T02:30:00)', timezone: 'Europe/Berlin' },
    path: 'expression',
    reason: 'does not exist in Europe/Berlin',
  },
  {
    schedule: { startAt: at('2026-11-24T13:00:00'), endAt: at('2026-11-25T11:00:00') },
    path: 'expression',
    reason: 'never runs between its start and its end',
  },
  ...['', 'Europe/Atlantis', 'CEST+2', '+02:00', 'europe/berlin', 'UTC+1', 'Europe/Berlin ', '../etc/passwd', 'Z'].map(
    (timezone) => ({ schedule: { timezone }, path: 'timezone', reason: 'There is no time zone' }),
  ),
  { schedule: { startAt: NOW - 6 * MINUTE }, path: 'startAt', reason: 'earlier than 5 minutes ago' },
  { schedule: { endAt: NOW }, path: 'endAt', reason: 'has passed' },
  { schedule: { startAt: NOW + MINUTE, endAt: NOW + MINUTE }, path: 'endAt', reason: 'after the start' },
];

describe('a schedule that AWS would refuse', () => {
  it.each(REFUSED)('is refused with the reason: $schedule, $reason', ({ schedule, path, reason }) => {
    const whole = { expression: 'cron(0 12 * * ? *)', timezone: 'UTC', ...schedule };
    expect(scheduleViolations(whole, NOW)).toContainEqual({ path, message: expect.stringContaining(reason) });
  });

  it('has no runs', () => {
    expect(nextRuns({ expression: 'cron(0 12 * * * *)', timezone: 'UTC' }, { after: NOW, count: 5 })).toEqual([]);
    expect(nextRuns({ expression: 'rate(1 day)', timezone: 'Mars/Base' }, { after: NOW, count: 5 })).toEqual([]);
  });

  it('tells everything that is wrong at once', () => {
    const schedule = { expression: 'nonsense', timezone: 'nowhere', endAt: NOW - 1 };
    expect(scheduleViolations(schedule, NOW).map(({ path }) => path)).toEqual(['endAt', 'timezone', 'expression']);
  });

  it.each(['UTC', 'Etc/UTC', 'GMT', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Etc/GMT+5'])(
    'is none for its time zone when that is %s',
    (timezone) => {
      expect(scheduleViolations({ expression: 'cron(0 12 * * ? *)', timezone }, NOW)).toEqual([]);
    },
  );

  it('is none when it started just now', () => {
    const started = { expression: 'rate(1 day)', timezone: 'UTC', startAt: NOW - 4 * MINUTE };
    expect(scheduleViolations(started, NOW)).toEqual([]);
  });
});
