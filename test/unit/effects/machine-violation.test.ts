import { DescribeStateMachineCommand, ListTagsForResourceCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { machineViolation } from '../../../shared/effects/machine-violation.ts';

const machine = {
  stateMachineArn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:change-window',
  tenantId: 'demo',
  ownMachineArn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:agent-session',
};

function answers(type: 'STANDARD' | 'EXPRESS' | Error, tags: Record<string, string> = {}) {
  const client = new SFNClient({ region: 'eu-central-1' });
  const sfn = mockClient(client);
  if (type instanceof Error) sfn.on(DescribeStateMachineCommand).rejects(type);
  else sfn.on(DescribeStateMachineCommand).resolves({ type });
  sfn.on(ListTagsForResourceCommand).resolves({ tags: Object.entries(tags).map(([key, value]) => ({ key, value })) });
  return { stepFunctions: client };
}
const named = (name: string) => Object.assign(new Error('no'), { name });
/** One and the same for all of them: which names the account has is nobody's business. */
const NOT_THEIRS = 'names no state machine with the tag agent-sessions:tenant = demo that Agent Sessions may describe';
const mine = { 'agent-sessions:tenant': 'demo', team: 'network' };

it.each([
  ['carries no tag', answers('STANDARD'), NOT_THEIRS],
  ['is of another tenant', answers('STANDARD', { 'agent-sessions:tenant': 'acme' }), NOT_THEIRS],
  ['is an express one', answers('EXPRESS', mine), 'only a STANDARD one can wait for a person'],
  ['does not exist', answers(named('StateMachineDoesNotExist')), NOT_THEIRS],
  ['may not be described', answers(named('AccessDeniedException')), NOT_THEIRS],
])('refuses a state machine that %s', async (_what, deps, message) => {
  const violation = await machineViolation(machine, deps);
  expect(violation).toContain(message);
  expect(violation).not.toContain('acme');
});

it('refuses the state machine of the product itself, whatever it carries', async () => {
  const own = { ...machine, stateMachineArn: machine.ownMachineArn };
  expect(await machineViolation(own, answers('STANDARD', mine))).toContain('Agent Sessions itself');
});

it("takes the tenant's own, and does not take an outage for an answer", async () => {
  expect(await machineViolation(machine, answers('STANDARD', mine))).toBeUndefined();
  await expect(machineViolation(machine, answers(named('ServiceUnavailable')))).rejects.toThrow('no');
});
