import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { anMcpServer, aRemoteTool, sendJson } from '../../builders/an-mcp-server.ts';
import { until } from '../../builders/until.ts';
import { aHijackedModel } from './a-hijacked-model.ts';
import { aRecordingService } from './a-recording-service.ts';
import { type Attack, call, type Result, type World } from './attack.ts';
import { addresses } from './attacks/addresses.ts';
import { answers } from './attacks/answers.ts';
import { approvals } from './attacks/approvals.ts';
import { wrongArguments } from './attacks/arguments.ts';
import { floods } from './attacks/floods.ts';
import { foreign } from './attacks/foreign.ts';
import { injectedText } from './attacks/injected-text.ts';
import { names } from './attacks/names.ts';
import { headers, secrets } from './attacks/secrets.ts';
import { OFFERED, servers } from './attacks/servers.ts';
import { leaksOf, spellingsOf } from './spellings.ts';

const KEY = 'canary-key-5f1e93';
/** With letters that every spelling writes otherwise. */
const SECRET = 'canary-Sk+/7&"x\\9=%zQ?<ok>';
const FOREIGN = 'canary-foreign-a7c2';
const OVER = ['COMPLETED', 'FAILED', 'CANCELED'];
const LIMITS = { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 };

const log: string[] = [];
const write = process.stderr.write;
process.stderr.write = (text: string | Uint8Array) => {
  log.push(String(text));
  return true;
};
afterAll(() => {
  process.stderr.write = write;
});

// As a function's environment holds the credentials of its role.
const credentials = process.env.AWS_SECRET_ACCESS_KEY;
process.env.AWS_SECRET_ACCESS_KEY = KEY;
afterAll(() => {
  if (credentials === undefined) delete process.env.AWS_SECRET_ACCESS_KEY;
  else process.env.AWS_SECRET_ACCESS_KEY = credentials;
});

const [model, service, elsewhere, mcp] = await Promise.all([
  aHijackedModel(),
  aRecordingService(),
  aRecordingService(),
  anMcpServer(),
]);
const openai = { baseUrl: model.baseUrl, apiKey: KEY, model: 'by-default' };
const toolFunctions = [fileURLToPath(new URL('../../builders/tool-functions/does-as-told.ts', import.meta.url))];
const toolHostsAllowed = [service.host, elsewhere.host, mcp.host];
const laptop = await aLaptop({ toolHostsAllowed, openai, toolFunctions });
for (const { close } of [model, service, elsewhere, mcp]) afterAll(close);

mcp.tools = OFFERED.map(({ name, description }) => aRemoteTool(name, { description }));
mcp.instead = {
  'tools/call': (response, { id, params }, { headers: { authorization = '' } }) => {
    const says = OFFERED.find(({ name }) => name === params?.name)?.says;
    const text = says === '' ? JSON.stringify(spellingsOf(authorization)) : says;
    sendJson(response, { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } });
  },
};
const putSecret = (name: string, origin: string) =>
  laptop
    .call('PUT', `/secrets/${name}`, { value: SECRET, origin })
    .then(({ status }) => expect([200, 201]).toContain(status));
await putSecret('TOKEN', service.address);
await putSecret('MCP_TOKEN', `http://${mcp.host}`);
const world = await aWorld();
const ATTACKS: readonly Attack[] = [
  ...injectedText,
  ...secrets(world),
  ...headers,
  ...addresses(world),
  ...floods(world),
  ...wrongArguments,
  ...names,
  ...approvals(world),
  ...foreign(world),
  ...answers,
  ...servers(world),
];

/** What is there beside the victim: another tenant and a hidden project with texts that nobody else may see. */
async function aWorld(): Promise<World> {
  const tenant = 'rival';
  const authorization = `Bearer ${await laptop.token({ tenant, user: 'eve', roles: ['admin'] })}`;
  const turns = [{ toolCalls: [{ toolName: 'ask', input: { text: FOREIGN } }] }, { text: FOREIGN }];
  const scripted = { provider: 'scripted', modelId: 'scripted', settings: { turns } };
  const secretive = anAgentDefinition({
    ...{ name: FOREIGN, instructions: FOREIGN, model: scripted, tools: [{ kind: 'manual_task', name: 'ask' }] },
  });
  const theirs = (await laptop.call('POST', '/agents', secretive, { authorization })).body;
  const { body: session } = await laptop.call('POST', '/sessions', { agentId: theirs.agentId }, { authorization });
  const waiting = async () =>
    (await laptop.call('GET', `/sessions/${session.sessionId}`, undefined, { authorization })).body.waiting;
  await until(
    async () => (await waiting())[0],
    () => 'their task',
  );
  const hidden = await laptop.ask('POST', '/agents', { ...secretive, project: 'hidden' }, 201);
  const mine = { toolCalls: [{ toolName: 'ask', input: {} }] };
  const own = await laptop.start(
    await laptop.anAgentWith([mine, { text: 'x' }], [{ kind: 'manual_task', name: 'ask' }]),
  );
  const [task] = (await laptop.waitFor(own, (each) => each.waitingOn === 1)).waiting;
  return {
    service: service.address,
    elsewhere: elsewhere.address,
    mcp: mcp.url,
    laptop: laptop.address,
    foreign: {
      ...{ tenant, agentId: theirs.agentId, sessionId: session.sessionId, taskId: (await waiting())[0].id },
      hiddenAgentId: hidden.agentId,
    },
    helperId: await laptop.anAgentWith([{ text: 'Helped.' }], [{ kind: 'manual_task', name: 'noop' }]),
    taskId: task.id,
  };
}

/** The tools of every victim; those that need an approval are `change` and `erase`. */
function toolsOf(at: string): Json[] {
  const http = (name: string, more: Json = {}) => ({
    ...{ kind: 'http', name, method: 'POST', url: `${service.address}/${at}/${name}`, ...more },
  });
  const strict = {
    ...{ type: 'object', required: ['device'], additionalProperties: false },
    properties: {
      device: { type: 'string', maxLength: 20, pattern: '^[a-z0-9-]*$' },
      count: { type: 'integer', minimum: 0, maximum: 10 },
    },
  };
  const page = { page: { default: 'home' }, q: { default: '' }, note: { default: '' } };
  return [
    http('look'),
    http('redirect'),
    http('hook', { body: { text: '{{ text }}', fixed: 'yes' } }),
    http('page', {
      ...{
        method: 'GET',
        url: `${service.address}/${at}/page/{{ page }}?q={{ q }}`,
        headers: { 'x-note': '{{ note }}' },
      },
      inputSchema: { type: 'object', properties: page },
    }),
    http('strict', { inputSchema: strict }),
    http('change', { approval: true }),
    http('erase', { destructive: true }),
    http('vault', { method: 'GET', headers: { authorization: 'Bearer {{ secret:TOKEN }}' } }),
    { kind: 'manual_task', name: 'ask' },
    { kind: 'agent', name: 'helper', agentId: world.helperId },
  ];
}

/** Makes the victim and starts it; answers the session's id. */
async function begin(attack: Attack, at: string): Promise<string> {
  model.play(at, attack.moves, attack.forEver);
  const { answer, redirect, vaultMoved, prices, secretAfterSave, tools = [] } = attack;
  if (answer !== undefined) service.on(`/${at}/look`, (response) => response.end(JSON.stringify({ answer })));
  if (redirect !== undefined) {
    service.on(`/${at}/redirect`, (response) =>
      response.writeHead(redirect.status, { location: redirect.location }).end(),
    );
  }
  service.on(`/${at}/vault`, (response, { headers: sent }) => {
    if (vaultMoved === undefined) return response.end(JSON.stringify(spellingsOf(sent.join('\n'))));
    return response.writeHead(vaultMoved.status, { location: vaultMoved.location(at) }).end();
  });
  const choice = { provider: 'openai-compatible', modelId: at };
  if (prices !== undefined) await laptop.ask('POST', '/models', { ...choice, name: at, prices }, 201);
  const more = typeof tools === 'function' ? tools(at) : tools;
  const limits = { ...LIMITS, ...attack.limits };
  const agentId = await laptop.anAgentWith([], [...toolsOf(at), ...more], { name: at, model: choice, limits });
  if (secretAfterSave !== undefined) await putSecret(secretAfterSave, service.address);
  return laptop.start(agentId);
}

/** Gives the approvals that the attack has, and waits until the session is over or only people are waited for. */
async function finish(attack: Attack, at: string, sessionId: string): Promise<Result> {
  const approved: Json[] = [];
  for (;;) {
    const seen = approved.map(({ taskId }) => taskId);
    const session = await laptop.waitFor(sessionId, (each) => OVER.includes(each.status) || rests(each, seen));
    const next = session.waiting.find(({ id }: Json) => !seen.includes(id));
    if (OVER.includes(session.status) || next === undefined || approved.length >= (attack.approvals ?? 0)) break;
    approved.push(await laptop.taskOf(next.id));
    await laptop.ask('POST', `/manual-tasks/${next.id}/complete`, { output: { approved: true } });
  }
  const session = await laptop.waitFor(
    sessionId,
    (each) =>
      OVER.includes(each.status) ||
      rests(
        each,
        approved.map(({ taskId }) => taskId),
      ),
  );
  const entries = await settled(sessionId, OVER.includes(session.status));
  return { session, entries, calls: callsOf(entries), received: [...service.of(at), ...elsewhere.of(at)], approved };
}

/** Waits for people only, and not for those who have answered. */
function rests({ waiting, waitingOn }: Json, answered: string[]): boolean {
  return waitingOn > 0 && waiting.every(({ kind, id }: Json) => kind === 'manual_task' && !answered.includes(id));
}

/** The activity, once nothing in it is under way and all of an ended session is there. */
async function settled(sessionId: string, isOver: boolean): Promise<Json[]> {
  if (isOver) return (await laptop.ended(sessionId)).entries;
  return until(
    async () => {
      const entries = await laptop.activity(sessionId);
      return entries.every(({ state }) => state !== 'RUNNING') ? entries : undefined;
    },
    () => `the calls of ${sessionId} to rest`,
  );
}

const results = new Map<string, Result | Error>();
const AT_ONCE = 30;
beforeAll(async () => {
  const all = ATTACKS.map((attack, at) => ({ attack, at: `attack-${at}` }));
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const begun = all
      .slice(from, from + AT_ONCE)
      .map(async (each) => ({ ...each, id: await begin(each.attack, each.at) }));
    // Looked at one after the other: thirty who ask all the time would be most of the work.
    for (const { attack, at, id } of await Promise.all(begun)) {
      results.set(attack.what, await finish(attack, at, id).catch((error: unknown) => error as Error));
    }
  }
}, 240_000);

it('is at least a hundred attacks, no two the same', () => {
  const whats = ATTACKS.map(({ what }) => what);
  expect(whats.length).toBeGreaterThanOrEqual(100);
  expect(whats.filter((what, at) => whats.indexOf(what) < at)).toEqual([]);
});

describe('a model that', () => {
  it.each(ATTACKS.map((attack) => [attack.what, attack] as const))('%s gets nowhere', (what, attack) => {
    const result = results.get(what);
    if (result === undefined || result instanceof Error) throw result ?? new Error('The attack was not made.');
    const { session, entries, received, approved } = result;
    expect(OVER.includes(session.status) ? session.status : 'WAITING').toBe(attack.ends);
    if (session.status === 'FAILED') expect(session.error.message).not.toBe('');

    const everything = JSON.stringify([session, entries, received, approved]);
    expect([everything.includes(KEY), everything.includes(FOREIGN)]).toEqual([false, false]);
    // The one who is to have the secret has it, and nobody else.
    const toOthers = received.filter(({ target }) => !/^\/[^/]+\/vault$/.test(target));
    expect(leaksOf(SECRET, JSON.stringify([session, entries, approved, toOthers]))).toEqual([]);

    const guarded = received.filter(({ target }) => /^\/[^/]+\/(change|erase)/.test(target));
    expect(guarded.map(({ body }) => JSON.parse(body))).toEqual(approved.map(({ input }) => input));

    const {
      maxTurns,
      maxToolCalls,
      maxTokens = Number.POSITIVE_INFINITY,
      maxCostUsd,
    } = {
      ...LIMITS,
      ...attack.limits,
    } as Json;
    expect(session.turns).toBeLessThanOrEqual(maxTurns);
    expect(session.toolCalls).toBeLessThanOrEqual(maxToolCalls);
    const steps = entries.flatMap(({ usage }) => (usage ? [usage.inputTokens + usage.outputTokens] : []));
    const beforeTheLast = steps.slice(0, -1).reduce((sum, tokens) => sum + tokens, 0);
    expect(beforeTheLast).toBeLessThan(maxTokens);
    if (maxCostUsd !== undefined) {
      const { input = 0, output = 0 } = attack.prices ?? {};
      const costs = entries.flatMap(({ usage }) =>
        usage ? [(usage.inputTokens * input + usage.outputTokens * output) / 1_000_000] : [],
      );
      expect(costs.slice(0, -1).reduce((sum, cost) => sum + cost, 0)).toBeLessThan(maxCostUsd);
    }
    attack.also?.(result);
  });
});

describe('after all of them', () => {
  it('nothing was sent but to the tools, and the tasks of others are as they were', async () => {
    const sent = [...service.all(), ...elsewhere.all()];
    expect(sent.filter(({ target }) => !/^\/attack-\d+\//.test(target))).toEqual([]);
    expect(mcp.calls().filter(({ params }) => params.name === 'wipe')).toEqual([]);
    expect((await laptop.ask('GET', `/manual-tasks/${world.taskId}`)).status).toBe('OPEN');
    expect((await laptop.call('GET', `/manual-tasks/${world.foreign.taskId}`)).status).toBe(404);
  });

  it('no model was shown a key or a text of somebody else, and no metric tells of them', async () => {
    const metrics = await (await fetch(`${laptop.address}/local/metrics`)).text();
    expect(metrics).toContain('session');
    const seen = [...model.seen(), metrics].join('');
    expect([seen.includes(KEY), seen.includes(FOREIGN), ...leaksOf(SECRET, seen)]).toEqual([false, false]);
    // The services have told it: what was looked for is what they said.
    expect(seen).toContain('«***»');
  });

  it('nothing of JavaScript was changed, and the log holds no fault and no secret', () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(log).toEqual([]);
  });

  it('the secret is in nothing that can be read of secrets and agents', async () => {
    const read = await Promise.all(['/secrets', '/agents?limit=100', '/audit'].map((path) => laptop.ask('GET', path)));
    expect(leaksOf(SECRET, JSON.stringify(read))).toEqual([]);
  });
});

describe("a tenant's day", async () => {
  const limits = { TENANT_DAILY_TOKENS: '60000' };
  const limited = await aLaptop({ toolHostsAllowed: [service.host], openai, limits });
  const STEP = 2_000;

  it('is not overshot by more than a step of each session, when models of eight loop at once', async () => {
    const usage = { prompt_tokens: STEP / 2, completion_tokens: STEP / 2 };
    const seen = (text: string) => text.split('"role":"assistant"').length;
    const moves = [(text: string) => ({ calls: [call('look', { at: seen(text) })], usage })];
    model.play('spender', moves, true);
    const tool = { kind: 'http', name: 'look', method: 'POST', url: `${service.address}/attack-0/look` };
    const agentId = await limited.anAgentWith([], [tool], {
      ...{ model: { provider: 'openai-compatible', modelId: 'spender' }, limits: { ...LIMITS, maxTurns: 100 } },
    });
    const ids = await Promise.all(Array.from({ length: 8 }, () => limited.start(agentId)));
    const ended = await Promise.all(ids.map((id) => limited.ended(id)));
    expect(ended.map(({ session }) => [session.status, session.error?.category])).toEqual(
      ids.map(() => ['FAILED', 'BUDGET_SPENT']),
    );
    const spent = ended.reduce((sum, { session: { usage: own } }) => sum + own.inputTokens + own.outputTokens, 0);
    expect(spent).toBeGreaterThan(20_000);
    expect(spent).toBeLessThanOrEqual(60_000 + 8 * STEP);
  });
});
