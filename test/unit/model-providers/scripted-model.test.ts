import { APICallError, type LanguageModelV4Prompt } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { modelChoiceViolations } from '../../../shared/domain/agent/model-providers.ts';
import { scriptedSettingsSchema } from '../../../shared/domain/agent/scripted-settings.ts';
import { scriptedModel } from '../../../shared/model-providers/scripted-model.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';

const question: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: 'Go.' }] }];

function result(toolName: string, value: string): LanguageModelV4Prompt[number] {
  const output = { type: 'text', value } as const;
  return { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'call_0_0', toolName, output }] };
}

function aClock() {
  const waits: number[] = [];
  const clock: Clock = { now: () => 0, delay: async (ms) => void waits.push(ms) };
  return { clock, waits };
}

function play(turns: unknown[], more: { attempt?: number; inputs?: object; prompt?: LanguageModelV4Prompt } = {}) {
  const { attempt = 0, inputs = {}, prompt = question } = more;
  const model = scriptedModel({ settings: scriptedSettingsSchema.parse({ turns }), clock: aClock().clock });
  return model.doGenerate({ prompt, providerOptions: { scripted: { attempt, inputs: { ...inputs } } } });
}

/** The argument texts of the calls of a turn that asks for one tool with `input`. */
async function played(input: unknown, more: Parameters<typeof play>[1] = {}) {
  const { content } = await play([{ toolCalls: [{ toolName: 'next', input }] }], more);
  return content.flatMap((part) => (part.type === 'tool-call' ? [part.input] : []))[0];
}

test('plays reasoning, text and calls of the turn that the attempt names', async () => {
  const turn = {
    reasoning: 'Hm.',
    text: 'I look.',
    toolCalls: [
      { toolName: 'look', input: { at: 1 } },
      { toolName: 'look', input: { at: 2 } },
    ],
    usage: { inputTokens: 7, outputTokens: 3 },
  };
  const answer = await play([{ text: 'first' }, turn], { attempt: 1 });
  expect(answer.content).toEqual([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: 'I look.' },
    { type: 'tool-call', toolCallId: 'call_1_0', toolName: 'look', input: '{"at":1}' },
    { type: 'tool-call', toolCallId: 'call_1_1', toolName: 'look', input: '{"at":2}' },
  ]);
  expect(answer.finishReason.unified).toBe('tool-calls');
  expect([answer.usage.inputTokens.total, answer.usage.outputTokens.total]).toEqual([7, 3]);
});

test('ends with a text when the turns have run out, at no cost', async () => {
  const answer = await play([{ text: 'only' }], { attempt: 1 });
  expect(answer.content).toEqual([{ type: 'text', text: '(end of script)' }]);
  expect(answer.finishReason.unified).toBe('stop');
  expect([answer.usage.inputTokens.total, answer.usage.outputTokens.total]).toEqual([0, 0]);
});

test('waits by the clock before it answers, and before it fails', async () => {
  const { clock, waits } = aClock();
  const turns = [
    { text: 'a', delayMs: 1_500 },
    { error: { status: 503, message: 'down' }, delayMs: 20 },
    { text: 'c' },
  ];
  const model = scriptedModel({ settings: { turns }, clock });
  const ask = (attempt: number) => model.doGenerate({ prompt: question, providerOptions: { scripted: { attempt } } });
  await ask(0);
  await expect(ask(1)).rejects.toSatisfy((error) => APICallError.isInstance(error) && error.statusCode === 503);
  await ask(2);
  expect(waits).toEqual([1_500, 20]);
});

test('gives up its delay when the call is aborted', async () => {
  const controller = new AbortController();
  const delay: Clock['delay'] = (_ms, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  const model = scriptedModel({ settings: { turns: [{ text: 'a', delayMs: 1 }] }, clock: { now: () => 0, delay } });
  const options = { prompt: question, providerOptions: { scripted: { attempt: 0 } }, abortSignal: controller.signal };
  const answer = model.doGenerate(options);
  controller.abort(new Error('given up'));
  await expect(answer).rejects.toThrow('given up');
  await expect(model.doGenerate(options), 'aborted before').rejects.toThrow('given up');
});

test('refuses a call that does not say which attempt it is', async () => {
  const model = scriptedModel({ settings: { turns: [{ text: 'a' }] }, clock: aClock().clock });
  await expect(Promise.resolve(model.doGenerate({ prompt: question }))).rejects.toThrow();
});

test('passes a string as the raw text of the arguments', async () => {
  expect(await played('{"broken": ')).toBe('{"broken": ');
});

test('calls a tool without input with an empty object', async () => {
  expect(await played(undefined)).toBe('{}');
});

test('puts inputs into texts, and into strings deep in arguments', async () => {
  const inputs = { city: 'Bern', days: 3, ready: true };
  const turns = [{ reasoning: 'On {{inputs.city}}', text: '{{ inputs.days }} days in {{ inputs.city }}' }];
  expect((await play(turns, { inputs })).content).toEqual([
    { type: 'reasoning', text: 'On Bern' },
    { type: 'text', text: '3 days in Bern' },
  ]);
  const input = { at: ['{{ inputs.city }}!'], days: '{{ inputs.days }}', deep: { ready: '{{ inputs.ready }}' } };
  expect(await played(input, { inputs })).toBe('{"at":["Bern!"],"days":3,"deep":{"ready":true}}');
});

test.each([
  ['{{ calls.look.output.body }}', '{"rows":[{"id":"a"},{"id":"b"}]}'],
  ['{{ calls.look.output.status }}', '200'],
  ['{{ calls.look.output.body.rows.1.id }}', 'b'],
  ['{{ calls.look.output.body.rows[0].id }}', 'a'],
  ['{{ calls.look.output.body.rows.9.id }}', '(no value at calls.look.output.body.rows.9.id)'],
  ['{{ calls.look.output.body.rows.length }}', '(no value at calls.look.output.body.rows.length)'],
  ['{{ calls.look.output.status.toFixed }}', '(no value at calls.look.output.status.toFixed)'],
  ['{{ calls.look.output.constructor }}', '(no value at calls.look.output.constructor)'],
  ['{{ calls.look.output.__proto__ }}', '(no value at calls.look.output.__proto__)'],
  ['{{ calls.look.output.body.prototype }}', '(no value at calls.look.output.body.prototype)'],
  ['{{ calls.look.input }}', '(no value at calls.look.input)'],
  ['{{ calls.never.output.x }}', '(no value at calls.never.output.x)'],
  ['{{ inputs.none }}', '(no value at inputs.none)'],
  ['{{ inputs.toString }}', '(no value at inputs.toString)'],
  ['{{ other.name }}', '{{ other.name }}'],
])('reads %s', async (text, expected) => {
  const output = '{"status":200,"body":{"rows":[{"id":"a"},{"id":"b"}]},"__proto__":1,"constructor":2}';
  const { content } = await play([{ text }], { prompt: [...question, result('look', output)] });
  expect(content).toEqual([{ type: 'text', text: expected }]);
});

test('takes the latest result of a tool, and leaves alone what the result itself holds', async () => {
  const prompt = [
    ...question,
    result('look', '{"n":1}'),
    result('look', '{"n":"{{ inputs.city }}"}'),
    result('other', '{"n":3}'),
  ];
  expect(await played({ n: '{{ calls.look.output.n }}' }, { prompt, inputs: { city: 'Bern' } })).toBe(
    '{"n":"{{ inputs.city }}"}',
  );
});

test('reads a result that is not JSON, and the output that a failed call kept', async () => {
  const failed: LanguageModelV4Prompt[number] = {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId: 'call_0_1',
        toolName: 'bad',
        output: {
          type: 'error-json',
          value: { error: { category: 'TOOL_FAILED', message: 'x' }, output: { status: 500 } },
        },
      },
    ],
  };
  const prompt = [...question, result('plain', 'just text'), failed];
  expect(await played(['{{ calls.plain.output }}', '{{ calls.bad.output.status }}'], { prompt })).toBe(
    '["just text",500]',
  );
});

const choice = { provider: 'scripted', modelId: 'scripted' };

test('accepts a script at save', () => {
  const turns = [{ reasoning: 'r', text: 't', toolCalls: [{ toolName: 'x', input: 'raw' }], delayMs: 600_000 }];
  expect(modelChoiceViolations({ ...choice, settings: { turns } })).toEqual([]);
});

test.each([
  [{}, 'settings.turns'],
  [{ turns: [] }, 'settings.turns'],
  [{ turns: Array.from({ length: 501 }, () => ({})) }, 'settings.turns'],
  [{ turns: [{ delayMs: 600_001 }] }, 'settings.turns.0.delayMs'],
  [{ turns: [{ text: 1 }] }, 'settings.turns.0.text'],
  [{ turns: [{ error: { status: 200, message: 'ok' } }] }, 'settings.turns.0.error.status'],
  [{ turns: [{ toolCalls: [{ input: {} }] }] }, 'settings.turns.0.toolCalls.0.toolName'],
  [{ turns: [{ tools: [] }] }, 'settings.turns.0'],
])('refuses the script %j at save and says where', (settings, path) => {
  expect(modelChoiceViolations({ ...choice, settings }).map((violation) => violation.path)).toContain(path);
});
