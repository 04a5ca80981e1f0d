import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationEntry } from '../../../shared/model-providers/conversation.ts';
import { fitConversation, NOTHING_LEFT_OUT } from '../../../shared/model-providers/fit-conversation.ts';

/** So many turns with one call each. */
function aConversation(turns: number, { said = 100, output = 4_000 } = {}): ConversationEntry[] {
  return Array.from({ length: turns }, (_, index) => index + 1).flatMap((turn): ConversationEntry[] => {
    const call = { type: 'tool-call', toolCallId: `c${turn}`, toolName: 'look' };
    return [
      { kind: 'REASONING', turn, content: JSON.stringify([{ type: 'text', text: 's'.repeat(said) }, call]) },
      {
        ...{ kind: 'TOOL_CALL', turn, index: 0, callId: `c${turn}`, toolName: 'look', input: '{}' },
        ...{ state: 'SUCCEEDED', output: `${turn}:${'o'.repeat(output)}` },
      },
    ];
  });
}

const limits = { tools: [], contextTokens: 10_000, maxOutputTokens: 1_000 };
const fitted = (entries: ConversationEntry[], from = NOTHING_LEFT_OUT, more: Partial<typeof limits> = {}) =>
  fitConversation({ prompt: 'Look.', entries }, from, { ...limits, ...more });

describe('a conversation', () => {
  it('is left alone up to four fifths of the context, and where no limit is known', () => {
    expect(fitted(aConversation(6))).toMatchObject({ leftOut: NOTHING_LEFT_OUT });
    expect(fitted(aConversation(6)).compacted).toBeUndefined();
    const endless = { ...limits, contextTokens: undefined };
    expect(
      fitConversation({ prompt: 'Look.', entries: aConversation(500) }, NOTHING_LEFT_OUT, endless).compacted,
    ).toBeUndefined();
  });

  it('loses the oldest outputs first, down to half of the context', () => {
    const { prompt, leftOut, compacted } = fitted(aConversation(8));
    expect(leftOut.turnsThrough).toBe(0);
    expect(leftOut.outputsThrough).toBeGreaterThan(1);
    expect(compacted?.estimatedTokensBefore).toBeGreaterThan(8_000);
    expect(compacted?.estimatedTokensAfter).toBeLessThanOrEqual(5_000);
    const text = JSON.stringify(prompt);
    expect(text).toContain('bytes of output are left out here');
    expect(text).not.toContain('1:ooo');
    expect(text).toContain('8:ooo');
    expect(compacted?.leftOutCharacters).toBeGreaterThan(10_000);
  });

  it('loses its oldest turns when outputs are not enough, and says that it did', () => {
    const { prompt, leftOut } = fitted(aConversation(12, { said: 4_000, output: 10 }));
    expect(leftOut.turnsThrough).toBeGreaterThan(0);
    expect(leftOut.turnsThrough).toBeLessThan(12);
    expect(prompt[0]?.content).toEqual([
      { type: 'text', text: 'Look.' },
      { type: 'text', text: expect.stringContaining(`The first ${leftOut.turnsThrough} turns of this conversation`) },
    ]);
    // Calls and results stay together: a provider refuses one without the other.
    expect(prompt.slice(1).map(({ role }) => role)).toEqual(
      Array(12 - leftOut.turnsThrough)
        .fill(['assistant', 'tool'])
        .flat(),
    );
  });

  it('loses the ends of its last outputs when nothing else is left', () => {
    const { leftOut, compacted } = fitted(aConversation(1, { output: 60_000 }));
    expect(leftOut).toEqual({ outputsThrough: 0, turnsThrough: 0, outputBytes: 16_384 });
    expect(compacted?.estimatedTokensAfter).toBeLessThanOrEqual(5_000);
  });

  it('leaves room for a long answer', () => {
    expect(fitted(aConversation(4), NOTHING_LEFT_OUT, { maxOutputTokens: 6_000 }).compacted).toBeDefined();
  });

  it('stays as it was compacted until it has grown again: its beginning stays in the cache', () => {
    const first = fitted(aConversation(8));
    const next = fitted(aConversation(9), first.leftOut);
    expect(next.compacted).toBeUndefined();
    expect(next.prompt.slice(0, first.prompt.length)).toEqual(first.prompt);
  });

  it('is cut to half when the provider finds it too long, whatever was estimated', () => {
    const session = { prompt: 'Look.', entries: aConversation(6) };
    const harder = fitConversation(session, NOTHING_LEFT_OUT, { ...limits, harder: true });
    const { estimatedTokensBefore = 0, estimatedTokensAfter = 0 } = harder.compacted ?? {};
    expect(estimatedTokensAfter).toBeLessThanOrEqual(estimatedTokensBefore / 2);
    const short = fitConversation({ prompt: 'x'.repeat(90_000), entries: [] }, NOTHING_LEFT_OUT, {
      ...limits,
      harder: true,
    });
    expect(short.compacted, 'nothing can be left out').toBeUndefined();
  });

  it('is always compacted alike, loses ever more, and never its last turn', () => {
    const turns = fc.record({ turns: fc.integer({ min: 1, max: 30 }), said: fc.nat(5_000), output: fc.nat(9_000) });
    void fc.assert(
      fc.property(turns, fc.integer({ min: 1_000, max: 40_000 }), ({ turns: many, ...sizes }, contextTokens) => {
        let leftOut = NOTHING_LEFT_OUT;
        for (let turn = 1; turn <= many; turn += 1) {
          const before = leftOut;
          const entries = aConversation(turn, sizes);
          const once = fitted(entries, before, { contextTokens });
          expect(fitted(entries, before, { contextTokens })).toEqual(once);
          leftOut = once.leftOut;
          expect(leftOut.outputsThrough).toBeGreaterThanOrEqual(before.outputsThrough);
          expect(leftOut.turnsThrough).toBeGreaterThanOrEqual(before.turnsThrough);
          expect(leftOut.turnsThrough).toBeLessThan(turn);
          expect(once.compacted === undefined).toBe(JSON.stringify(before) === JSON.stringify(leftOut));
        }
      }),
      { numRuns: 60 },
    );
  });
});
