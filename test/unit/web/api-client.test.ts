import { describe, expect, it } from 'vitest';
import { routes } from '../../../shared/contracts/routes.ts';
import { addressOf, createApiClient } from '../../../web/src/api-client/api-client.ts';
import { ApiProblem, ConnectionLost } from '../../../web/src/api-client/api-problem.ts';

type Sent = { url: string; method: string; headers: Headers; body: unknown };

/** A client of a service that gives these answers in turn. */
function aClient(answers: (Response | Error)[], { renews = false }: { renews?: boolean } = {}) {
  const sent: Sent[] = [];
  let token = 'first';
  const client = createApiClient({
    fetch: async (url, { method = 'GET', headers, body } = {}) => {
      sent.push({ url: String(url), method, headers: new Headers(headers), body });
      const answer = answers[sent.length - 1]!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    token: () => token,
    renewToken: async () => {
      if (renews) token = 'second';
      return renews;
    },
  });
  return { ...client, sent };
}

const me = { userId: 'ada', name: 'Ada', tenantId: 'demo', roles: [], permissions: [], projects: '*' };
const refused = (status: number, body: unknown, headers = {}) => Response.json(body, { status, headers });

describe('the client of the API', () => {
  it('puts parameters into the path, and repeats a list in the query', () => {
    expect(addressOf(routes.getSession, { params: { sessionId: 'a/b c' } })).toBe('/api/v1/sessions/a%2Fb%20c');
    expect(addressOf(routes.listSessions, { query: { status: ['RUNNING', 'PAUSED'], search: '', limit: 50 } })).toBe(
      '/api/v1/sessions?status=RUNNING&status=PAUSED&limit=50',
    );
  });

  it('sends the token, the version and the key', async () => {
    const { call, sent } = aClient([Response.json(me)]);
    expect(await call(routes.getMe, {})).toEqual(me);
    expect(sent[0]!.headers.get('authorization')).toBe('Bearer first');
    const { send, sent: deleted } = aClient([new Response(null, { status: 204 })]);
    await send(routes.deleteAgent, { params: { agentId: 'agt_1' }, ifMatch: 7 });
    expect([deleted[0]!.method, deleted[0]!.headers.get('if-match')]).toEqual(['DELETE', '7']);
  });

  it('refuses an answer that is not what the contract says', async () => {
    const { call } = aClient([Response.json({ ...me, roles: 'admin' })]);
    await expect(call(routes.getMe, {})).rejects.toThrow(/roles/);
  });

  it('tries once more with a new token after a 401', async () => {
    const { call, sent } = aClient([refused(401, {}), Response.json(me)], { renews: true });
    expect(await call(routes.getMe, {})).toEqual(me);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer first', 'Bearer second']);
  });

  it('gives up when there is no new token, or when the new one is refused too', async () => {
    const without = aClient([refused(401, {})]);
    await expect(without.call(routes.getMe, {})).rejects.toMatchObject({ problem: { code: 'UNAUTHENTICATED' } });
    const twice = aClient([refused(401, {}), refused(401, {})], { renews: true });
    await expect(twice.call(routes.getMe, {})).rejects.toBeInstanceOf(ApiProblem);
    expect(twice.sent).toHaveLength(2);
  });

  it('tells what the service said, and what its gateway left unsaid', async () => {
    const problem = { type: 'x', title: 'Too many', status: 429, code: 'RATE_LIMITED', detail: 'Wait.' };
    const limited = aClient([refused(429, problem, { 'retry-after': '7' })]);
    await expect(limited.call(routes.getMe, {})).rejects.toMatchObject({ message: 'Wait.', retryAfter: 7 });
    const gateway = aClient([refused(503, { message: 'Service Unavailable' })]);
    await expect(gateway.call(routes.getMe, {})).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE' } });
  });

  it('says that the connection is lost when nobody answers', async () => {
    await expect(aClient([new TypeError('Failed to fetch')]).call(routes.getMe, {})).rejects.toBeInstanceOf(
      ConnectionLost,
    );
  });
});
