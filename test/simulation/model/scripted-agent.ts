import type { ModelAnswer } from '../../../shared/domain/session/command.ts';
import type { ProposedCall } from '../../../shared/domain/session/control-item.ts';
import { aCall, aCalledSession, aTask } from '../../builders/a-session.ts';
import type { Bounds } from './bounds.ts';
import type { Rules } from './rules.ts';
import type { Tool } from './world.ts';

/** X: a call of a tool that the agent does not have; it fails before it is dispatched. */
export type Letter = Tool | 'X';

const CALLS: Record<Letter, ProposedCall> = {
  H: aCall(),
  A: aCall({ approval: { taskId: 'mtk_1', argumentsHash: 'hash', request: { text: '{}' } } }),
  M: aTask,
  K: aCalledSession,
  X: aCall({ rejected: { category: 'UNKNOWN_TOOL', message: 'There is no such tool.' } }),
};

export function turnsOf({ program }: Pick<Bounds, 'program'>): Letter[][] {
  return program.split(',').map((turn) => turn.split('+').map(toLetter));
}

function toLetter(letter: string): Letter {
  if (letter === 'H' || letter === 'A' || letter === 'M' || letter === 'K' || letter === 'X') return letter;
  throw new Error(`A program is made of H, A, M, K and X, not of ${letter}.`);
}

/** What the model answers when so many turns were recorded before; after the last one, the final answer. */
export function answerOf(turns: readonly Letter[][], turn: number, rules: Rules): ModelAnswer {
  const calls = (turns[turn] ?? []).map((tool, index) => ({
    ...CALLS[tool],
    index,
    callId: tool,
    toolName: tool,
    // Mutation: the protocol takes a tool that must not run twice for one that may.
    ...(tool === 'H' && !rules.orphanUnknown ? { repeatable: true } : {}),
  }));
  return {
    content: { text: '[]' },
    text: { text: 'Done.' },
    usage: { inputTokens: 10, outputTokens: 5 },
    costUsd: null,
    stopReason: 'stop',
    calls,
    activeMs: 0,
  };
}
