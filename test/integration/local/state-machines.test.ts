import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { machineArn } from '../../../infra/local/open-engine.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { until } from '../../builders/until.ts';

const failing = { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused', Cause: 'It never works.' } } };
const laptop = await aLaptop({
  machines: { failing: { definition: failing, tags: { 'agent-sessions:tenant': 'acme' } } },
});
const client = new SFNClient({
  endpoint: laptop.address,
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
afterAll(() => client.destroy());

const tagsOf = async (name: string) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn: machineArn(name) }))).tags;

describe('the state machines of a laptop', () => {
  it("are the sessions' own, without a tenant's tag, and the demo's workflow", async () => {
    expect(await tagsOf('agent-session')).toEqual([]);
    expect(await tagsOf('change-window')).toEqual([{ key: 'agent-sessions:tenant', value: 'demo' }]);
    const { type } = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn('change-window') }),
    );
    expect(type).toBe('STANDARD');
  });

  it('are those that a tenant would have deployed too, with their tags', async () => {
    expect(await tagsOf('failing')).toEqual([{ key: 'agent-sessions:tenant', value: 'acme' }]);
    const stateMachineArn = machineArn('failing');
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one' }));
    const ended = await until(
      async () => {
        const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
        return execution.status === 'RUNNING' ? undefined : execution;
      },
      () => 'the end of the execution',
    );
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'It never works.' });
  });
});
