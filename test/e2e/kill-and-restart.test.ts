import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json, traceOf } from '../builders/a-caller.ts';
import { aDataFolder } from '../builders/a-laptop.ts';
import { aLaptopProcess, spawnLaptop } from '../builders/a-laptop-process.ts';
import { aToolService } from '../builders/a-tool-service.ts';

const service = await aToolService();
afterAll(service.close);
const settings = () => ({ dataDir: aDataFolder(), toolHostsAllowed: service.host });
const idsOf = async (laptop: { ask: (method: string, path: string) => Promise<Json> }) =>
  (await laptop.ask('GET', '/sessions?limit=100')).items.map(({ sessionId }: Json) => sessionId).sort();

describe.concurrent('a laptop that is killed and started again', () => {
  it('ends every session that it had accepted, and makes no call twice that must not be', async () => {
    const place = settings();
    const first = await aLaptopProcess(place);
    const withTools = [
      asksFor(['pay'], ['look']),
      { text: 'Paid: {{ calls.pay.output }}. Seen: {{ calls.look.output.status }}.' },
    ];
    const paying = await first.anAgentWith(withTools, [
      service.tool('pay', '/held/pay'),
      service.tool('look', '/held/look', { repeatable: true }),
    ]);
    const busy = { error: { status: 503, message: 'Busy.' } };
    const patient = await first.anAgentWith([busy, busy, { text: 'At last.' }]);
    const quick = await first.anAgentWith([asksFor(['echo']), { text: 'Quick.' }], [service.tool('echo', '/quick')]);

    const before = await first.start(quick);
    const done = await first.ended(before);
    const inFlight = await Promise.all([first.start(paying), first.start(paying)]);
    const backingOff = await first.start(patient);
    await Promise.all([service.arrived('/held/pay', 2), service.arrived('/held/look', 2)]);
    await first.waitFor(backingOff, ({ status }) => status === 'RUNNING');
    const justAccepted = await Promise.all(Array.from({ length: 10 }, () => first.start(quick)));
    expect(await first.kill('SIGKILL')).toMatchObject({ code: null, stderr: '' });

    const second = await aLaptopProcess(place);
    expect(await idsOf(second)).toEqual([before, ...inFlight, backingOff, ...justAccepted].sort());
    expect(await second.ended(before)).toEqual(done);
    await service.arrived('/held/look', 4);
    service.release('/held/look');
    for (const sessionId of inFlight) {
      const { session, entries } = await second.ended(sessionId);
      expect(session).toMatchObject({ status: 'COMPLETED', turns: 2, toolCalls: 2 });
      expect(session.finalResponse).toMatch(/^Paid: OUTCOME_UNKNOWN: .*\. Seen: 200\.$/);
      expect(callsOf(entries)).toMatchObject([
        { toolName: 'pay', state: 'FAILED', output: null, error: { category: 'OUTCOME_UNKNOWN' } },
        { toolName: 'look', state: 'SUCCEEDED', output: { status: 200 } },
      ]);
    }
    expect(service.callsByKey('/held/pay')).toEqual(Object.fromEntries(inFlight.map((id) => [`${id}/1/0`, 1])));
    expect(service.callsByKey('/held/look')).toEqual(Object.fromEntries(inFlight.map((id) => [`${id}/1/1`, 2])));
    expect((await second.ended(backingOff)).session).toMatchObject({ status: 'COMPLETED', finalResponse: 'At last.' });
    for (const sessionId of justAccepted) {
      const { session, entries } = await second.ended(sessionId);
      expect(session.status).toBe('COMPLETED');
      // Where the kill came between a call and its record, the model was told so and went on.
      const [call] = callsOf(entries);
      expect(call.state === 'SUCCEEDED' || call.error.category === 'OUTCOME_UNKNOWN').toBe(true);
      expect(service.callsByKey('/quick')[`${sessionId}/1/0`] ?? 0).toBeLessThanOrEqual(1);
    }

    await second.start(paying);
    await service.arrived('/held/pay', 3);
    const stopped = await second.kill('SIGINT');
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.afterMs).toBeLessThan(5_000);
  });
});

describe.concurrent('a laptop that is stopped', () => {
  it('ends within 5 s with sessions in flight, and goes on with them at the next start', async () => {
    const place = settings();
    const first = await aLaptopProcess(place);
    const turns = [asksFor(['hold'], ['look']), { text: 'Over.' }];
    const agentId = await first.anAgentWith(turns, [
      service.tool('hold', '/held/stopped', { timeoutSeconds: 600 }),
      service.tool('look', '/held/stopped', { timeoutSeconds: 600, repeatable: true }),
    ]);
    const thinking = await first.start(await first.anAgentWith([{ text: 'Slow.', delayMs: 2_500 }]));
    const holding = await first.start(agentId);
    await service.arrived('/held/stopped', 2);
    const stopped = await first.kill('SIGTERM');
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.afterMs).toBeLessThan(5_000);

    service.release('/held/stopped');
    const second = await aLaptopProcess(place);
    expect(await idsOf(second)).toEqual([thinking, holding].sort());
    expect((await second.ended(thinking)).session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Slow.' });
    const { session, entries } = await second.ended(holding);
    expect(session.status).toBe('COMPLETED');
    expect(callsOf(entries).map(({ state, error }: Json) => error?.category ?? state)).toEqual([
      'OUTCOME_UNKNOWN',
      'SUCCEEDED',
    ]);
    expect(traceOf(entries).at(-1)).toBe('SYSTEM COMPLETED');
    expect(service.callsByKey('/held/stopped')[`${holding}/1/0`]).toBe(1);
    await second.kill('SIGKILL');
  });
});

describe.concurrent('what a laptop prints', () => {
  it('are lines that work in a shell, its address first', async () => {
    const place = settings();
    const laptop = await aLaptopProcess(place);
    const lines = laptop.stdout().split('\n');
    expect(lines[0]).toBe(`ready ${laptop.address}`);
    const commands = lines.filter((line) => line.startsWith('    ')).map((line) => line.trim());
    expect(commands).toHaveLength(6);
    const [token, start, list, activity, approval, tasks] = commands as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const shell = async (...script: string[]) =>
      (await promisify(execFile)('sh', ['-ec', [token, ...script].join('\n')])).stdout;
    const started = JSON.parse(await shell(start));
    expect(started).toMatchObject({ status: 'PENDING', createdBy: { userId: 'ada' } });
    await laptop.ended(started.sessionId);
    const [row, entries] = (await shell(list, 'echo', activity.replace('SESSION_ID', started.sessionId)))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(row.items).toMatchObject([{ sessionId: started.sessionId, status: 'COMPLETED' }]);
    expect(entries).toMatchObject({ complete: true });
    expect(JSON.parse(await shell(approval))).toMatchObject({ agent: { name: 'Change approval' } });
    expect(JSON.parse(await shell(tasks))).toMatchObject({ items: [] });

    const port = Number(new URL(laptop.address).port);
    const [samePort, sameFolder] = await Promise.all([
      spawnLaptop({ dataDir: aDataFolder(), port }).ended,
      spawnLaptop(place).ended,
    ]);
    for (const refused of [samePort, sameFolder]) {
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^[^\n]+\n$/);
    }
    expect(samePort.stderr).toContain(`Port ${port} of 127.0.0.1 is in use`);
    expect(sameFolder.stderr).toContain(`is in use by process ${laptop.pid}`);
  });
});
