import { anAgentDefinition } from './an-agent.ts';
import { until } from './until.ts';

export type Answer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as they come.
  body: any;
};
// biome-ignore lint/suspicious/noExplicitAny: tests read answers as they come.
export type Json = any;

export type Caller = ReturnType<typeof aCaller>;

const OVER = ['COMPLETED', 'FAILED', 'CANCELED'];
/** Everything answers at once; what does not is broken. */
const LONGEST_ANSWER_MS = 20_000;
let agents = 0;

/** Somebody who uses a laptop through HTTP; by default the admin Ada of the tenant `demo`. */
export function aCaller(address: string) {
  let ada: Promise<string> | undefined;

  /** A token; claims as `POST /local/token` takes them. */
  async function token(claims: Record<string, unknown> = {}): Promise<string> {
    const answer = await fetch(`${address}/local/token`, { method: 'POST', body: JSON.stringify(claims) });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** One request; `path` is below /api/v1. */
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    ada ??= token();
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await ada}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** The request's body; the status has to be the one given. */
  async function ask(method: string, path: string, body?: unknown, status = 200): Promise<Json> {
    const answer = await call(method, path, body);
    if (answer.status !== status) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** The whole activity, read page by page. */
  async function activity(sessionId: string, query = ''): Promise<Json[]> {
    const items: Json[] = [];
    for (;;) {
      const after = items.at(-1)?.seq ?? 0;
      const page = await ask('GET', `/sessions/${sessionId}/activity?after=${after}${query}`);
      items.push(...page.items);
      if (!page.more) return items;
    }
  }

  /** Waits until the session is as wanted; answers it. */
  async function waitFor(sessionId: string, predicate: (session: Json) => boolean): Promise<Json> {
    let last: Json;
    return until(
      async () => {
        last = await ask('GET', `/sessions/${sessionId}`);
        return predicate(last) ? last : undefined;
      },
      () => `another state of session ${sessionId} than ${JSON.stringify(last)}`,
    );
  }

  /** A task of the Work Center. A session names it in the write that opens it, which shows it there a moment later. */
  function taskOf(taskId: string): Promise<Json> {
    return until(
      async () => {
        const { status, body } = await call('GET', `/manual-tasks/${taskId}`);
        return status === 200 ? body : undefined;
      },
      () => `the task ${taskId}`,
    );
  }

  /** Waits until the session has ended and everything of it is shown. */
  async function ended(sessionId: string): Promise<{ session: Json; entries: Json[] }> {
    await waitFor(sessionId, ({ status }) => OVER.includes(status));
    await until(
      async () => (await ask('GET', `/sessions/${sessionId}/activity?limit=1`)).complete || undefined,
      () => `the whole activity of session ${sessionId}`,
    );
    return { session: await ask('GET', `/sessions/${sessionId}`), entries: await activity(sessionId) };
  }

  /** An agent of the scripted model that plays `turns`; overrides replace whole fields. Answers its id. */
  async function anAgentWith(
    turns: Json[],
    tools: Record<string, unknown>[] = [],
    overrides: Record<string, unknown> = {},
  ): Promise<string> {
    const model = { provider: 'scripted', modelId: 'scripted', settings: { turns } };
    agents += 1;
    const definition = anAgentDefinition({ name: `Agent ${agents}`, model, tools, ...overrides });
    return (await ask('POST', '/agents', definition, 201)).agentId;
  }

  /** Starts a session; answers its id. */
  async function start(agentId: string, inputs?: Record<string, unknown>): Promise<string> {
    return (await ask('POST', '/sessions', { agentId, ...(inputs === undefined ? {} : { inputs }) }, 201)).sessionId;
  }

  /** A whole session of a new agent, from its start to its end. */
  async function play(turns: Json[], tools?: Record<string, unknown>[], overrides?: Record<string, unknown>) {
    return ended(await start(await anAgentWith(turns, tools, overrides)));
  }

  return { address, token, call, ask, activity, waitFor, taskOf, ended, anAgentWith, start, play };
}

/** One line for each entry: what it is and how it ended. */
export function traceOf(entries: Json[]): string[] {
  return entries.map(({ kind, state, event, toolName, turn }) => {
    if (kind === 'SYSTEM') return `SYSTEM ${event}`;
    if (kind === 'RESPONSE') return 'RESPONSE';
    return kind === 'TOOL_CALL' ? `TOOL_CALL ${turn} ${toolName} ${state}` : `REASONING ${turn} ${state}`;
  });
}

/** The tool calls among entries. */
export function callsOf(entries: Json[]): Json[] {
  return entries.filter(({ kind }) => kind === 'TOOL_CALL');
}

/** A turn that asks for tools: `[name, input]` each. */
export function asksFor(...calls: [toolName: string, input?: unknown][]) {
  return { toolCalls: calls.map(([toolName, input = {}]) => ({ toolName, input })) };
}
