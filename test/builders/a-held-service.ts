import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterAll } from 'vitest';
import { until } from './until.ts';

/**
 * A model (OpenAI's chat completions) and a tool in one, which answer nothing until the test says so. The prompt has to name
 * the session as `session <name>`; the tool gets that name as its body's `name`.
 */
export async function aHeldService() {
  const thinking = new Map<string, ServerResponse>();
  const working = new Map<string, ServerResponse[]>();
  const made = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (request.url === '/work') {
      working.set(body.name, [...(working.get(body.name) ?? []), response]);
      made.set(body.name, (made.get(body.name) ?? 0) + 1);
      return;
    }
    const [, name = ''] = /session (\S+)/.exec(JSON.stringify(body.messages[0].content).replace(/"\}?\]?$/, '')) ?? [];
    thinking.set(name, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  afterAll(close);

  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  function takeThinking(name: string): ServerResponse {
    const response = thinking.get(name);
    thinking.delete(name);
    if (response === undefined) throw new Error(`the model is not asked anything by ${name}`);
    return response;
  }

  return {
    host: `127.0.0.1:${port}`,
    openai: { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'key', model: 'held' },
    tool: {
      kind: 'http',
      name: 'work',
      method: 'POST',
      url: `http://127.0.0.1:${port}/work`,
      body: { name: '{{ name }}' },
    },
    /** Waits until the model is asked, or not, and so many calls are open. */
    isHeld: (name: string, wanted: { thinking: boolean; flying: number }) =>
      until(
        () =>
          (!wanted.thinking || thinking.has(name)) && (working.get(name)?.length ?? 0) === wanted.flying
            ? true
            : undefined,
        () => `${name}: ${JSON.stringify(wanted)}, not ${thinking.has(name)}, ${working.get(name)?.length}`,
        10_000,
      ),
    /** Calls of the tool so far. */
    madeBy: (name: string) => made.get(name) ?? 0,
    /** The model asks for so many calls; for none: it gives its final answer. */
    ask(name: string, calls: number): void {
      const toolCalls = Array.from({ length: calls }, (_, index) => ({
        id: `call_${index}`,
        type: 'function',
        function: { name: 'work', arguments: JSON.stringify({ name }) },
      }));
      const message = { role: 'assistant', content: 'Well.', ...(calls > 0 && { tool_calls: toolCalls }) };
      json(takeThinking(name), 200, {
        ...{ id: 'c', object: 'chat.completion', created: 1, model: 'held' },
        choices: [{ index: 0, message, finish_reason: calls > 0 ? 'tool_calls' : 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      });
    },
    /** The model refuses for good. */
    refuse: (name: string) => json(takeThinking(name), 400, { error: { message: 'No.' } }),
    /** One open call is answered. */
    finish(name: string): void {
      const response = working.get(name)?.shift();
      if (response === undefined) throw new Error(`no call of ${name} is open`);
      json(response, 200, {});
    },
  };
}
