import { describe, expect, it } from 'vitest';
import { sweepOutboxesHandler } from '../../../functions/session-lifecycle/sweep-outboxes.ts';
import { DUE_SHARDS, type SessionKey } from '../../../shared/storage/control-store.ts';
import { aHandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { applied, sessionIn } from '../../builders/a-session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const service = await aHandDrivenService();
const { deps, time, engine } = service;

/** Sessions in the given shape, straight into the table. */
async function many(count: number, shape: () => ReturnType<typeof sessionIn>): Promise<SessionKey[]> {
  const items = Array.from({ length: count }, () => {
    const control = shape();
    return { ...control, head: { ...control.head, sessionId: deps.newId('session') } };
  });
  await Promise.all(items.map((item) => deps.control.create(item)));
  return items.map(({ head }) => ({ tenantId: head.tenantId, sessionId: head.sessionId }));
}

const due = async () =>
  (
    await Promise.all(Array.from({ length: DUE_SHARDS }, (_, shard) => deps.control.due(shard, time.now, 1_000)))
  ).flat();

describe('the sweeper', () => {
  it('F17 looks only at what is overdue, and asks Step Functions nothing about what waits', async () => {
    const waiting = () => {
      const control = { ...sessionIn('PAUSED'), effects: [], dueAt: undefined };
      return applied(control, { type: 'store_token', run: 1, wake: control.wake, token: 'token-f17', order: 1 });
    };
    await many(200, waiting);
    time.now += 25 * HOUR;
    expect(await due()).toEqual([]);
    expect(await service.sweep()).toEqual({ swept: 0 });
    time.now += 3 * HOUR;
    expect(await due()).toHaveLength(200);
    // All that it can ask of Step Functions: there is no question about an execution among it.
    expect(Object.keys(deps.executions).sort()).toEqual(['sendToken', 'start', 'stop']);
  });

  it('F20 replaces no more than fifty lost executions a second, after whatever outage', async () => {
    const keys = Array.from({ length: 230 }, (_, index) => ({ tenantId: 'demo', sessionId: `ses_f20_${index}` }));
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
    const [broken] = await many(1, () => sessionIn('PENDING'));
    const others = await many(20, () => sessionIn('PENDING'));
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
