import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-vitest/extend';
import { beforeEach, describe, expect, it } from 'vitest';
import { executions } from '../../../shared/effects/executions.ts';

const stepFunctions = mockClient(SFNClient);
const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:agent-session';
const runs = executions({ stepFunctions: new SFNClient({ region: 'eu-west-1' }), stateMachineArn });
const key = { tenantId: 'demo', sessionId: 'ses_1' };
const told = (message: string) => ({ message, $metadata: {} });
const throttled = new SFNServiceException({
  name: 'ThrottlingException',
  $fault: 'client',
  $metadata: {},
  message: 'Rate exceeded',
});

beforeEach(() => {
  stepFunctions.reset();
});

describe('the execution of a run', () => {
  it('is named after session and run, and carries ids and counters only', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({});
    await runs.start(key, 3);
    expect(stepFunctions).toHaveReceivedCommandWith(StartExecutionCommand, {
      stateMachineArn,
      name: 'ses_1.3',
      input: '{"tenantId":"demo","sessionId":"ses_1","run":3,"loop":0,"backOffs":0}',
    });
  });

  it('counts as started when there is, or was, one of its name', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(told('exists')));
    await expect(runs.start(key, 3)).resolves.toBeUndefined();
  });

  it('stays in the outbox when it is throttled: the error is passed on', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(throttled);
    await expect(runs.start(key, 3)).rejects.toThrow('Rate exceeded');
  });

  it('is stopped by the ARN of its name; one that is not there is stopped', async () => {
    stepFunctions.on(StopExecutionCommand).rejects(new ExecutionDoesNotExist(told('none')));
    await runs.stop(key, 2);
    expect(stepFunctions).toHaveReceivedCommandWith(StopExecutionCommand, {
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:agent-session:ses_1.2',
    });
  });
});

describe('a task token', () => {
  it.each([
    ['used or expired', new TaskTimedOut(told('timed out'))],
    ['of a task that is gone', new TaskDoesNotExist(told('gone'))],
    ['invalid', new InvalidToken(told('invalid'))],
  ])('that is %s counts as sent: it proves nothing', async (_what, error) => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(error);
    await expect(runs.sendToken('token')).resolves.toBeUndefined();
  });

  it('is sent with an empty output: what happened is read from the control item', async () => {
    stepFunctions.on(SendTaskSuccessCommand).resolves({});
    await runs.sendToken('token');
    expect(stepFunctions).toHaveReceivedCommandWith(SendTaskSuccessCommand, { taskToken: 'token', output: '{}' });
  });

  it('stays in the outbox when the service is throttled', async () => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(throttled);
    await expect(runs.sendToken('token')).rejects.toThrow('Rate exceeded');
  });
});
