import { describe, expect, it } from 'vitest';
import { sweepOutboxesHandler } from '../../../functions/session-lifecycle/sweep-outboxes.ts';
import { DUE_SHARDS } from '../../../shared/storage/control-rows.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { aHandDrivenService, type HandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { applied, sessionIn } from '../../builders/a-session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [throttled, resting, lost] = await Promise.all([
  aHandDrivenService(),
  aHandDrivenService(),
  aHandDrivenService(),
]);

/** Sessions in the given shape, straight into the table. */
async function many(
  { deps }: HandDrivenService,
  count: number,
  shape: () => ReturnType<typeof sessionIn>,
): Promise<SessionKey[]> {
  const items = Array.from({ length: count }, () => {
    const control = shape();
    return { ...control, head: { ...control.head, sessionId: deps.newId('session') } };
  });
  await Promise.all(items.map((item) => deps.control.create(item)));
  return items.map(({ head }) => ({ tenantId: head.tenantId, sessionId: head.sessionId }));
}

const due = async ({ deps, time }: HandDrivenService) =>
  (
    await Promise.all(Array.from({ length: DUE_SHARDS }, (_, shard) => deps.control.due(shard, time.now, 1_000)))
  ).flat();

let parked = 0;
const waiting = () => {
  parked += 1;
  const control = { ...sessionIn('PAUSED'), effects: [], dueAt: undefined };
  const token = `token-${parked}`;
  return applied(control, { type: 'store_token', run: 1, wake: control.wake, token, order: 1 });
};

describe('the sweeper', () => {
  it('F7 sends later what the quota of the service refused, each once and none is lost', async () => {
    const service = throttled;
    const { time, engine } = service;
    const keys = await many(service, 120, waiting);
    engine.isDown = true;
    const resumed = await Promise.all(keys.map((key) => service.steer(key, 'resume')));
    expect(resumed.every(({ changed, control }) => changed && control.status === 'RUNNING')).toBe(true);
    engine.isDown = false;
    expect(engine.sent).toEqual([]);
    time.now += MINUTE;
    time.delays.length = 0;
    await service.sweep();
    expect(engine.sent).toHaveLength(120);
    expect(new Set(engine.sent).size).toBe(120);
    // Fifty in a second.
    expect(time.delays.filter((ms) => ms >= 750)).toHaveLength(2);
    await service.sweep();
    expect(engine.sent).toHaveLength(120);
  });

  it('F17 looks only at what is overdue, and asks Step Functions nothing about what waits', async () => {
    const service = resting;
    const { deps, time } = service;
    await many(service, 200, waiting);
    time.now += 25 * HOUR;
    expect(await due(service)).toEqual([]);
    expect(await service.sweep()).toEqual({ swept: 0 });
    time.now += 3 * HOUR;
    expect(await due(service)).toHaveLength(200);
    // All that it can ask of Step Functions: there is no question about an execution among it.
    expect(Object.keys(deps.executions).sort()).toEqual(['sendToken', 'start', 'stop']);
  });

  it('F20 replaces no more than fifty lost executions a second, after whatever outage', async () => {
    const { deps, time } = lost;
    const keys = Array.from({ length: 230 }, (_, index) => ({
      ...{ kind: 'session' as const, tenantId: 'demo' },
      id: `ses_f20_${index}`,
    }));
    const [looks, delays]: [number[], number[]] = [[0], []];
    const control = {
      ...deps.control,
      due: async (shard: number) => (shard === 0 ? keys : []),
      read: async () => {
        looks[looks.length - 1] = (looks.at(-1) ?? 0) + 1;
        return undefined;
      },
    };
    const clock = {
      now: () => time.now,
      delay: async (ms: number) => {
        delays.push(ms);
        looks.push(0);
      },
    };
    const sweep = sweepOutboxesHandler({ ...deps, control, clock });
    expect(await sweep({}, { requestId: 'r', remainingMs: () => 60_000 })).toEqual({ swept: 230 });
    expect(looks).toEqual([50, 50, 50, 50, 30]);
    expect(new Set(delays).size).toBe(4);
    for (const ms of delays) expect(ms).toBeGreaterThanOrEqual(750);
    // What the time does not suffice for is left to the next minute.
    let left = 60_000;
    const short = await sweep({}, { requestId: 'r', remainingMs: () => (left -= 20_000) });
    expect(short).toEqual({ swept: 100 });
  });

  it('F20 goes on with the others when one session is broken', async () => {
    const service = lost;
    const { deps, time, engine } = service;
    const [broken] = await many(service, 1, () => sessionIn('PENDING'));
    const others = await many(service, 20, () => sessionIn('PENDING'));
    const failures: unknown[] = [];
    const control = {
      ...deps.control,
      read: (key: SessionKey) =>
        key.sessionId === broken?.sessionId ? Promise.reject(new Error('undecodable')) : deps.control.read(key),
    };
    time.now += 2 * MINUTE;
    const reportFailure = (_message: string, facts: Record<string, unknown>) => failures.push(facts.sessionId);
    await sweepOutboxesHandler({ ...deps, control, reportFailure })({}, { requestId: 'r', remainingMs: () => 60_000 });
    expect(failures).toContain(broken?.sessionId);
    for (const { sessionId } of others) expect(engine.started).toContain(`${sessionId}.2`);
  });
});
