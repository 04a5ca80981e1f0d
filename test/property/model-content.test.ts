import type { LanguageModelV4Content, LanguageModelV4ToolCall, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentText, storedParts } from '../../shared/domain/session/model-content.ts';
import { conversation } from '../../shared/model-providers/conversation.ts';
import { cutText } from '../../shared/model-providers/cut-text.ts';
import { splitContent } from '../../shared/model-providers/split-content.ts';

/** Any string of UTF-16 units: lone surrogates too. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\ud800', '\udfff', 'é', '😀'),
  ),
});
const metadata: fc.Arbitrary<SharedV4ProviderMetadata> = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 5 }),
  fc.dictionary(
    fc.oneof(text, fc.constant('__proto__')),
    fc.oneof(text, fc.integer(), fc.array(text), fc.constant(null)),
  ),
);
const withMetadata = { providerMetadata: fc.option(metadata, { nil: undefined }) };
// Few ids, so that they collide; some that no provider would take back.
const toolCallId = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'call_3_0', 'call_3_1', 'call_3_1_', 'functions.x:0', 'with space'),
  text,
);
const toolCall: fc.Arbitrary<LanguageModelV4ToolCall> = fc.record({
  type: fc.constant('tool-call'),
  toolCallId,
  toolName: text,
  input: fc.oneof(
    text,
    fc.jsonValue().map((value) => JSON.stringify(value)),
  ),
  ...withMetadata,
});
const part: fc.Arbitrary<LanguageModelV4Content> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('text' as const, 'reasoning' as const), text, ...withMetadata }),
  },
  { weight: 4, arbitrary: toolCall },
  {
    weight: 1,
    arbitrary: fc.constantFrom<LanguageModelV4Content>(
      { type: 'source', sourceType: 'url', id: 's', url: 'https://example.com' },
      { type: 'custom', kind: 'maker.thing' },
      { type: 'tool-call', toolCallId: 'own', toolName: 'web', input: '{}', providerExecuted: true },
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([0, 255]) } },
      JSON.parse('{"type":"from-the-future","x":[1,"\\ud800"]}'),
    ),
  },
);
const contents = fc.array(part, { maxLength: 30 });
const TURN = 3;

/** JSON writes only lone surrogates as escapes. */
function wellFormed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/\\ud[89a-f]../gi, '\ufffd'));
}

/** The entries of a turn whose calls all succeeded, as the model is shown them. */
function shownAgain(content: LanguageModelV4Content[]) {
  const { stored, calls } = splitContent(content, TURN);
  const entries = calls.map((call) => ({
    ...call,
    kind: 'TOOL_CALL' as const,
    turn: TURN,
    state: 'SUCCEEDED' as const,
  }));
  const [, answer, results] = conversation({
    prompt: '',
    entries: [...entries.toReversed(), { kind: 'REASONING', turn: TURN, content: stored }],
  });
  return {
    calls,
    parts: answer?.role === 'assistant' ? answer.content : [],
    results: results?.role === 'tool' ? results.content : [],
  };
}

const isOurs = (each: LanguageModelV4Content) => each.type === 'tool-call' && each.providerExecuted !== true;

test('an answer that was stored is shown to the model again with every text, signature and call in its place', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const { calls, parts } = shownAgain(content);
      let next = 0;
      const expected = content.flatMap((original): unknown[] => {
        const options =
          original.providerMetadata === undefined ? {} : { providerOptions: wellFormed(original.providerMetadata) };
        switch (original.type) {
          case 'text':
          case 'reasoning': {
            const empty = original.text === '' && original.providerMetadata === undefined;
            return empty ? [] : [{ type: original.type, text: original.text.toWellFormed(), ...options }];
          }
          case 'custom':
            return [{ type: 'custom', kind: original.kind }];
          case 'tool-call':
            return isOurs(original) ? [{ type: 'tool-call', toolCallId: calls[next++]?.callId, ...options }] : [];
          default:
            return [];
        }
      });
      const seen = parts.map((each) =>
        each.type === 'tool-call' ? { ...each, toolName: undefined, input: undefined } : each,
      );
      // By text: `toEqual` would not see a lost `__proto__`.
      expect(JSON.parse(JSON.stringify(seen))).toEqual(JSON.parse(JSON.stringify(expected)));
      expect(JSON.stringify(seen).split('__proto__')).toHaveLength(JSON.stringify(expected).split('__proto__').length);
    }),
  );
});

test('every call keeps its input, and its own id where that is usable and free', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const { calls, stored } = splitContent(content, TURN);
      const asked = content.filter(isOurs).filter((each) => each.type === 'tool-call');
      expect(calls.map(({ input, index }) => ({ input, index }))).toEqual(
        asked.map(({ input }, index) => ({ input: input.toWellFormed(), index })),
      );
      const ids = calls.map(({ callId }) => callId);
      expect(new Set(ids).size).toBe(ids.length);
      asked.forEach(({ toolCallId: own }, index) => {
        const usable = /^[!-~]{1,128}$/.test(own) && asked.findIndex((each) => each.toolCallId === own) === index;
        if (usable) expect(ids[index]).toBe(own);
        else expect(ids[index]).toMatch(new RegExp(`^call_${TURN}_${index}_*$`));
      });
      expect(splitContent(content, TURN).stored, 'the same each time').toBe(stored);
    }),
  );
});

test('every call that is shown has one result, under the same id and name', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const { parts, results } = shownAgain(content);
      const key = (each: object) =>
        'toolCallId' in each && 'toolName' in each ? [each.toolCallId, each.toolName] : [];
      expect(results.map(key)).toEqual(parts.filter(({ type }) => type === 'tool-call').map(key));
      for (const each of parts) if (each.type === 'tool-call') expect(each.toolName).toMatch(/^[\w-]{1,64}$/);
    }),
  );
});

test('what is stored is well-formed, keeps parts of every type, and holds no input of a call', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const split = splitContent(content, TURN);
      const stored: { type: string; input?: unknown; providerExecuted?: boolean }[] = JSON.parse(split.stored);
      expect(stored.map(({ type }) => type)).toEqual(content.map(({ type }) => type));
      expect(stored.filter((each) => each.input !== undefined).every((each) => each.providerExecuted)).toBe(true);
      expect(split.stored).not.toMatch(/\\ud[89a-f]/i);
      expect(contentText(storedParts(split.stored))).toEqual({ text: split.text, reasoning: split.reasoning });
    }),
  );
});

test('no stored text makes the conversation fail', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.json()), (content) => {
      const prompt = conversation({ prompt: 'Go.', entries: [{ kind: 'REASONING', turn: 1, content }] });
      expect(prompt.length).toBeLessThanOrEqual(3);
    }),
  );
});

test('of a model that asks for a hundred thousand calls the first 64 are kept, and the last of these tells of the others', () => {
  const content = Array.from({ length: 100_000 }, (_, index): LanguageModelV4Content => {
    return { type: 'tool-call', toolCallId: index % 2 === 0 ? 'same' : '', toolName: 'x', input: '{}' };
  });
  const { calls, stored } = splitContent([...content, { type: 'text', text: 'All.' }], 1);
  expect(new Set(calls.map(({ callId }) => callId)).size).toBe(64);
  expect(calls.map(({ leftOut }) => leftOut)).toEqual([...Array(63).fill(undefined), 99_936]);
  expect(JSON.parse(stored)).toHaveLength(65);
});

test('a text is cut within its bytes, between two characters, and never when it fits', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 60 }), (whole, maxBytes) => {
      const cut = cutText(whole, maxBytes);
      expect(cut.bytes).toBe(Buffer.byteLength(whole));
      expect(cut.shown).toBe(Buffer.byteLength(cut.text));
      expect(cut.shown).toBeLessThanOrEqual(Math.min(maxBytes, cut.bytes));
      expect(whole.toWellFormed().startsWith(cut.text)).toBe(true);
      if (cut.bytes <= maxBytes) expect(cut.text).toBe(whole.toWellFormed());
      else expect(maxBytes - cut.shown).toBeLessThan(4);
    }),
  );
});
