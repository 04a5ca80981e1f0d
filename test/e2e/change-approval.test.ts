import { describe, expect, it } from 'vitest';
import { DEMO_AGENTS, DEMO_WORKFLOWS } from '../../infra/local/seed/demo-ids.ts';
import { type Caller, callsOf, type Json } from '../builders/a-caller.ts';
import { aDataFolder } from '../builders/a-laptop.ts';
import { aLaptopProcess } from '../builders/a-laptop-process.ts';
import { until } from '../builders/until.ts';

/** Starts the demo's agent. */
const run = async ({ ask }: Caller, inputs: Json): Promise<string> =>
  (await ask('POST', `/agents/${DEMO_AGENTS.changeApproval}/run`, { inputs }, 201)).sessionId;

/** The open task of this session or job. */
const taskOf = ({ ask }: Caller, kind: string, id: () => string | undefined): Promise<Json> =>
  until(
    async () => {
      const { items } = await ask('GET', '/manual-tasks?status=OPEN');
      return items.find(({ origin }: Json) => origin.kind === kind && origin.id === id());
    },
    () => `an open task of ${kind} ${id()}`,
  );

const waitsFor = (laptop: Caller, sessionId: string, kind: string): Promise<Json> =>
  laptop.waitFor(sessionId, ({ waiting }) => waiting[0]?.kind === kind);

/** What the calls of a session link to, by kind, each as it is now. */
async function linked({ ask }: Caller, entries: Json[]): Promise<Record<string, Json>> {
  const links = callsOf(entries).flatMap(({ link }) => (link === undefined ? [] : [link]));
  const paths: Record<string, string> = { session: 'sessions', job: 'jobs', manual_task: 'manual-tasks' };
  const found = links.map(async ({ kind, id }: Json) => [kind, await ask('GET', `/${paths[kind]}/${id}`)] as const);
  return Object.fromEntries(await Promise.all(found));
}

describe.concurrent('the agent Change approval', () => {
  it('waits for a person over a stop of the laptop, and ends with links that all resolve', async () => {
    const place = { dataDir: aDataFolder() };
    const first = await aLaptopProcess(place);
    const sessionId = await run(first, {});
    await waitsFor(first, sessionId, 'manual_task');
    expect(await first.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });

    const second = await aLaptopProcess(place);
    const { taskId, ...task } = await taskOf(second, 'session', () => sessionId);
    expect(task).toMatchObject({
      title: 'Approve the change of core-lon-01',
      origin: { toolName: 'request_approval' },
    });
    await second.ask('POST', `/manual-tasks/${taskId}/complete`, { output: { approved: true, comment: 'Go ahead.' } });

    const { session, entries } = await second.ended(sessionId);
    expect(session.status).toBe('COMPLETED');
    const { session: called, job, manual_task } = await linked(second, entries);
    expect(called).toMatchObject({ status: 'COMPLETED', caller: { kind: 'session', id: sessionId } });
    expect(job).toMatchObject({
      ...{
        status: 'SUCCEEDED',
        workflowId: DEMO_WORKFLOWS.changeWindow,
        startedBy: { kind: 'session', id: sessionId },
      },
      output: { approved: true, risk: 'low', device: 'core-lon-01' },
    });
    expect(job.sessions).toHaveLength(1);
    const ofJob = await second.ask('GET', `/sessions/${job.sessions[0]}`);
    expect(ofJob).toMatchObject({ trigger: { type: 'JOB' }, caller: { kind: 'job', id: job.jobId } });
    expect(manual_task).toMatchObject({
      taskId,
      status: 'COMPLETED',
      output: { approved: true, comment: 'Go ahead.' },
    });
    expect(session.finalResponse).toContain('approved is true. Comment: Go ahead.');
    expect(session.finalResponse).toContain(`session ${called.sessionId}`);
    expect(session.finalResponse).toContain(`job ${job.jobId}`);
    expect(session.finalResponse).not.toContain('no value at');
  });

  it('goes on after its laptop was killed while the workflow asked a person, who refuses', async () => {
    const place = { dataDir: aDataFolder() };
    const first = await aLaptopProcess(place);
    const sessionId = await run(first, { risk: 'high', device: 'edge-fra-01', change: 'Change the carrier.' });
    const { waiting } = await waitsFor(first, sessionId, 'job');
    const jobId = waiting[0].id;
    const { taskId, title } = await taskOf(first, 'job', () => jobId);
    expect(title).toBe('Approve a change of high risk on edge-fra-01');
    await first.kill('SIGKILL');

    const second = await aLaptopProcess(place);
    const output = { approved: false, reason: 'Not before Sunday.' };
    await second.ask('POST', `/manual-tasks/${taskId}/complete`, { output });
    await waitsFor(second, sessionId, 'manual_task');
    const own = await taskOf(second, 'session', () => sessionId);
    await second.ask('POST', `/manual-tasks/${own.taskId}/complete`, {
      output: { approved: false, comment: 'Not now.' },
    });

    const { session, entries } = await second.ended(sessionId);
    expect(session.status).toBe('COMPLETED');
    expect((await linked(second, entries)).job).toMatchObject({ jobId, status: 'FAILED' });
    expect(callsOf(entries).find(({ toolName }) => toolName === 'open_change_window')).toMatchObject({
      state: 'FAILED',
      error: { category: 'JOB_FAILED', message: expect.stringContaining('ada refused the change: Not before Sunday.') },
    });
  });
});
