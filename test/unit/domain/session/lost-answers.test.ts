import { describe, expect, it } from 'vitest';
import { decide } from '../../../../shared/domain/session/decide.ts';
import { isOverdue } from '../../../../shared/domain/session/due-at.ts';
import { aCall, anAnswer, applied, aTask, decided, person, running, START } from '../../../builders/a-session.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("a write whose writer did not hear of it (P15), found by the simulator's seeds", () => {
  it('records an answer once, also when its calls failed at once and the next model call began with it', () => {
    const rejected = aCall({ rejected: { category: 'UNKNOWN_TOOL', message: 'There is no tool x.' } });
    const answer = anAnswer([rejected]);
    const recorded = applied(running(), answer);
    expect(recorded.inference).toBeDefined();
    expect(decided(recorded, answer)).toMatchObject({ changed: false, refused: { why: 'LATE' } });
  });
});

describe('a run that was just woken', () => {
  it('is not overdue although the lease of before its wait is long over', () => {
    const waiting = applied(running(), anAnswer([aTask]));
    const { run, wake } = waiting;
    const parked = decide(waiting, { type: 'store_token', run, wake, token: 't', order: 1 }, { now: START }).control;
    const paused = decide(parked, person('pause'), { now: START + HOUR }).control;
    const woken = decide(paused, person('resume'), { now: START + 2 * HOUR }).control;
    expect(woken.token).toBeUndefined();
    expect(isOverdue(woken, START + 2 * HOUR + MINUTE)).toBe(false);
    expect(isOverdue(woken, START + 2 * HOUR + 3 * MINUTE)).toBe(true);
  });
});
