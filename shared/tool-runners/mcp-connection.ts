import * as z from 'zod';
import type { Clock } from '../runtime/clock.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { toldMcpFailure } from './mcp-failure.ts';
import { mcpWire, unanswered } from './mcp-wire.ts';
import { timeLimit } from './time-limit.ts';

export type McpServer = { url: string; headers: Record<string, string> };

export type McpDeps = { fetch: GuardedFetch; clock: Clock };

/** Asks a connected server; the answer is an object that nobody has looked into yet. */
export type AskMcp = (method: string, params: Record<string, unknown>) => Promise<Record<string, unknown>>;

const resultSchema = z.looseObject({});
const CLIENT = { name: 'agent-sessions', version: '0.1.0' };
/** Beyond our own limit, so that ours is the one that is told. */
const LIBRARY_GRACE_MS = 60_000;
/** The library would compile schemas of servers into code, for methods that are not used here. */
const noValidator = {
  getValidator: () => {
    throw new Error("A server's schemas are not compiled.");
  },
};

/**
 * Connects to an MCP server by Streamable HTTP, lets `use` ask it, and disconnects, whatever happened. Nothing is kept from one
 * connection to the next, and what the server says of itself ("instructions") is not read.
 * @param limits `timeoutMs` for all of it
 * @throws what `toldMcpFailure` makes of it: an error whose message may be shown
 */
export async function withMcpServer<Result>(
  { url, headers }: McpServer,
  limits: { timeoutMs: number; signal?: AbortSignal | undefined },
  { fetch, clock }: McpDeps,
  use: (ask: AskMcp) => Promise<Result>,
): Promise<Result> {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const time = timeLimit({ clock, ms: limits.timeoutMs, ...(limits.signal && { outer: limits.signal }) });
  const wire = mcpWire(fetch, time.signal);
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: wire.fetch,
    requestInit: { headers },
    redirectPolicy: 'follow', // by the guarded fetch, which has rules of its own
    reconnectionOptions: NO_RECONNECTION,
  });
  failWhenUnanswered(transport, wire.fail);
  const client = new Client(CLIENT, { jsonSchemaValidator: noValidator });
  const options = { timeout: limits.timeoutMs + LIBRARY_GRACE_MS };
  const work = async () => {
    await client.connect(transport, options);
    return use((method, params) => client.request({ method, params }, resultSchema, options));
  };
  try {
    return await Promise.race([work(), wire.failed]);
  } catch (error) {
    throw toldMcpFailure(error);
  } finally {
    await disconnect(client, transport, wire);
    time.end();
  }
}

const NO_RECONNECTION = {
  initialReconnectionDelay: 1,
  maxReconnectionDelay: 1,
  reconnectionDelayGrowFactor: 1,
  maxRetries: 0,
};

type Transport = InstanceType<typeof import('@modelcontextprotocol/client')['StreamableHTTPClientTransport']>;
type Client = InstanceType<typeof import('@modelcontextprotocol/client')['Client']>;

/** The library waits for its own time limit when a server ends a stream without having answered. */
function failWhenUnanswered(transport: Transport, fail: (reason: unknown) => void): void {
  const answered = new Set<unknown>();
  // The client, once connected, calls this one before it handles the message itself.
  transport.onmessage = (message) => void ('id' in message && !('method' in message) && answered.add(message.id));
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const id = !Array.isArray(message) && 'id' in message && 'method' in message ? message.id : undefined;
    const onRequestStreamEnd = () => {
      if (id !== undefined && !answered.has(id)) fail(unanswered());
    };
    return send(message, { ...options, onRequestStreamEnd });
  };
}

/** Tells the server that it may forget this session, where it made one and still listens. */
async function disconnect(client: Client, transport: Transport, { failed }: { failed: Promise<never> }): Promise<void> {
  await Promise.race([transport.terminateSession(), failed]).catch(() => undefined);
  await client.close().catch(() => undefined);
}
