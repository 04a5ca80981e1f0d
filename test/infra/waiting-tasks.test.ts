import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { OpenManualTask } from '../../infra/constructs/open-manual-task.ts';
import { RunAgentTask } from '../../infra/constructs/run-agent-task.ts';

const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const stack = new Stack(new App(), 'Stack');
const runAgent = LambdaFunction.fromFunctionArn(stack, 'RunAgent', arn('run-agent'));
const openManualTask = LambdaFunction.fromFunctionArn(stack, 'OpenManualTask', arn('open-manual-task'));
const aslOf = (task: RunAgentTask | OpenManualTask) => stack.resolve(task.toStateJson());

const FINAL_ERRORS = [
  'AgentSession.Failed',
  'AgentSession.Canceled',
  'AgentSession.AgentNotFound',
  'AgentSession.InvalidInput',
  'AgentSession.InvalidJobKey',
  'AgentSession.TooDeep',
  'AgentSession.TooManySessions',
];

/** What every such state has. */
const common = {
  End: true,
  Type: 'Task',
  Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':states:::lambda:invoke.waitForTaskToken']] },
  TimeoutSeconds: 31_536_000,
  Retry: [
    { ErrorEquals: FINAL_ERRORS, MaxAttempts: 0 },
    {
      ErrorEquals: ['States.TaskFailed'],
      IntervalSeconds: 1,
      BackoffRate: 2,
      MaxDelaySeconds: 30,
      MaxAttempts: 5,
      JitterStrategy: 'FULL',
    },
  ],
};
const job = {
  'jobKey.$': '$$.Execution.Input.jobKey',
  state: { 'name.$': '$$.State.Name', 'enteredTime.$': '$$.State.EnteredTime', 'retry.$': '$$.State.RetryCount' },
  'token.$': '$$.Task.Token',
};

describe('RunAgentTask', () => {
  it('hands over the agent and the job, and waits by task token for up to a year', () => {
    const task = new RunAgentTask(stack, 'Check', { runAgent, agentId: 'agt_1' });
    expect(aslOf(task)).toEqual({
      ...common,
      Parameters: { FunctionName: arn('run-agent'), Payload: { ...job, agentId: 'agt_1' } },
    });
  });

  it('takes what it hands over from the input of the state where asked to', () => {
    const task = new RunAgentTask(stack, 'Check one device', {
      runAgent,
      agentId: JsonPath.stringAt('$.agentId'),
      inputs: { device: JsonPath.stringAt('$.device'), threshold: 5 },
      failOnFailure: true,
      key: JsonPath.stringAt('$.index'),
      taskTimeout: Timeout.duration(Duration.hours(1)),
      comment: 'One device.',
      resultPath: '$.check',
    });
    expect(aslOf(task)).toEqual({
      ...common,
      Comment: 'One device.',
      ResultPath: '$.check',
      TimeoutSeconds: 3_600,
      Parameters: {
        FunctionName: arn('run-agent'),
        Payload: {
          ...job,
          'agentId.$': '$.agentId',
          inputs: { 'device.$': '$.device', threshold: 5 },
          failOnFailure: true,
          'key.$': '$.index',
        },
      },
    });
  });
});

describe('OpenManualTask', () => {
  it('hands over what is asked and the job, and waits by task token for up to a year', () => {
    const form = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] };
    const task = new OpenManualTask(stack, 'Ask', {
      openManualTask,
      title: JsonPath.format('Approve {}?', JsonPath.stringAt('$.change')),
      description: 'The risk is high.',
      form,
      input: { change: JsonPath.stringAt('$.change') },
      assignee: 'olivia',
      key: 'first',
    });
    expect(aslOf(task)).toEqual({
      ...common,
      Parameters: {
        FunctionName: arn('open-manual-task'),
        Payload: {
          ...job,
          'title.$': "States.Format('Approve {}?', $.change)",
          description: 'The risk is high.',
          form,
          input: { 'change.$': '$.change' },
          assignee: 'olivia',
          key: 'first',
        },
      },
    });
  });
});
