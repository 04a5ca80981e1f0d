import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Json } from '../../builders/a-caller.ts';

/** A call as the model writes it: `args` is the very text of the arguments. */
export type Call = { name: unknown; args: unknown; id?: unknown };
/** One answer of the model. `message` replaces the whole message of the wire. */
export type Turn = { content?: unknown; calls?: readonly Call[]; usage?: Json; message?: Json };
/** What the model was shown so far decides what a turn is. */
export type Move = Turn | ((seen: string) => Turn);

/**
 * An OpenAI-compatible endpoint whose models belong to the attacker: each plays the moves that were given under its name, then
 * the last one for ever, or `done`. `seen` has all that a model was shown.
 */
export async function aHijackedModel() {
  const plays = new Map<string, { moves: readonly Move[]; forEver: boolean }>();
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const { model, messages, tools } = (await json(request)) as { model: string; messages: Json[]; tools: Json };
    const { moves, forEver } = plays.get(model) ?? { moves: [], forEver: false };
    const text = JSON.stringify(messages);
    seen.push(text, JSON.stringify(tools));
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    const move = moves[forEver ? Math.min(turn, moves.length - 1) : turn] ?? { content: 'done' };
    const answer = completion(typeof move === 'function' ? move(text) : move);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    play: (model: string, moves: readonly Move[], forEver = false) => plays.set(model, { moves, forEver }),
    seen: () => seen,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function completion({ content = null, calls, usage, message }: Turn): string {
  const toolCalls = calls?.map(({ name, args, id }, at) => ({
    id: id ?? `call_${at}`,
    type: 'function',
    function: { name, arguments: args },
  }));
  const said = message ?? { role: 'assistant', content, ...(toolCalls !== undefined && { tool_calls: toolCalls }) };
  return JSON.stringify({
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm' },
    choices: [{ index: 0, message: said, finish_reason: toolCalls === undefined ? 'stop' : 'tool_calls' }],
    usage: usage ?? { prompt_tokens: 10, completion_tokens: 5 },
  }).replace(/"(-?[\d.]+e[+-]?\d+|NaN)#"/g, '$1'); // numbers that JSON.stringify does not write
}
