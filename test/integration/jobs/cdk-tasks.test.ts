import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { OpenManualTask } from '../../../infra/constructs/open-manual-task.ts';
import { RunAgentTask } from '../../../infra/constructs/run-agent-task.ts';
import { machineArn } from '../../../infra/local/open-engine.ts';
import type { Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { until } from '../../builders/until.ts';

/** The states that CDK makes, as the laptop takes them: it knows one partition. */
function workflowOf(stack: Stack) {
  const functionNamed = (name: string) =>
    LambdaFunction.fromFunctionArn(stack, name, `arn:aws:lambda:local:000000000000:function:${name}`);
  const greet = new RunAgentTask(stack, 'Greet', {
    runAgent: functionNamed('run-agent'),
    agentId: JsonPath.stringAt('$$.Execution.Input.agentId'),
    inputs: { who: JsonPath.stringAt('$.name') },
    key: JsonPath.stringAt('$.index'),
  });
  const ask = new OpenManualTask(stack, 'Ask', {
    openManualTask: functionNamed('open-manual-task'),
    title: JsonPath.format('Did {} greet?', JsonPath.stringAt('$[0].sessionId')),
    form: { type: 'object', properties: { polite: { type: 'boolean' } }, required: ['polite'] },
    input: { last: JsonPath.stringAt('$[1].lastMessage') },
  });
  const asl = (task: RunAgentTask | OpenManualTask) => ({
    ...stack.resolve(task.toStateJson()),
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  });
  const item = { 'index.$': '$$.Map.Item.Index', 'name.$': '$$.Map.Item.Value' };
  const each = { StartAt: 'Greet', States: { Greet: asl(greet) } };
  return {
    StartAt: 'Greet each',
    States: {
      'Greet each': { Type: 'Map', ItemsPath: '$.names', ItemSelector: item, ItemProcessor: each, Next: 'Ask' },
      Ask: asl(ask),
    },
  };
}

const laptop = await aLaptop({
  machines: {
    greeting: { definition: workflowOf(new Stack(new App(), 'Stack')), tags: { 'agent-sessions:tenant': 'demo' } },
  },
});

describe('the tasks that the constructs make', () => {
  it('run agents side by side in a Map, ask a person, and give the job what came of it', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'Hello {{ inputs.who }}!' }], [], {
      instructions: 'Greet {{ who }}.',
      inputSchema: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] },
    });
    const workflow = { name: 'Greeting', stateMachineArn: machineArn('greeting') };
    const { workflowId } = await laptop.ask('POST', '/workflows', workflow, 201);
    const input = { agentId, names: ['Ada', 'Bo'] };
    const { jobId } = await laptop.ask('POST', `/workflows/${workflowId}/run`, { input }, 201);

    const isOfJob = ({ origin }: Json) => origin.id === jobId;
    const task = await until(
      async () => (await laptop.ask('GET', '/manual-tasks')).items.find(isOfJob),
      () => `a task of ${jobId}`,
    );
    const { sessions } = await laptop.ask('GET', `/jobs/${jobId}`);
    const called = await Promise.all(sessions.map((id: string) => laptop.ask('GET', `/sessions/${id}`)));
    expect(called.map(({ finalResponse }: Json) => finalResponse).sort()).toEqual(['Hello Ada!', 'Hello Bo!']);
    expect(called).toMatchObject(
      sessions.map(() => ({ trigger: { type: 'JOB' }, caller: { kind: 'job', id: jobId } })),
    );
    const first = called.find(({ inputs }: Json) => inputs.who === 'Ada').sessionId;
    const asked = await laptop.ask('GET', `/manual-tasks/${task.taskId}`);
    expect((await laptop.ask('GET', `/jobs/${task.origin.id}`)).tasks).toContain(task.taskId);
    expect(asked).toMatchObject({ title: `Did ${first} greet?`, input: { last: 'Hello Bo!' } });

    await laptop.ask('POST', `/manual-tasks/${task.taskId}/complete`, { output: { polite: true } });
    const ended = await until(
      async () => {
        const job = await laptop.ask('GET', `/jobs/${jobId}`);
        return job.status === 'RUNNING' ? undefined : job;
      },
      () => `the end of ${jobId}`,
    );
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 'completed', taskId: task.taskId, output: { polite: true }, completedBy: { userId: 'ada' } },
    });
  });
});
