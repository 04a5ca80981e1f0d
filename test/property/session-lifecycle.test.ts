import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../shared/domain/session/command.ts';
import { type ControlItem, controlItemSchema } from '../../shared/domain/session/control-item.ts';
import { decide } from '../../shared/domain/session/decide.ts';
import { effectName } from '../../shared/domain/session/effect.ts';
import { isResolved } from '../../shared/domain/session/entry.ts';
import { isTerminal } from '../../shared/domain/session/session-status.ts';
import { aCall, aCalledSession, ada, anAnswer, aTask, claim, pending, person, START } from '../builders/a-session.ts';

/** A step of anybody: it makes a command out of the item as it is, some of them nonsense on purpose. */
type Step = { name: string; minutes: number; make: (control: ControlItem) => Command };

const callOf = (control: ControlItem, pick: number) => {
  const calls = control.entries.filter((entry) => entry.kind === 'TOOL_CALL');
  return calls[pick % Math.max(1, calls.length)];
};
const holder = fc.constantFrom('invocation-1', 'invocation-2', 'invocation-3');
const steps: Record<string, fc.Arbitrary<(control: ControlItem) => Command>> = {
  pause: fc.constant(() => person('pause')),
  resume: fc.constant(() => person('resume')),
  cancel: fc.constant(() => person('cancel')),
  delete: fc.constant((): Command => ({ type: 'delete', by: ada })),
  lease: holder.map((who) => (control) => ({ type: 'take_lease', run: control.run, claim: { ...claim, holder: who } })),
  answer: fc
    .tuple(
      fc.subarray([
        aCall(),
        { ...aTask, index: 1 },
        { ...aCalledSession, index: 2 },
        aCall({ index: 3, rejected: { category: 'UNKNOWN_TOOL', message: 'no' } }),
      ]),
    )
    .map(
      ([calls]) =>
        (control) =>
          ({ ...anAnswer(calls), run: control.run, claim: control.lease ?? claim, turn: control.turns + 1 }) as Command,
    ),
  settle: fc.tuple(fc.nat(5), holder).map(([pick, who]) => (control) => ({
    type: 'settle_calls',
    run: control.run,
    claim: { ...claim, holder: who },
    results: [
      { seq: callOf(control, pick)?.seq ?? 1, holder: who, state: 'SUCCEEDED', output: { text: '1' }, activeMs: 1 },
    ],
  })),
  fail: fc.constant((control) => ({
    type: 'fail',
    run: control.run,
    holder: control.lease?.holder ?? '',
    failure: { category: 'INTERNAL', message: 'x' },
  })),
  park: fc.tuple(fc.nat(3), fc.nat(1)).map(([order, late]) => (control) => ({
    type: 'store_token',
    run: control.run,
    wake: control.wake - late,
    token: `t${order}`,
    order,
  })),
  hibernate: fc.constant((control) => ({
    type: 'hibernate',
    run: control.run,
    holder: control.lease?.holder ?? '',
    wake: control.wake,
  })),
  rollOver: fc.constant((control) => ({ type: 'roll_over', run: control.run, holder: control.lease?.holder ?? '' })),
  recover: fc.nat(1).map((old) => (control) => ({ type: 'recover', run: control.run - old })),
  task: fc.nat(5).map((pick) => (control) => ({
    type: 'complete_task',
    seq: callOf(control, pick)?.seq ?? 1,
    by: ada,
    requestId: `r${pick}`,
    output: { text: '1' },
  })),
  called: fc.nat(5).map((pick) => (control) => ({
    type: 'resolve_called',
    seq: callOf(control, pick)?.seq ?? 1,
    id: 'ses_2',
    state: 'SUCCEEDED',
    output: { text: '1' },
  })),
  done: fc.constant(() => ({ type: 'effects_done' })),
};
const step: fc.Arbitrary<Step> = fc
  .constantFrom(...Object.keys(steps))
  .chain((name) => fc.record({ name: fc.constant(name), minutes: fc.nat(20), make: steps[name]! }));

/** What must hold between two states of a session, whoever did what. */
function expectLawful(before: ControlItem, after: ControlItem, command: Command): void {
  expect(after.version).toBe(before.version + 1);
  if (isTerminal(before.status)) expect(after.status).toBe(before.status);
  if (before.status === 'CANCELING') expect(['CANCELING', 'CANCELED']).toContain(after.status);
  expect(after.wake).toBeGreaterThanOrEqual(before.wake);
  expect(after.run).toBeGreaterThanOrEqual(before.run);
  const claims = (control: ControlItem) =>
    control.entries.filter((entry) => entry.kind === 'TOOL_CALL' && entry.claim).map(({ seq }) => seq);
  // P2: a claim is made only by the one who drives, while the session is RUNNING, before and after the write.
  const fresh = claims(after).filter((seq) => !claims(before).includes(seq));
  if (fresh.length > 0) {
    expect(['take_lease', 'record_answer', 'settle_calls']).toContain(command.type);
    expect(['PENDING', 'RUNNING']).toContain(before.status);
    expect(after.status).toBe('RUNNING');
  }
}

/** What must hold in every state. */
function expectSound(control: ControlItem): void {
  const seqs = control.entries.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(Math.max(0, ...seqs)).toBeLessThanOrEqual(control.seq);
  const names = control.effects.map(effectName);
  expect(new Set(names).size).toBe(names.length);
  if (isTerminal(control.status)) {
    expect(control.entries.every(isResolved)).toBe(true);
    expect(control.token).toBeUndefined();
  }
  if (control.status === 'PAUSED')
    expect(control.entries.some((entry) => entry.kind === 'TOOL_CALL' && entry.state === 'RUNNING')).toBe(false);
  if (control.effects.length > 0) expect(control.dueAt).toBeDefined();
  if (control.live && !isTerminal(control.status)) expect(control.dueAt).toBeDefined();
  expect(controlItemSchema.parse(JSON.parse(JSON.stringify(control)))).toEqual(JSON.parse(JSON.stringify(control)));
}

it('keeps the laws of the protocol under any sequence of commands, lawful and not', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat(3)), (sequence, removals) => {
      let control = pending();
      let now = START;
      for (const { make, minutes } of sequence) {
        now += minutes * 60_000;
        const command = make(control);
        const [howMany = 0] = removals.take(1);
        const decision = decide(control, command, { now, done: control.effects.slice(0, howMany) });
        if (!decision.changed) {
          expect(decision.control).toBe(control);
          continue;
        }
        expectLawful(control, decision.control, command);
        expectSound(decision.control);
        control = decision.control;
      }
    }),
    { numRuns: 2_000 },
  );
});
