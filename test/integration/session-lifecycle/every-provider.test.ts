import { afterAll, describe, expect, it } from 'vitest';
import { callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { type Answer, aModelEndpoint, sends } from '../../builders/a-model-endpoint.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { KEY, type Said, WIRE_FORMATS } from '../../builders/wire-formats.ts';

const service = await aToolService();
const endpoints = await Promise.all(WIRE_FORMATS.map(aModelEndpoint));
afterAll(async () => {
  await service.close();
  await Promise.all(endpoints.map(({ close }) => close()));
});
const settings = Object.assign({}, ...WIRE_FORMATS.map((wire, at) => wire.environment(endpoints[at]!.address)));
const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, ...providers } = settings;
const laptop = await aLaptop({ toolHostsAllowed: [service.host], openai: { baseUrl, apiKey }, providers });
const echo = service.tool('echo', '/echo', { body: { word: '{{ word }}' } });
const calls = (...words: string[]) =>
  words.map((word, at) => ({ id: `call_${word.slice(0, 8)}_${at}`, name: 'echo', input: { word } }));

describe.concurrent.each(WIRE_FORMATS.map((wire, at) => ({ ...wire, endpoint: endpoints[at]! })))(
  'a session of $provider',
  ({ provider, endpoint, answer, error, tooLong, path }) => {
    // Claude's name: Bedrock keeps a cache for it only.
    const nameOf = (what: string) => `anthropic.claude-${what}`;
    const says = (said: Said): Answer => sends(200, answer(said));

    async function play(what: string, answers: Answer[], { registered }: { registered?: Json } = {}) {
      const modelId = nameOf(what);
      endpoint.script(answers, modelId);
      if (registered !== undefined) {
        await laptop.ask('POST', '/models', { provider, modelId, name: what, ...registered }, 201);
      }
      const played = await laptop.play([], [echo], { model: { provider, modelId } });
      return { ...played, requests: endpoint.received(modelId) };
    }

    it.concurrent('thinks, calls tools side by side, is limited for a moment, and answers', async () => {
      const reasoning = { text: 'Two words.', signature: 'c2lnbmVk' };
      const { session, entries, requests } = await play(
        'two-turns',
        [
          says({ reasoning, text: 'Both.', calls: calls('one', 'two'), usage: { input: 100, output: 20 } }),
          sends(429, error(429, 'Slow down.'), { 'retry-after': '1' }),
          says({ text: 'One and two.', usage: { input: 200, output: 30, cached: 150 } }),
        ],
        { registered: { prices: { input: 10, output: 100, cachedInput: 1 } } },
      );
      expect(session).toMatchObject({
        ...{ status: 'COMPLETED', finalResponse: 'One and two.', turns: 2, toolCalls: 2 },
        usage: { inputTokens: 300, outputTokens: 50, cachedInputTokens: 150 },
      });
      expect(session.usage.costUsd).toBeCloseTo((150 * 10 + 150 * 1 + 50 * 100) / 1_000_000, 10);
      expect(traceOf(entries).filter((line: string) => line.startsWith('REASONING'))).toHaveLength(2);
      expect(entries.find(({ kind }: Json) => kind === 'REASONING')).toMatchObject({ reasoning: 'Two words.' });
      expect(callsOf(entries).map(({ output }: Json) => output.body.word)).toEqual(['one', 'two']);
      expect(requests).toHaveLength(3);
      expect(requests[0]!.path).toBe(path(nameOf('two-turns')));
      // What is tried again is the same, and it holds the signature of the thoughts where the provider has one.
      expect(requests[2]!.body).toEqual(requests[1]!.body);
      if (provider !== 'openai-compatible') expect(JSON.stringify(requests[1]!.body)).toContain('c2lnbmVk');
      expect(JSON.stringify([session, entries])).not.toContain(KEY);
    });

    it.concurrent('hears of arguments that are no object, and tries again', async () => {
      const broken = [{ id: 'call_x', name: 'echo', input: '{"word": "Z' }];
      const { session, entries, requests } = await play('broken', [
        says({ calls: broken }),
        says({ calls: calls('better') }),
        says({ text: 'Better.' }),
      ]);
      expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Better.' });
      expect(callsOf(entries)).toMatchObject([
        { state: 'FAILED', error: { category: 'INVALID_INPUT' } },
        { state: 'SUCCEEDED' },
      ]);
      expect(JSON.stringify(requests[1]!.body)).toContain('INVALID_INPUT');
    });

    it.concurrent('is asked again when it says nothing, and ends when it says nothing for good', async () => {
      const nothing = says({ text: ' ' });
      const once = await play('says-nothing-once', [nothing, says({ text: 'Here.' })]);
      expect(once.session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Here.' });
      const never = await play('says-nothing', [nothing, nothing, nothing, says({ text: 'too late' })]);
      expect(never.session).toMatchObject({ status: 'FAILED', error: { category: 'MODEL_REFUSED' } });
      expect(never.session.error.message).toContain('gave an empty answer');
      expect(never.requests).toHaveLength(3);
    });

    it.concurrent('grows too long: the oldest outputs are left out, and the trace says so', async () => {
      const turns = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(3_000));
      const { session, entries, requests } = await play(
        'grows',
        [...turns.map((word) => says({ calls: calls(word) })), says({ text: 'Done.' })],
        { registered: { contextTokens: 9_000 } },
      );
      expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Done.' });
      const thinking = entries.filter(({ kind }: Json) => kind === 'REASONING');
      const compacted = thinking.filter((entry: Json) => entry.compacted !== undefined);
      expect(compacted).toHaveLength(1);
      const { outputsOfTurns, leftOutCharacters, estimatedTokensBefore, estimatedTokensAfter } = compacted[0].compacted;
      expect(outputsOfTurns).toBeGreaterThan(0);
      expect(leftOutCharacters).toBeGreaterThan(2_000);
      expect(estimatedTokensAfter).toBeLessThan(estimatedTokensBefore);
      const last = JSON.stringify(requests.at(-1)!.body);
      expect(last).toContain('bytes of output are left out here');
      expect(last).toContain(`"${'e'.repeat(3_000)}`);
    });

    it.concurrent.each(tooLong.map((refusal, at) => [at, refusal] as const))(
      'is cut harder when the provider finds it too long, and ends when that does not help (%i)',
      async (at, { status, body }) => {
        const refuses = sends(status, body);
        const words = calls('x'.repeat(2_000), 'y'.repeat(2_000));
        const helped = await play(`helped-${at}`, [says({ calls: words }), refuses, says({ text: 'Now it fits.' })]);
        expect(helped.session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Now it fits.', turns: 2 });
        const [, second] = helped.entries.filter(({ kind }: Json) => kind === 'REASONING');
        expect(second.compacted.estimatedTokensAfter).toBeLessThan(second.compacted.estimatedTokensBefore);
        const [long, short] = helped.requests.slice(1).map((request) => JSON.stringify(request.body).length);
        expect(short).toBeLessThan(long!);
        const lost = await play(`lost-${at}`, [says({ calls: words }), refuses, refuses, says({ text: 'never' })]);
        expect(lost.session).toMatchObject({ status: 'FAILED', error: { category: 'MODEL_REFUSED' } });
        expect(lost.session.error.message).toContain('too long still');
        expect(lost.requests).toHaveLength(3);
      },
    );
  },
);
