import {
  DescribeStateMachineCommand,
  InvalidArn,
  ListTagsForResourceCommand,
  ResourceNotFound,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { MACHINE, machineOf, openBench } from './step-functions-bench.ts';

const OTHER = MACHINE.replace(/machine$/, 'other');
const MISSING = MACHINE.replace(/machine$/, 'missing');
const machine = machineOf({ Done: { Type: 'Succeed', Comment: 'of the first' } });
const other = machineOf({ Done: { Type: 'Fail', Error: 'Other' } });

/** Two machines, of which the second has tags. */
async function openTwo() {
  const { client, ended } = await openBench({
    machine,
    others: { [OTHER]: other },
    tags: { [OTHER]: { 'agent-sessions:tenant': 'demo', stage: 'test' } },
  });
  const describe = (stateMachineArn: string) => client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const tagsOf = (resourceArn: string) => client.send(new ListTagsForResourceCommand({ resourceArn }));
  return { client, ended, describe, tagsOf };
}

describe('a state machine', () => {
  it('is described with its definition, as a Standard one', async () => {
    const { describe } = await openTwo();
    const { definition, creationDate, ...rest } = await describe(OTHER);
    expect(JSON.parse(definition ?? '')).toEqual(other);
    expect(creationDate).toEqual(new Date(Date.UTC(2026, 0, 1)));
    expect(rest).toMatchObject({
      stateMachineArn: OTHER,
      name: 'other',
      type: 'STANDARD',
      status: 'ACTIVE',
      roleArn: 'arn:aws:iam::123456789012:role/local',
    });
  });

  it('runs its own definition beside another', async () => {
    const { client, ended } = await openTwo();
    await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one' }));
    await client.send(new StartExecutionCommand({ stateMachineArn: OTHER, name: 'two' }));
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED', stateMachineArn: MACHINE });
    expect(await ended('two')).toMatchObject({ status: 'FAILED', error: 'Other', stateMachineArn: OTHER });
  });

  it('lists its tags, or none', async () => {
    const { tagsOf } = await openTwo();
    expect((await tagsOf(OTHER)).tags).toEqual([
      { key: 'agent-sessions:tenant', value: 'demo' },
      { key: 'stage', value: 'test' },
    ]);
    expect((await tagsOf(MACHINE)).tags).toEqual([]);
  });

  it('that is not there is refused as the service does', async () => {
    const { describe, tagsOf } = await openTwo();
    await expect(describe(MISSING)).rejects.toThrow(StateMachineDoesNotExist);
    await expect(describe(MISSING)).rejects.toThrow(`'${MISSING}'`);
    await expect(tagsOf(MISSING)).rejects.toThrow(ResourceNotFound);
    await expect(describe(`${MACHINE}:1`)).rejects.toThrow(StateMachineDoesNotExist);
  });

  it.each(['machine', 'arn:aws:lambda:eu-central-1:123456789012:function:machine'])(
    'has an ARN of its kind: %s is refused',
    async (arn) => {
      const { describe, tagsOf } = await openTwo();
      await expect(describe(arn)).rejects.toThrow(InvalidArn);
      await expect(tagsOf(arn)).rejects.toThrow(InvalidArn);
    },
  );
});
