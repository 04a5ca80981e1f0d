import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, Decision } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { resolveCaller } from '../../../shared/effects/resolve-caller.ts';
import type { ControlStore } from '../../../shared/storage/control-store.ts';
import {
  aCall,
  aCalledSession,
  ada,
  anAnswer,
  applied,
  decided,
  openCall,
  person,
  running,
  START,
  sessionIn,
  settled,
  takeLease,
} from '../../builders/a-session.ts';

const RUNS = { numRuns: 300 };

/** One control item under the conditions of the real store, whose reads and writes a scheduler puts into any order. */
function raced(scheduler: fc.Scheduler, first: ControlItem) {
  let item = first;
  let writes = 0;
  const turn = (what: string) => scheduler.schedule(Promise.resolve(), what);
  const control: ControlStore = {
    async read() {
      await turn('read');
      return structuredClone(item);
    },
    async save(before, after) {
      await turn('save');
      if (item.version !== before.version) return false;
      item = structuredClone(after);
      return true;
    },
    create: async () => false,
    due: async () => [],
  };
  const clock = { now: () => START + 1_000_000, delay: async () => {} };
  const newWriteId = () => `write-${++writes}`;
  const deps = { control, clock, random: () => 0.5, newWriteId };
  const { tenantId, sessionId } = first.head;
  return {
    deps,
    item: () => item,
    change: (command: Command) => changeSession({ tenantId, sessionId }, command, deps, { known: first }),
  };
}

/** Two changes at once in every order that the scheduler finds; both answers and what is there in the end. */
function race(first: ControlItem, one: Command, other: Command, check: (outcome: Outcome) => void): Promise<void> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { change, item } = raced(scheduler, first);
    const both = Promise.all([change(one), change(other)]);
    await scheduler.waitFor(both);
    const [a, b] = await both;
    check({ one: outcomeOf(a), other: outcomeOf(b), item: item(), calls: callsOf(item()) });
  });
  return fc.assert(property, RUNS);
}

type Outcome = { one: string; other: string; item: ControlItem; calls: string[] };

function outcomeOf(decision: Decision | undefined): string {
  return decision?.refused?.why ?? (decision?.changed ? 'done' : 'unchanged');
}

function callsOf(control: ControlItem): string[] {
  return control.entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' ? [entry.state] : []));
}

/** Collects what was seen, to show that each order did occur. */
function seen() {
  const all = new Set<string>();
  return { note: (text: string) => all.add(text), all: () => [...all].sort() };
}

describe('at the same moment', () => {
  it('F21 a cancel and the final answer: the first wins, and the other is told', async () => {
    const orders = seen();
    await race(running(), person('cancel'), anAnswer([]), ({ one, other, item }) => {
      orders.note(`${one} ${other} ${item.status}`);
      expect(item.effects.filter(({ kind }) => kind === 'PUBLISH_STATUS')).toHaveLength(2);
      expect(item.entries.every(({ state }) => state !== 'RUNNING')).toBe(true);
    });
    expect(orders.all()).toEqual(['NOT_ALLOWED done COMPLETED', 'done SUPERSEDED CANCELED']);
  });

  it('F22 a pause and the final answer: it completes, or the answer is kept for the resume', async () => {
    const orders = seen();
    await race(running(), person('pause'), anAnswer([]), ({ one, other, item }) => {
      orders.note(`${one} ${other} ${item.status}`);
      if (item.status !== 'PAUSED') return;
      expect(item.finalAnswer).toEqual({ text: 'All interfaces are up.' });
      const resumed = applied(item, person('resume'));
      expect(applied(resumed, takeLease(resumed)).status).toBe('COMPLETED');
    });
    expect(orders.all()).toEqual(['NOT_ALLOWED done COMPLETED', 'done done PAUSED']);
  });

  it('F22 a pause and the last result of a call: paused, whoever was first', async () => {
    const busy = applied(running(), anAnswer([aCall()]));
    const orders = seen();
    await race(busy, person('pause'), settled(openCall(busy)), ({ one, other, item, calls }) => {
      orders.note(
        `${one} ${other} ${item.status} ${calls} ${item.inference === undefined ? 'rests' : 'asks the model'}`,
      );
    });
    expect(orders.all()).toEqual(['done done PAUSED SUCCEEDED asks the model', 'done done PAUSED SUCCEEDED rests']);
  });

  it("F23 a cancel and a task's completion: the answer is taken, or it is refused; never both", async () => {
    const waiting = sessionIn('RUNNING', 'waiting');
    const seq = openCall(waiting, 'WAITING');
    const complete: Command = { type: 'complete_task', seq, by: ada, requestId: 'r1', output: { text: '{"ok":true}' } };
    const orders = seen();
    await race(waiting, person('cancel'), complete, ({ one, other, item, calls }) => {
      orders.note(`${one} ${other} ${item.status} ${calls}`);
    });
    expect(orders.all()).toEqual(['done NOT_ALLOWED CANCELED CANCELED', 'done done CANCELED SUCCEEDED']);
  });

  it('F23 two completions of one task: exactly one is taken, with its answer', async () => {
    const waiting = sessionIn('RUNNING', 'waiting');
    const seq = openCall(waiting, 'WAITING');
    const complete = (requestId: string): Command => ({
      ...{ type: 'complete_task', seq, by: { userId: requestId, name: requestId }, requestId },
      output: { text: requestId },
    });
    await race(waiting, complete('ann'), complete('bob'), ({ one, other, item }) => {
      expect([one, other].sort()).toEqual(['COMPLETED_BEFORE', 'done']);
      const winner = one === 'done' ? 'ann' : 'bob';
      const call = item.entries.find((entry) => entry.seq === seq);
      expect(call).toMatchObject({ output: { text: winner }, completion: { by: { userId: winner } } });
    });
  });

  it('F25 a resume and the end of the pausing: refused while it lasts, taken after', async () => {
    const pausing = sessionIn('PAUSING', 'in flight');
    const orders = seen();
    await race(pausing, person('resume'), settled(openCall(pausing)), ({ one, other, item }) => {
      orders.note(`${one} ${other} ${item.status}`);
    });
    expect(orders.all()).toEqual(['NOT_ALLOWED done PAUSED', 'done done RUNNING']);
  });

  it('F26 a command and its repeat: one changes something, the other is told that it is there already', async () => {
    for (const type of ['pause', 'cancel'] as const) {
      await race(running(), person(type), person(type), ({ one, other, item }) => {
        expect([one, other].sort()).toEqual(['done', 'unchanged']);
        expect(item.version).toBe(running().version + 1);
      });
    }
  });

  it('F27 a cancel and the claim of calls: the calls are waited for, or none was made', async () => {
    const orders = seen();
    await race(running(), person('cancel'), anAnswer([aCall()]), ({ one, other, item, calls }) => {
      orders.note(`${one} ${other} ${item.status} ${calls.join()}`);
    });
    expect(orders.all()).toEqual(['done SUPERSEDED CANCELED ', 'done done CANCELING RUNNING']);
  });

  it('F27 a pause and the claim of calls: the calls are waited for, or none is made before the resume', async () => {
    const orders = seen();
    await race(running(), person('pause'), anAnswer([aCall()]), ({ one, other, item, calls }) => {
      orders.note(`${one} ${other} ${item.status} ${calls.join()} ${item.proposed.length}`);
    });
    expect(orders.all()).toEqual(['done done PAUSED  1', 'done done PAUSING RUNNING 0']);
  });
});

describe('F28 the end of a called session', () => {
  const caller = () => {
    const creating = applied(running(), anAnswer([aCalledSession]));
    const seq = openCall(creating);
    const done = creating.effects.filter(({ kind }) => kind === 'CREATE_CALLED');
    return { seq, creating, done };
  };
  const child = (seq: number) =>
    applied(
      running({ sessionId: 'ses_2', caller: { kind: 'session', id: running().head.sessionId, seq } }),
      anAnswer([]),
    );
  const depsOf = (deps: ReturnType<typeof raced>['deps']): EffectDeps =>
    ({
      ...deps,
      texts: {
        store: async (_key: unknown, text: string) => ({ text }),
        read: async (_key: unknown, { text }: { text: string }) => text,
      },
      reportFailure: () => undefined,
    }) as unknown as EffectDeps;

  it('reaches its caller exactly once, however often it is told', async () => {
    const { seq, creating } = caller();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (scheduler, times) => {
        const { deps, item } = raced(scheduler, creating);
        const told = Promise.all(
          Array.from({ length: times }, () => resolveCaller(child(seq), depsOf(deps)).catch(() => undefined)),
        );
        await scheduler.waitFor(told);
        expect(callsOf(item())).toEqual(['SUCCEEDED']);
        expect(item().wake).toBe(creating.wake + 1);
        expect(item().entries.find((entry) => entry.seq === seq)).toMatchObject({
          output: {
            text: JSON.stringify({ status: 'completed', sessionId: 'ses_2', lastMessage: 'All interfaces are up.' }),
          },
        });
      }),
      { numRuns: 100 },
    );
  });

  it('at the moment at which its caller is canceled changes that end no more', async () => {
    const { seq, creating } = caller();
    const orders = seen();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { deps, item, change } = raced(scheduler, creating);
        const both = Promise.all([
          change(person('cancel')),
          resolveCaller(child(seq), depsOf(deps)).catch(() => undefined),
        ]);
        await scheduler.waitFor(both);
        orders.note(`${item().status} ${callsOf(item())}`);
      }),
      RUNS,
    );
    expect(orders.all()).toEqual(['CANCELED SUCCEEDED']);
    expect(
      decided(applied(creating, person('cancel')), { type: 'resolve_called', seq, id: 'ses_2', state: 'FAILED' })
        .control.status,
    ).toBe('CANCELED');
  });
});
