import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { fillSubstitutions } from '../../../infra/local/emulators/step-functions/fill-substitutions.ts';
import { MACHINE, mailbox, openBench } from './step-functions-bench.ts';

// asl-validator ships no types.
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: object,
) => { isValid: boolean; errorsText: (separator: string) => string };

const machine = fillSubstitutions(
  readFileSync(new URL('../../../infra/state-machines/change-window.asl.json', import.meta.url), 'utf8'),
  {
    RunAgent: 'arn:aws:lambda:eu-central-1:123456789012:function:run-agent',
    OpenManualTask: 'arn:aws:lambda:eu-central-1:123456789012:function:open-manual-task',
    HealthCheckAgentId: 'agt_1',
  },
) as object;

type Call = { token: string; [field: string]: unknown };
const input = { jobKey: 'demo.job_1.secret', change: 'Replace a module', device: 'core-lon-01', risk: 'normal' };
const checked = { status: 'completed', sessionId: 'ses_1', lastMessage: 'All is well.' };
const answer = (approved: boolean) => ({
  status: 'completed',
  taskId: 'mtk_1',
  output: { approved, reason: 'The night is quiet.' },
  completedBy: { userId: 'olivia', name: 'Olivia' },
});

async function start(given: object = input) {
  const [agents, tasks] = [mailbox<Call>(), mailbox<Call>()];
  const functions = { 'run-agent': agents.put, 'open-manual-task': tasks.put };
  const bench = await openBench({ machine, functions });
  await bench.client.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(given) }),
  );
  return { ...bench, agents, tasks };
}

const send = (client: SFNClient, { token }: Call, output: object) =>
  client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));

describe('the workflow Change window', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(machine, { checkPaths: true, checkArn: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('is approved by rule when the risk is low, once the network was checked', async () => {
    const { client, agents, tasks, ended } = await start({ ...input, risk: 'low' });
    const call = await agents.take();
    expect(call).toEqual({
      jobKey: 'demo.job_1.secret',
      agentId: 'agt_1',
      state: { name: 'Check the network', enteredTime: '2026-01-01T00:00:00.000Z', retry: 0 },
      token: expect.any(String),
    });
    await send(client, call, checked);
    const { status, output } = await ended('one');
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toMatchObject({ approved: true, checkedBy: 'ses_1', findings: 'All is well.' });
    expect(output).not.toContain('secret');
    expect(tasks.size()).toBe(0);
  });

  it('asks a person when the risk is not low, and ends with their answer', async () => {
    const { client, agents, tasks, ended } = await start();
    await send(client, await agents.take(), checked);
    const task = await tasks.take();
    expect(task).toMatchObject({
      title: 'Approve a change of normal risk on core-lon-01',
      description: expect.stringContaining('\n\nReplace a module\n\n'),
      form: { required: ['approved', 'reason'] },
      input: { checkedBy: 'ses_1', findings: 'All is well.' },
      state: { name: 'Ask a person' },
    });
    await send(client, task, answer(true));
    const { status, output } = await ended('one');
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toMatchObject({ approved: true, approvedBy: 'Olivia', taskId: 'mtk_1' });
    expect(output).not.toContain('secret');
  });

  it('fails with who refused and why', async () => {
    const { client, agents, tasks, ended } = await start({ ...input, device: undefined, risk: 'high' });
    await send(client, await agents.take(), checked);
    const task = await tasks.take();
    expect(task.title).toBe('Approve a change of high risk on no particular device');
    await send(client, task, answer(false));
    expect(await ended('one')).toMatchObject({
      status: 'FAILED',
      error: 'ChangeRefused',
      cause: 'Olivia refused the change: The night is quiet.',
    });
  });

  it.each([
    ['failed', 'ses_1'],
    ['canceled', 'ses_1'],
  ])('fails with the session when the check %s', async (status, sessionId) => {
    const { client, agents, ended } = await start();
    await send(client, await agents.take(), { status, sessionId, lastMessage: null });
    expect(await ended('one')).toMatchObject({
      error: 'NetworkNotChecked',
      cause: expect.stringContaining(`${sessionId} of the health check ended as ${status}`),
    });
  });

  it('fails with the reason when the check or the task is refused', async () => {
    const { client, agents, tasks, ended } = await start();
    const refuse = ({ token: taskToken }: Call, cause: string) =>
      client.send(new SendTaskFailureCommand({ taskToken, error: 'AgentSession.InvalidJobKey', cause }));
    await send(client, await agents.take(), checked);
    await refuse(await tasks.take(), 'The job has ended.');
    expect(await ended('one')).toMatchObject({
      error: 'NobodyAsked',
      cause: 'The task could not be opened: AgentSession.InvalidJobKey The job has ended.',
    });
    const other = await start();
    await other.client.send(
      new SendTaskFailureCommand({
        taskToken: (await other.agents.take()).token,
        error: 'AgentSession.InvalidJobKey',
        cause: 'No.',
      }),
    );
    expect(await other.ended('one')).toMatchObject({
      error: 'NetworkNotChecked',
      cause: 'The health check could not be run: AgentSession.InvalidJobKey No.',
    });
  });

  it('fails when nobody decides within 90 days', async () => {
    const { client, agents, tasks, ended, time } = await start();
    await send(client, await agents.take(), checked);
    await tasks.take();
    await time.pass(90 * 24 * 60 * 60 * 1_000);
    expect(await ended('one')).toMatchObject({ status: 'FAILED', error: 'NobodyDecided' });
  });

  it.each([
    [{ ...input, change: undefined }, '`change`'],
    [{ ...input, change: '' }, '`change`'],
    [{ ...input, change: 7 }, '`change`'],
    [{ ...input, risk: undefined }, '`risk`'],
    [{ ...input, risk: 'medium' }, '`risk`'],
    [{ ...input, device: 7 }, '`device`'],
  ])('refuses an input and says what is wrong: %j', async (given, field) => {
    const { ended } = await start(given);
    expect(await ended('one')).toMatchObject({ error: 'InvalidInput', cause: expect.stringContaining(field) });
  });
});
