import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { AlarmedQueue } from '../constructs/alarmed-queue.ts';
import { tellDailyBudget } from '../constructs/daily-budget.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { JobEndedRule } from '../constructs/job-ended-rule.ts';
import { tellListShards } from '../constructs/list-shards.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../constructs/service-function.ts';
import { observe } from '../constructs/session-metrics.ts';
import type { DataStack } from './data-stack.ts';
import type { SessionsStack } from './sessions-stack.ts';

export type JobsStackProps = StackProps & { deployment: Deployment; data: DataStack; sessions: SessionsStack };

/** What workflows of tenants call while they run, and what hears that they ended. */
export class JobsStack extends Stack {
  /** Invoked by tenants' state machines; their roles need the right to. */
  readonly runAgent: ServiceFunction;
  readonly openManualTask: ServiceFunction;
  private readonly endJob: ServiceFunction;
  /** Apart from that of the sessions: a rule's ARN in the policy of a queue ties their stacks together. */
  private readonly undelivered: AlarmedQueue;

  constructor(scope: Construct, id: string, { deployment, data, sessions, ...props }: JobsStackProps) {
    super(scope, id, props);
    this.undelivered = new AlarmedQueue(this, 'Undelivered', {
      userImpact:
        'Jobs that ended are shown as running until the sweeper looks at them, and whoever waits goes on late.',
      runbook: 'undelivered-job-events',
      topic: sessions.operations.alarms,
    });
    this.runAgent = this.jobFunction('RunAgent', sessions, {
      entry: 'functions/jobs/run-agent.ts',
      description: 'Starts a session for a state of a workflow, which waits for its end.',
      timeout: Duration.seconds(60),
      memoryMb: 512,
    });
    this.runAgent.tell('RETENTION_DAYS', String(deployment.retentionDays));
    tellDailyBudget(this.runAgent, deployment);
    this.openManualTask = this.jobFunction('OpenManualTask', sessions, {
      entry: 'functions/jobs/open-manual-task.ts',
      description: 'Opens a Work Center task for a state of a workflow, which waits for its completion.',
      timeout: Duration.seconds(60),
      memoryMb: 512,
    });
    this.endJob = this.jobFunction('EndJob', sessions, {
      entry: 'functions/jobs/end-job.ts',
      description: 'Records how the execution of a job ended, and tells whoever waits for it.',
      timeout: Duration.seconds(60),
      memoryMb: 512,
      // Events come in bursts when a state machine is stopped as a whole.
      reservedConcurrency: 10,
    });
    for (const fn of [this.runAgent, this.openManualTask, this.endJob]) {
      observe(fn, deployment);
      tellListShards(fn, deployment);
    }
    this.grant(data, sessions);
    new JobEndedRule(this, 'JobEnded', { endBy: this.endJob, deadLetters: this.undelivered });
    this.watch(sessions);
    new CfnOutput(this, 'RunAgentFunction', { value: this.runAgent.functionArn });
    new CfnOutput(this, 'OpenManualTaskFunction', { value: this.openManualTask.functionArn });
  }

  private jobFunction(
    id: string,
    { operations }: SessionsStack,
    props: Omit<ServiceFunctionProps, 'tracing' | 'deadLetters'>,
  ): ServiceFunction {
    const { tracing } = operations.rights;
    return new ServiceFunction(this, id, { ...props, tracing, deadLetters: this.undelivered });
  }

  private grant(data: DataStack, sessions: SessionsStack): void {
    for (const fn of [this.runAgent, this.openManualTask, this.endJob]) {
      data.sessionControl.grantTo(fn, ['GetItem', 'PutItem']);
      data.activity.grantTo(fn, ['GetItem', 'PutItem']);
    }
    data.catalog.grantTo(this.runAgent, ['GetItem', 'PutItem', 'UpdateItem']);
    data.catalog.grantTo(this.openManualTask, ['PutItem']);
    data.catalog.grantTo(this.endJob, ['PutItem']);
    data.manualTasks.grantTo(this.openManualTask, ['UpdateItem']);
    data.manualTasks.grantTo(this.endJob, ['UpdateItem']);
    // A session that is being canceled ends with its last job, and gives back what it holds of its tenant's day.
    data.rateLimits.grantTo(this.endJob, ['GetItem', 'UpdateItem']);
    for (const performer of [this.runAgent, this.endJob]) data.audit.grantTo(performer, ['PutItem']);
    // A repeat of a state whose result is there already gets it at once.
    sessions.workflows.grantTo(this.runAgent, ['answer']);
    sessions.workflows.grantTo(this.openManualTask, ['answer']);
    sessions.workflows.grantTo(this.endJob, ['look']);
    // One starts sessions, the other wakes the session that waits for the job: both perform a session's effects.
    for (const performer of [this.runAgent, this.endJob]) data.sessions.grantTo(performer, ['PutItem']);
    sessions.machine.grantTo(this.runAgent, ['start']);
    sessions.machine.grantTo(this.endJob, ['start', 'wake']);
    // Sessions that start, tasks that are opened and closed.
    for (const publisher of [this.runAgent, this.openManualTask, this.endJob]) {
      publisher.tell('EVENT_BUS', sessions.bus.eventBusName);
      sessions.bus.grantPutEventsTo(publisher);
    }
  }

  private watch(sessions: SessionsStack): void {
    const topic = sessions.operations.alarms;
    const period = Duration.minutes(5);
    new RunbookAlarm(this, 'RunAgentFails', {
      metric: this.runAgent.metricErrors({ period }),
      threshold: 5,
      userImpact: 'Workflows fail where they run an agent, and so do the jobs.',
      runbook: 'run-agent-fails',
      topic,
    });
    new RunbookAlarm(this, 'OpenManualTaskFails', {
      metric: this.openManualTask.metricErrors({ period }),
      threshold: 5,
      userImpact: 'Workflows fail where they ask a person, and so do the jobs.',
      runbook: 'open-manual-task-fails',
      topic,
    });
    new RunbookAlarm(this, 'EndJobFails', {
      metric: this.endJob.metricErrors({ period }),
      threshold: 3,
      userImpact: 'Jobs that ended are shown as running, and sessions that wait for them go on late.',
      runbook: 'end-job-fails',
      topic,
    });
  }
}
