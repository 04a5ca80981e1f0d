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
const mine = { 'agent-sessions:tenant': 'demo', team: 'network' };

it.each([
  ['carries no tag', answers('STANDARD'), 'does not carry the tag agent-sessions:tenant = demo'],
  ['is of another tenant', answers('STANDARD', { 'agent-sessions:tenant': 'acme' }), 'does not carry the tag'],
  ['is an express one', answers('EXPRESS', mine), 'only a STANDARD one can wait for a person'],
  ['does not exist', answers(named('StateMachineDoesNotExist')), 'there is no such state machine'],
  ['may not be described', answers(named('AccessDeniedException')), 'there is no such state machine'],
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
