import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const isResolved = ({ state }: Json) => state !== 'RUNNING' && state !== 'WAITING';

describe('fifty sessions at once', () => {
  it('all complete, each with its own calls made once', async () => {
    const agentId = await laptop.anAgentWith(
      [
        asksFor(['echo', { n: '{{ inputs.n }}' }], ['echo', { n: '{{ inputs.n }}' }]),
        asksFor(['echo', { n: '{{ inputs.n }}' }]),
        { text: 'This was {{ calls.echo.output.body.n }}.' },
      ],
      [service.tool('echo', '/fifty', { body: { n: '{{ n }}' } })],
      { instructions: 'Do {{ n }}.', inputSchema: { type: 'object', properties: { n: { type: 'integer' } } } },
    );
    const ids = await Promise.all(Array.from({ length: 50 }, (_, n) => laptop.start(agentId, { n })));
    // One after the other: fifty who ask all the time would be most of the work.
    const ended = [];
    for (const id of ids) ended.push(await laptop.ended(id));
    expect(ended.map(({ session }) => session.finalResponse)).toEqual(ids.map((_, n) => `This was ${n}.`));
    expect(new Set(ended.map(({ entries }) => traceOf(entries).join('\n'))).size).toBe(1);
    const expected = ids.flatMap((id) => [`${id}/1/0`, `${id}/1/1`, `${id}/2/0`]);
    expect(service.callsByKey('/fifty')).toEqual(Object.fromEntries(expected.map((key) => [key, 1])));
  });
});

describe('a reader of the activity while the session runs', () => {
  /** Reads on and on as api.md says: from `next`, and through every page behind it, putting each entry over what it has. */
  async function follow(sessionId: string, limit: number): Promise<{ entries: Json[]; looks: number }> {
    const have = new Map<number, Json>();
    let [from, looks] = [0, 0];
    for (;;) {
      let [after, next, complete] = [from, from, false];
      for (let isFirst = true; ; isFirst = false) {
        const page = await laptop.ask('GET', `/sessions/${sessionId}/activity?after=${after}&limit=${limit}`);
        looks += 1;
        for (const entry of page.items) have.set(entry.seq, entry);
        if (isFirst) ({ next, complete } = page);
        if (!page.more) break;
        after = page.items.at(-1).seq;
      }
      // Everything up to `next` is there, and final.
      for (let seq = 1; seq <= next; seq += 1) expect(isResolved(have.get(seq)), `entry ${seq}`).toBe(true);
      expect(next).toBeGreaterThanOrEqual(from);
      from = next;
      if (complete) return { entries: [...have.values()].sort((a, b) => a.seq - b.seq), looks };
    }
  }

  it('sees every entry in its final state, however small its pages are', async () => {
    const turn = (_: unknown, word: number) => ({ ...asksFor(['slow'], ['echo', { word }], ['echo']), delayMs: 30 });
    const agentId = await laptop.anAgentWith(
      [...Array.from({ length: 8 }, turn), { text: 'Over.' }],
      [service.tool('echo', '/echo'), service.tool('slow', '/a-little-slow')],
    );
    service.on('/a-little-slow', (_, response) => setTimeout(() => response.end('{}'), 40));
    const sessionId = await laptop.start(agentId);
    const readers = await Promise.all([2, 7, 500].map((limit) => follow(sessionId, limit)));
    const { entries } = await laptop.ended(sessionId);
    expect(entries).toHaveLength(2 + 8 * 4 + 2);
    for (const reader of readers) {
      expect(reader.entries).toEqual(entries);
      expect(reader.looks).toBeGreaterThan(3);
    }
  });

  it('sees a call and a model call that take long while they are under way', async () => {
    const agentId = await laptop.anAgentWith(
      [{ ...asksFor(['hold']), delayMs: 600 }, { text: 'Over.' }],
      [service.tool('hold', '/held/visible')],
    );
    const sessionId = await laptop.start(agentId);
    const isThinking = await laptop.waitFor(sessionId, ({ status, turns }) => status === 'RUNNING' && turns === 0);
    expect(isThinking.status).toBe('RUNNING');
    const seen = new Set<string>();
    while (!seen.has('TOOL_CALL 1 hold RUNNING')) {
      for (const line of traceOf(await laptop.activity(sessionId))) seen.add(line);
    }
    expect([...seen]).toContain('REASONING 1 RUNNING');
    const page = await laptop.ask('GET', `/sessions/${sessionId}/activity`);
    expect(page).toMatchObject({ next: 2, more: false, complete: false });
    service.release('/held/visible');
    const { entries } = await laptop.ended(sessionId);
    expect(entries.every(isResolved)).toBe(true);
    const kinds = await laptop.activity(sessionId, '&kind=TOOL_CALL&kind=RESPONSE');
    expect(kinds).toEqual(entries.filter(({ kind }) => kind === 'TOOL_CALL' || kind === 'RESPONSE'));
  });
});

describe('the list of sessions', () => {
  it('finds real sessions by what is asked for, and nothing of other tenants', async () => {
    const bo = { authorization: `Bearer ${await laptop.token({ user: 'bo' })}` };
    const stranger = { authorization: `Bearer ${await laptop.token({ tenant: 'other', user: 'nia' })}` };
    const begun = new Date().toISOString();
    const good = await laptop.anAgentWith([{ text: 'Good.' }], [], { name: 'Zebra crossing' });
    const bad = await laptop.anAgentWith([{ error: { status: 400, message: 'No.' } }], [], {
      name: 'Zebra stable',
      project: 'animals',
    });
    const held = await laptop.anAgentWith([asksFor(['hold'])], [service.tool('hold', '/held/listed')], {
      name: 'Zebra pen',
    });
    const [completed, failed, running] = [
      await laptop.start(good),
      await laptop.start(bad),
      (await laptop.call('POST', '/sessions', { agentId: held }, bo)).body.sessionId,
    ];
    await Promise.all([laptop.ended(completed), laptop.ended(failed)]);
    await laptop.waitFor(running, ({ status }) => status === 'RUNNING');
    const find = async (query: string, headers?: Record<string, string>) => {
      const answer = await laptop.call('GET', `/sessions?startedAfter=${begun}&${query}`, undefined, headers);
      expect(answer.status).toBe(200);
      return answer.body.items.map(({ sessionId }: Json) => sessionId);
    };
    expect(await find('')).toEqual([running, failed, completed]);
    expect(await find('sort=startedAt')).toEqual([completed, failed, running]);
    expect(await find('status=COMPLETED')).toEqual([completed]);
    expect(await find('status=COMPLETED&status=FAILED')).toEqual([failed, completed]);
    expect(await find('status=RUNNING')).toEqual([running]);
    expect(await find(`agentId=${bad}`)).toEqual([failed]);
    expect(await find('source=bo')).toEqual([running]);
    expect(await find('source=ada&triggerType=MANUAL')).toEqual([failed, completed]);
    expect(await find('triggerType=SCHEDULE')).toEqual([]);
    expect(await find('project=animals')).toEqual([failed]);
    expect(await find('search=zebra%20p')).toEqual([running]);
    expect(await find(`search=${completed.slice(-12)}`)).toEqual([completed]);
    expect(await find('search=nothing')).toEqual([]);
    expect(await find(`startedBefore=${begun}`)).toEqual([]);
    expect(await find('', stranger)).toEqual([]);
    expect((await laptop.call('GET', `/sessions/${completed}`, undefined, stranger)).status).toBe(404);
    expect((await laptop.ask('GET', '/session-sources')).items).toEqual([
      { triggerType: 'MANUAL', name: 'ada' },
      { triggerType: 'MANUAL', name: 'bo' },
    ]);
    service.release('/held/listed');
    await laptop.ended(running);
    expect(await find('status=RUNNING')).toEqual([]);
    expect(await find('status=COMPLETED')).toEqual([running, completed]);
  });

  it('gives every session once, page by page', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'Hi.' }]);
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) ids.push(await laptop.start(agentId));
    await Promise.all(ids.map((id) => laptop.ended(id)));
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Json = await laptop.ask('GET', `/sessions?agentId=${agentId}&limit=3${more}`);
      found.push(...page.items.map(({ sessionId }: Json) => sessionId));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(ids.toReversed());
  });
});
