import { describe, expect, it } from 'vitest';
import { breaking, capacityRows, listShardsNeeded } from '../../../infra/capacity/capacity-rows.ts';
import { capacityText } from '../../../infra/capacity/capacity-text.ts';
import { activeSeconds, loadsOf } from '../../../infra/capacity/loads.ts';
import { QUOTAS } from '../../../infra/capacity/quotas.ts';
import { type Workload, workloadFrom } from '../../../infra/capacity/workload.ts';

/** 10 starts a second on average. */
const TEN_A_SECOND = { tenants: 200, 'sessions-per-day': 864_000 };

function aWorkload(options: Record<string, unknown> = {}): Workload {
  const asked = workloadFrom({ ...TEN_A_SECOND, ...options });
  if ('refusals' in asked) throw new Error(asked.refusals.join(' '));
  return asked.workload;
}

const peakOf = (options: Record<string, unknown>) => loadsOf(aWorkload(options)).peak;
const refusalsOf = (options: Record<string, unknown>) => {
  const asked = workloadFrom({ ...TEN_A_SECOND, ...options });
  return 'refusals' in asked ? asked.refusals : [];
};

describe('the load of a workload', () => {
  it('is the sessions of a day over its seconds, and so many times that at the peak', () => {
    const { average, peak } = loadsOf(aWorkload({ 'peak-factor': 3 }));
    expect(average.startExecution).toBe(10);
    expect(peak.startExecution).toBe(30);
  });

  it('of a session of five turns is two transitions, and three more for a wait', () => {
    expect(loadsOf(aWorkload({ waits: 0 })).average.stateTransition).toBe(20);
    expect(loadsOf(aWorkload({ waits: 2 })).average.stateTransition).toBe(80);
  });

  it('grows with the turns in writes, but not in transitions', () => {
    const [few, many] = [peakOf({ turns: 5 }), peakOf({ turns: 6 })];
    expect(many.stateTransition).toBe(few.stateTransition);
    expect(many.controlWrites - few.controlWrites).toBeCloseTo(40 * 6);
  });

  it('occupies a Lambda for as long as models and tools take, the final answer included', () => {
    const options = { turns: 5, 'model-seconds': 5, 'tool-seconds': 1 };
    expect(activeSeconds(aWorkload(options))).toBe(35);
    const [slow, slower] = [peakOf(options), peakOf({ ...options, 'model-seconds': 10 })];
    expect(slower.lambdaConcurrency - slow.lambdaConcurrency).toBeCloseTo(40 * 6 * 5);
  });

  it('keeps each wait of the last day open, at the peak as on average', () => {
    const running = peakOf({ waits: 0 }).openExecutions;
    expect(peakOf({ waits: 0.5 }).openExecutions - running).toBeCloseTo(432_000);
  });

  it('is divided by the shards of the list, and those of the due index', () => {
    const [one, six] = [peakOf({}), peakOf({ 'list-shards': 6 })];
    expect(one.listPartition).toBeCloseTo(40 * 0.1 * 3);
    expect(six.listPartition).toBeCloseTo(one.listPartition / 6);
    expect(peakOf({ waits: 0 }).duePartition).toBeCloseTo((40 * 4) / 16);
  });

  it('is on the item of the day only where a daily limit is set, and on the sweeper only where old sessions are deleted', () => {
    const rows = (options: Record<string, unknown>) => capacityRows(aWorkload(options)).map(({ name }) => name);
    expect(rows({})).not.toContain('dayPartition');
    expect(rows({})).not.toContain('sweeper');
    expect(rows({ 'daily-limit': 'yes', retention: 'yes' })).toEqual(
      expect.arrayContaining(['dayPartition', 'dayBlocks', 'sweeper']),
    );
  });

  it('holds a block of the day for every session that has not ended, the waiting ones too', () => {
    const { openExecutions, dayBlocks } = peakOf({ 'daily-limit': 'yes', waits: 0.5 });
    expect(dayBlocks).toBeCloseTo(openExecutions * 0.1);
  });

  it('is half a request a second for everybody who looks at the console', () => {
    const [nobody, half] = [0, 0.5].map(
      (watching) => loadsOf(aWorkload({ 'watching-share': watching })).peak.httpStage,
    );
    expect((half ?? 0) - (nobody ?? 0)).toBeCloseTo(200 * 20 * 0.5 * 0.5);
  });

  it('has rules and schedules by tenants, whatever the sessions', () => {
    const { rules, schedules } = peakOf({ tenants: 50, 'event-triggers-per-tenant': 2, 'schedules-per-tenant': 3 });
    expect({ rules, schedules }).toEqual({ rules: 101, schedules: 150 });
  });
});

describe('the rows', () => {
  it('come with the fullest quota first', () => {
    const shares = capacityRows(aWorkload()).map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
  });

  it('tell what is reached and what is near', () => {
    const { reached, near } = breaking(capacityRows(aWorkload({ 'sessions-per-day': 1_000_000 })));
    expect(reached.map(({ name }) => name)).toEqual(['httpStage', 'lambdaConcurrency']);
    expect(near.map(({ name }) => name)).toEqual(['rules', 'fireTrigger']);
  });

  it('say of each quota what happens, what helps and where it is from', () => {
    const all = capacityRows(aWorkload({ 'daily-limit': 'yes', retention: 'yes' }));
    expect(all.map(({ name }) => name).sort()).toEqual(Object.keys(QUOTAS).sort());
    for (const { happens, lever, quota } of all)
      expect([happens, lever, quota.source].every((text) => text.length > 5)).toBe(true);
  });

  it('know how many list shards the largest tenant needs', () => {
    expect(listShardsNeeded(aWorkload())).toBe(1);
    expect(listShardsNeeded(aWorkload({ 'sessions-per-day': 100_000_000 }))).toBe(3);
    expect(capacityText(aWorkload({ 'sessions-per-day': 100_000_000 }))).toContain('need `listShards` of 3');
  });
});

describe('the text', () => {
  it('begins with what was assumed and names what breaks first', () => {
    const text = capacityText(aWorkload({ 'sessions-per-day': 1_000_000 }));
    expect(text).toMatch(/^1,000,000 sessions a day of 200 tenants, 5 turns and 0\.2 waits each; the peak 4 times/);
    expect(text).toContain("What breaks first: HTTP API, this product's throttle.");
  });

  it('says so when nothing breaks', () => {
    expect(capacityText(aWorkload({ tenants: 10, 'sessions-per-day': 1_000 }))).toContain(
      'Nothing breaks at the peak.',
    );
  });
});

describe('options that can not be taken', () => {
  it.each([
    [{ tenants: 'many' }, '--tenants must be a whole number of 1 or more, such as 200.'],
    [{ tenants: undefined }, '--tenants must be a whole number of 1 or more, such as 200.'],
    [{ 'sessions-per-day': '0' }, '--sessions-per-day must be a whole number of 1 or more, such as 200.'],
    [{ turns: '2.5' }, '--turns must be a whole number of 1 or more, such as 200.'],
    [{ waits: '-1' }, '--waits must be 0 or a positive number, such as 0.2.'],
    [{ waits: true }, '--waits must be 0 or a positive number, such as 0.2.'],
    [{ 'peak-factor': '0.5' }, '--peak-factor must be 1 or more, such as 4.'],
    [{ 'largest-share': '2' }, '--largest-share must be a share from 0 to 1, such as 0.1.'],
    [{ 'list-shards': '65' }, '--list-shards must be a whole number from 1 to 64, such as 6.'],
    [{ retention: 'maybe' }, '--retention must be yes or no.'],
    [{ turns: '2', waits: '3' }, '--waits is 3, but a session of 2 turns waits at most once a turn: give fewer.'],
    [
      { tenants: '3', 'largest-share': '0.1' },
      '--largest-share is 0.1, but the largest of 3 tenants has at least 0.334: give that or more.',
    ],
  ])('are refused with a sentence that says what to do: %o', (options, sentence) => {
    expect(refusalsOf(options)).toEqual([sentence]);
  });

  it('that do not exist are answered with those that do', () => {
    expect(refusalsOf({ tennants: '2' })[0]).toMatch(/^There is no option --tennants\. The options are --tenants, /);
  });

  it('are refused all at once', () => {
    expect(refusalsOf({ tenants: '0', turns: 'x' })).toHaveLength(2);
  });

  it('are not those of a few tenants, of which each is large', () => {
    expect(aWorkload({ tenants: 2 })['largest-share']).toBe(0.5);
    expect(aWorkload({ tenants: 200 })['largest-share']).toBe(0.1);
  });

  it('are not those of a text that is a number', () => {
    expect(aWorkload({ tenants: '20', waits: '0.5' })).toMatchObject({ tenants: 20, waits: 0.5, turns: 5 });
  });
});
