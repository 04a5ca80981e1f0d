import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Deployment, ExampleWorkflow } from '../constructs/deployment.ts';
import { repositoryRoot } from '../constructs/service-function.ts';
import { StateMachineFromFile } from '../constructs/state-machine-from-file.ts';
import type { JobsStack } from './jobs-stack.ts';
import type { SessionsStack } from './sessions-stack.ts';

/** The example: deployed here when asked for, and executed unchanged on the laptop. */
export const changeWindowFile = join(repositoryRoot, 'infra/state-machines/change-window.asl.json');

export type ExampleWorkflowStackProps = StackProps & {
  deployment: Deployment;
  example: ExampleWorkflow;
  sessions: SessionsStack;
  jobs: JobsStack;
};

/** A workflow as a tenant would bring it: a state machine with the tenant's tag, ready to be registered. */
export class ExampleWorkflowStack extends Stack {
  constructor(scope: Construct, id: string, props: ExampleWorkflowStackProps) {
    const { deployment, example, sessions, jobs, ...stackProps } = props;
    super(scope, id, stackProps);
    const machine = new StateMachineFromFile(this, 'ChangeWindow', {
      name: `agent-sessions-${deployment.stage}-change-window`,
      file: changeWindowFile,
      rights: sessions.operations.rights,
      functions: { RunAgent: jobs.runAgent, OpenManualTask: jobs.openManualTask },
      values: { HealthCheckAgentId: example.agentId },
    });
    Tags.of(machine).add('agent-sessions:tenant', example.tenant);
    new CfnOutput(this, 'StateMachineArn', {
      value: machine.stateMachineArn,
      description: 'Register it as a workflow.',
    });
  }
}
