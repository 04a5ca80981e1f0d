import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { callKey } from './check-calls.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import { call, type Process } from './process.ts';
import { type AskedCall, isAgentCall } from './scripted-agent.ts';
import type { World } from './world.ts';

/** Says the next turn of the program of whichever session it is asked for; busy, confused or silent now and then. */
export function modelPort(world: World, process: Process): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doStream: () => Promise.reject(new Error('not used')),
    doGenerate: ({ prompt }: LanguageModelV4CallOptions) => {
      const sessionId = `${process.event?.sessionId}`;
      return call(world, process, {
        site: 'model.generate',
        note: () => sessionId,
        durationMs: world.random.chance(0.7) ? world.random.below(1_000) : world.random.below(45_000),
        begin: () => checkPrompt(world, process, sessionId, prompt),
        apply: () => answer(world, sessionId, prompt),
        mayFail: true,
        refusal: () => modelError(429),
      });
    },
  };
}

/** The prompt is that of the session: it names it, or the call by which it was called. */
function checkFirst(world: World, sessionId: string, [first]: LanguageModelV4Prompt, who: string): void {
  const part = first?.role === 'user' ? first.content[0] : undefined;
  const text = part?.type === 'text' ? part.text : '';
  const { calledBy = sessionId } = evidenceOf(world.evidence, sessionId);
  expectInvariant(text.includes(`${calledBy}.`), 'I10', () => `${who} with the prompt ${text.slice(0, 80)}`);
}

/** I10: the model is only called with what the trace holds; who drives calls it with all of that. */
function checkPrompt(world: World, process: Process, sessionId: string, prompt: LanguageModelV4Prompt): void {
  const evidence = evidenceOf(world.evidence, sessionId);
  evidence.modelCalls += 1;
  const entries = [...evidence.entries.values()];
  const calls = new Map(entries.flatMap((each) => (each.kind === 'TOOL_CALL' ? [[each.callId, each] as const] : [])));
  const results = prompt.flatMap((message) => (message.role === 'tool' ? message.content : []));
  const who = `${process.name} asks the model of ${sessionId}`;
  checkFirst(world, sessionId, prompt, who);
  const row = world.tables.control.get(sessionId)?.item;
  const isDriver = world.evidence.holders.get(row?.lease?.holder ?? '') === process;
  for (const result of results) {
    if (result.type !== 'tool-result') continue;
    const entry = calls.get(result.toolCallId);
    const said = JSON.stringify(result.output);
    // Who is fenced may look at a trace that others have written on; what the model says to it counts for nothing.
    if (!isDriver && entry !== undefined && !isResolved(entry) && said.includes('error')) continue;
    const isKnown = entry !== undefined && isResolved(entry);
    expectInvariant(isKnown, 'I10', () => `${who} with the result of ${result.toolCallId}, which has none`);
    const isSaid = entry.state === 'SUCCEEDED' ? said.includes(markerOf(sessionId, entry)) : said.includes('error');
    expectInvariant(isSaid, 'I10', () => `${who} with ${said.slice(0, 200)} for ${result.toolCallId}: ${entry.state}`);
  }
  if (!isDriver) return;
  const answers = prompt.filter(({ role }) => role === 'assistant').length;
  expectInvariant(answers === row?.turns, 'I10', () => `${who} with ${answers} answers after ${row?.turns} turns`);
  const isComplete = results.length === calls.size;
  expectInvariant(isComplete, 'I10', () => `${who} with ${results.length} results of ${calls.size} calls`);
}

function markerOf(sessionId: string, entry: ToolCallEntry): string {
  if (entry.toolKind === 'agent') return `${entry.link?.id}`;
  return entry.toolKind === 'manual_task' ? 'answered' : `${callKey(sessionId, entry)}@`;
}

function answer(world: World, sessionId: string, prompt: LanguageModelV4Prompt): LanguageModelV4GenerateResult {
  disturb(world, sessionId);
  const turn = prompt.filter(({ role }) => role === 'assistant').length;
  const said = world.programs.get(sessionId)?.[turn];
  if (said === undefined) throw new Error(`${sessionId} has no turn ${turn + 1}`);
  const asked = said.calls.map((each: AskedCall, index) => ({
    type: 'tool-call' as const,
    toolCallId: `call_${turn + 1}_${index}`,
    toolName: each.toolName,
    input: isAgentCall(each) ? JSON.stringify({ session: callKey(sessionId, { turn: turn + 1, index }) }) : each.input,
  }));
  return {
    content: [{ type: 'text', text: said.text }, ...asked],
    finishReason: { unified: asked.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 10 * (turn + 1), noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 3, text: undefined, reasoning: undefined },
    },
    warnings: [],
  };
}

/** Models fail in their own ways: limited, down, refusing, not understandable. */
function disturb(world: World, sessionId: string): void {
  const { faults, random } = world;
  if (faults.off || !random.chance(faults.port.throttle)) return;
  const kind = random.pick([429, 503, 200, 400]);
  const { excuses } = evidenceOf(world.evidence, sessionId);
  if (kind === 400) excuses.add('MODEL_REFUSED');
  if (kind === 200) excuses.add('MODEL_REFUSED');
  throw modelError(kind);
}

function modelError(statusCode: number): APICallError {
  return new APICallError({
    message: 'The model can not answer.',
    url: 'https://model.example/',
    requestBodyValues: {},
    statusCode,
    responseBody: 'oops',
  });
}
