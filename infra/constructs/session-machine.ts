import { join } from 'node:path';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { RightsOnEverything } from './rights-on-everything.ts';
import { repositoryRoot, type ServiceFunction } from './service-function.ts';
import { StateMachineFromFile } from './state-machine-from-file.ts';
import { statesArn } from './states-arn.ts';

/** The one definition: deployed here and executed unchanged on the laptop. */
export const sessionMachineFile = join(repositoryRoot, 'infra/state-machines/agent-session.asl.json');

export type SessionMachineProps = {
  stage: string;
  rights: RightsOnEverything;
  /** The functions its tasks invoke, by the names that the definition uses: `${AdvanceSession}`. */
  functions: Record<string, ServiceFunction>;
};

/** What a function may do with the executions of sessions. */
export type RunRight = 'start' | 'wake' | 'answer' | 'stop';

/** The Standard state machine that drives every session of every tenant. */
export class SessionMachine extends Construct {
  readonly machine: StateMachine;
  /** Built from its name: its functions are told it, and it in turn names its functions. */
  readonly arn: string;
  private readonly stopping: ManagedPolicy;

  constructor(scope: Construct, id: string, props: SessionMachineProps) {
    super(scope, id);
    const name = `agent-session-${props.stage}`;
    this.arn = statesArn(this, 'stateMachine', name);
    this.machine = new StateMachineFromFile(this, 'Machine', {
      name,
      file: sessionMachineFile,
      ...{ rights: props.rights, functions: props.functions },
    });
    this.stopping = new ManagedPolicy(this, 'Stopping', {
      statements: [allow('states:StopExecution', statesArn(this, 'execution', `${name}:*`))],
    });
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`,
      reason:
        'An execution is named by its session and run, which exist only at run time; it is still one machine only.',
    });
  }

  /** Tells the function the machine's ARN and gives it these rights on this machine only. */
  grantTo(fn: ServiceFunction, rights: readonly RunRight[]): void {
    fn.tell('STATE_MACHINE_ARN', this.arn);
    if (rights.includes('start')) fn.addToRolePolicy(allow('states:StartExecution', this.arn));
    // By these only a task token is worth anything.
    if (rights.includes('wake')) fn.addToRolePolicy(allow('states:SendTaskSuccess', this.arn));
    if (rights.includes('answer')) fn.addToRolePolicy(allow('states:SendTaskFailure', this.arn));
    if (rights.includes('stop')) fn.role?.addManagedPolicy(this.stopping);
  }
}

function allow(action: string, resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: [resource] });
}
