import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

// biome-ignore lint/suspicious/noExplicitAny: tests write messages as they come.
type Json = any;
type Message = { id?: number | string; method?: string; params?: Json };
/** Answers a message in another way than the protocol has it. */
type Misbehaviour = (response: ServerResponse, message: Message, request: IncomingMessage) => unknown;

/** A tool that takes a text. */
export function aRemoteTool(name: string, overrides: Record<string, unknown> = {}) {
  const inputSchema = { type: 'object', properties: { text: { type: 'string' } } };
  return { name, description: `Does ${name}.`, inputSchema, ...overrides };
}

export type McpServer = Awaited<ReturnType<typeof anMcpServer>>;

/**
 * An MCP server made by hand, without a library, that a test can make do anything. It behaves until it is told otherwise: offers
 * `tools`, and answers a call with the text of its arguments.
 */
export async function anMcpServer() {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void receive(request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const host = `127.0.0.1:${port}`;

  const state = {
    url: `http://${host}/mcp`,
    /** As `TOOL_HOSTS_ALLOWED` names it. */
    host,
    tools: [aRemoteTool('look')] as Json[],
    /** What a method does instead; `*`: every message. */
    instead: {} as Record<string, Misbehaviour>,
    /** Result of `tools/call`. */
    result: undefined as Json,
    instructions: undefined as string | undefined,
    /** Every message that came, with the headers it came with. */
    received: [] as (Message & { headers: IncomingMessage['headers']; httpMethod: string })[],
    calls: () => state.received.filter(({ method }) => method === 'tools/call'),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const message: Message = text === '' ? {} : JSON.parse(text);
    state.received.push({ ...message, headers: request.headers, httpMethod: request.method ?? '' });
    const instead = state.instead[message.method ?? ''] ?? state.instead['*'];
    if (instead !== undefined) return void instead(response, message, request);
    if (message.id === undefined) return void response.writeHead(202).end();
    sendJson(response, { jsonrpc: '2.0', id: message.id, ...answerTo(message) });
  }

  function answerTo({ method, params }: Message): Json {
    if (method === 'initialize') {
      const { instructions } = state;
      const result = {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'by hand', version: '1' },
        ...(instructions === undefined ? {} : { instructions }),
      };
      return { result };
    }
    if (method === 'tools/list') return { result: { tools: state.tools } };
    if (method === 'tools/call') {
      return { result: state.result ?? { content: [{ type: 'text', text: JSON.stringify(params.arguments) }] } };
    }
    return { error: { code: -32_601, message: 'no such method' } };
  }

  return state;
}

export function sendJson(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
