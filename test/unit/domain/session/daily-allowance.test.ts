import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/domain/session/command.ts';
import type { ControlItem, SessionHead } from '../../../../shared/domain/session/control-item.ts';
import { decide } from '../../../../shared/domain/session/decide.ts';
import { nextStep } from '../../../../shared/domain/session/next-step.ts';
import {
  aCall,
  anAnswer,
  applied,
  claim,
  openCall,
  person,
  running,
  START,
  settled,
  takeLease,
} from '../../../builders/a-session.ts';

const DAY = '2026-11-23';
const head: Partial<SessionHead> = {
  contextBytes: 200,
  dailyBlock: { tokens: 400, costUsd: 0 },
  model: { provider: 'scripted', modelId: 'scripted', maxOutputTokens: 100 },
};
const taken = ({ wantedBlock: wanted }: ControlItem, amount = wanted?.amount): Command => {
  if (wanted === undefined || amount === undefined) throw new Error('no block is wanted');
  const { day, lease, block } = wanted;
  return { type: 'take_block', run: 1, claim, day, lease, block, amount };
};
const asking = () => running(head);
const holding = () => {
  const control = asking();
  return applied(control, taken(control));
};
const givenBack = ({ effects }: ControlItem) =>
  effects.flatMap((effect) => (effect.kind === 'GIVE_BACK' ? [effect] : []));

describe('a session of a tenant with a daily budget', () => {
  it('leases a block before its first model call', () => {
    const control = asking();
    expect(control.inference).toBeUndefined();
    expect(control.wantedBlock).toEqual({
      ...{ day: DAY, lease: 2, block: 1 },
      amount: { tokens: 400, costUsd: 0 },
      least: { tokens: 200, costUsd: 0 },
      held: { tokens: 0, costUsd: 0 },
    });
    expect(nextStep(control, claim.holder)).toEqual({ do: 'lease_budget', block: control.wantedBlock });
    expect(holding()).toMatchObject({ inference: 2, allowance: { granted: { tokens: 400 }, before: { tokens: 0 } } });
  });

  it('takes a block once, whoever says how often that it is there', () => {
    const control = asking();
    const command = taken(control);
    expect(decide(applied(control, command), command, { now: START }).changed).toBe(false);
  });

  it('makes its model calls from it until it is used up', () => {
    let control = holding();
    for (let turn = 1; control.wantedBlock === undefined; turn += 1) {
      expect(control.inference).toBeDefined();
      control = applied(control, anAnswer([aCall()], 'x', turn));
      control = applied(control, settled(openCall(control)));
    }
    // 15 tokens a turn, then less is left than a call may need.
    expect(control.turns).toBeGreaterThan(3);
    expect(control.wantedBlock).toMatchObject({ lease: control.allowance?.lease, block: 2 });
    const next = applied(control, taken(control));
    expect(next.allowance?.granted.tokens).toBe(800);
    expect(next.inference).toBeDefined();
  });

  it('gives back at its end what it did not spend', () => {
    const control = applied(holding(), anAnswer([]));
    expect(givenBack(control)).toMatchObject([{ day: DAY, lease: 2, spent: { tokens: 15, costUsd: 0 } }]);
    expect(control.allowance).toBeUndefined();
  });

  it('gives back also what it may have leased without knowing it', () => {
    expect(givenBack(applied(asking(), person('cancel')))).toMatchObject([{ lease: 2, spent: { tokens: 0 } }]);
  });

  it('asks for the same block again when it was paused meanwhile', () => {
    const before = asking();
    let control = applied(before, person('pause'), person('resume'));
    control = applied(control, takeLease(control));
    expect(control.wantedBlock).toEqual(before.wantedBlock);
  });

  it('leases from the day on which it makes its calls, and gives back to the one before', () => {
    let control = applied(holding(), anAnswer([aCall()]));
    const tomorrow = START + 24 * 3_600_000;
    control = decide(control, settled(openCall(control)), { now: tomorrow }).control;
    expect(givenBack(control)).toMatchObject([{ day: DAY, lease: 2, spent: { tokens: 15 } }]);
    expect(control.wantedBlock).toMatchObject({ day: '2026-11-24', lease: control.version, block: 1 });
    control = applied(decide(control, taken(control), { now: tomorrow }).control, anAnswer([], 'Done.', 2));
    expect(givenBack(control).at(-1)).toMatchObject({ day: '2026-11-24', spent: { tokens: 15 } });
  });

  it('ends when nothing is left of the day', () => {
    const control = asking();
    const { amount: _amount, ...asked } = taken(control) as Extract<Command, { type: 'take_block' }> & {
      amount: unknown;
    };
    const failure = { category: 'BUDGET_SPENT' as const, message: "The tenant's daily budget is spent." };
    expect(applied(control, { ...asked, failure })).toMatchObject({ status: 'FAILED', error: failure, turns: 0 });
  });
});
