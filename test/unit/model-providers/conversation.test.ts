import type { LanguageModelV4Content, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import {
  type ConversationCall,
  type ConversationEntry,
  conversation,
} from '../../../shared/model-providers/conversation.ts';
import { splitContent } from '../../../shared/model-providers/split-content.ts';

const signed: LanguageModelV4Content[] = [
  { type: 'reasoning', text: 'Hm.', providerMetadata: { maker: { signature: 'abc' } } },
  { type: 'text', text: 'I look.' },
  { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com' },
  {
    type: 'tool-call',
    toolCallId: 'c1',
    toolName: 'look',
    input: '{"at":1}',
    providerMetadata: { maker: { thought: 't' } },
  },
  { type: 'tool-call', toolCallId: 'c2', toolName: 'ask', input: ' ' },
];

function answer(turn: number, content: LanguageModelV4Content[]): ConversationEntry {
  return { kind: 'REASONING', turn, content: splitContent(content, turn).stored };
}

function aCall(more: Partial<ConversationCall> = {}): ConversationCall {
  const call = { kind: 'TOOL_CALL', turn: 1, index: 0, callId: 'c1', toolName: 'look', input: '{"at":1}' } as const;
  return { ...call, state: 'SUCCEEDED', output: '{"ok":true}', ...more };
}

const second = aCall({ index: 1, callId: 'c2', toolName: 'ask', input: ' ', output: '"yes"' });

function shown(entries: ConversationEntry[]) {
  return conversation({ prompt: 'Go.', entries });
}

/** What the model is told of one call. */
function told(more: Partial<ConversationCall>) {
  const last = shown([
    answer(1, [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: '{}' }]),
    aCall(more),
  ]).at(-1);
  const part = last?.role === 'tool' ? last.content[0] : undefined;
  return part?.type === 'tool-result' ? part.output : undefined;
}

test('begins with the prompt', () => {
  expect(shown([])).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Go.' }] }]);
});

test('shows the answer as it was, with its signatures, its inputs put back, and the results in the order of the calls', () => {
  expect(shown([answer(1, signed), aCall(), second]).slice(1)).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.', providerOptions: { maker: { signature: 'abc' } } },
        { type: 'text', text: 'I look.' },
        {
          type: 'tool-call',
          toolCallId: 'c1',
          toolName: 'look',
          input: { at: 1 },
          providerOptions: { maker: { thought: 't' } },
        },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'ask', input: {} },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'text', value: '{"ok":true}' } },
        { type: 'tool-result', toolCallId: 'c2', toolName: 'ask', output: { type: 'text', value: '"yes"' } },
      ],
    },
  ]);
});

test('does not depend on the order of the entries, and only adds to the end', () => {
  const early = [answer(1, signed), aCall(), second];
  const late = [answer(2, [{ type: 'text', text: 'Done.' }])];
  const whole = shown([...early, ...late]);
  expect(shown([...late, second, aCall(), answer(1, signed)])).toEqual(whole);
  expect(whole.slice(0, 3)).toEqual(shown(early));
});

test('keeps the very text of an output, with numbers that no JavaScript number holds', () => {
  expect(told({ output: '{"id":12345678901234567890, "x": 1.0}' })).toEqual({
    type: 'text',
    value: '{"id":12345678901234567890, "x": 1.0}',
  });
});

test('tells of a failure with category, message and the output that was kept', () => {
  const error = { category: 'TOOL_FAILED', message: 'The tool answered 500.' } as const;
  expect(told({ state: 'FAILED', error, output: '{"status":500,"body":"no"}' })).toEqual({
    type: 'error-json',
    value: { error, output: { status: 500, body: 'no' } },
  });
  expect(told({ state: 'FAILED', error, output: 'not JSON' })).toMatchObject({ value: { output: 'not JSON' } });
  expect(told({ state: 'FAILED', error, output: undefined })).toEqual({
    type: 'error-text',
    value: 'TOOL_FAILED: The tool answered 500.',
  });
});

test('tells a warning after the result, whatever that is', () => {
  const warning = 'This is turn 3 in a row with the same call.';
  expect(told({ output: '{"x":1}', warning })).toEqual({ type: 'text', value: `{"x":1}\n\nWarning: ${warning}` });
  const error = { category: 'TOOL_FAILED', message: 'No.' } as const;
  expect(told({ state: 'FAILED', error, output: undefined, warning })).toEqual({
    type: 'error-text',
    value: `TOOL_FAILED: No. Warning: ${warning}`,
  });
});

test('tells that a call was canceled, or has no result', () => {
  expect(told({ state: 'CANCELED', output: undefined })).toEqual({
    type: 'error-text',
    value: 'CANCELED: The call was canceled.',
  });
  expect(told({ state: 'WAITING', output: undefined })).toEqual({
    type: 'error-text',
    value: 'NO_RESULT: The call has no result yet.',
  });
});

test.each(['{"at": ', '[1]', '"text"', 'null', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`])(
  'shows arguments that are no usable object as an empty one, and quotes them in the result: %.20s',
  (input) => {
    const content: LanguageModelV4Content[] = [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input }];
    const error = { category: 'INVALID_INPUT', message: 'The input is not JSON.' } as const;
    const [, said, heard] = shown([answer(1, content), aCall({ input, state: 'FAILED', error, output: undefined })]);
    expect(said?.content).toMatchObject([{ type: 'tool-call', toolCallId: 'c1', input: {} }]);
    const value = expect.stringContaining(
      `INVALID_INPUT: The input is not JSON. The arguments were not a JSON object; they were: ${input.slice(0, 500)}`,
    );
    expect(heard?.content).toMatchObject([{ output: { type: 'error-text', value } }]);
    expect(JSON.stringify(heard).length).toBeLessThan(5_000);
  },
);

test('shows 64 KB of an output and says what is missing, between two characters', () => {
  expect(told({ output: 'x'.repeat(65_536) })).toEqual({ type: 'text', value: 'x'.repeat(65_536) });
  expect(told({ output: `x${'é'.repeat(40_000)}` })).toEqual({
    type: 'text',
    value: `x${'é'.repeat(32_767)}\n… cut: 65535 of 80001 bytes shown`,
  });
  const failed = told({ state: 'FAILED', output: JSON.stringify('y'.repeat(70_000)) });
  expect(failed).toMatchObject({
    value: { output: expect.stringMatching(/^"y+\n… cut: 65536 of 70002 bytes shown$/) },
  });
});

test('gives every call exactly one result, also when the answer or the entry is missing', () => {
  const cut: ConversationEntry = { kind: 'REASONING', turn: 1, content: '[{"type":"text","te' };
  for (const entries of [[cut, second, aCall()], [second, aCall()], [answer(1, signed)], [answer(1, signed), second]]) {
    const [, said, heard] = shown(entries);
    const ids = (message: LanguageModelV4Prompt[number] | undefined) => {
      const parts = message === undefined || message.role === 'system' ? [] : [...message.content];
      return parts.flatMap((part) => ('toolCallId' in part ? [part.toolCallId] : []));
    };
    expect(ids(said)).toEqual(['c1', 'c2']);
    expect(ids(heard)).toEqual(['c1', 'c2']);
  }
});

test('leaves out an answer with nothing in it, and calls that the provider made itself', () => {
  expect(shown([answer(1, [])])).toHaveLength(1);
  expect(shown([answer(1, [{ type: 'text', text: '' }])])).toHaveLength(1);
  const own = { type: 'tool-call', toolCallId: 'p1', toolName: 'web', input: '{}', providerExecuted: true } as const;
  expect(shown([answer(1, [own, { type: 'text', text: 'Found.' }])])[1]?.content).toEqual([
    { type: 'text', text: 'Found.' },
  ]);
});

test('sends names back as providers accept them', () => {
  const toolName = `${'look at/'.repeat(20)}`;
  const content: LanguageModelV4Content[] = [{ type: 'tool-call', toolCallId: 'c1', toolName, input: '{}' }];
  const [, said, heard] = shown([answer(1, content), aCall({ toolName, state: 'FAILED' })]);
  const name = 'look_at_'.repeat(8);
  expect([said?.content, heard?.content]).toMatchObject([[{ toolName: name }], [{ toolName: name }]]);
  expect(shown([answer(1, content), aCall({ toolName: '' })])[2]?.content).toMatchObject([{ toolName: 'unnamed' }]);
});
