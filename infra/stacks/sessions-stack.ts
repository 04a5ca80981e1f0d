import { EventBus } from 'aws-cdk-lib/aws-events';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { tellDailyBudget } from '../constructs/daily-budget.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { EveryMinute } from '../constructs/every-minute.ts';
import { tellListShards } from '../constructs/list-shards.ts';
import { LostExecutionRule } from '../constructs/lost-execution-rule.ts';
import { ModelKeys } from '../constructs/model-keys.ts';
import { ModelRights } from '../constructs/model-rights.ts';
import { Operations } from '../constructs/operations.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { SecretRights } from '../constructs/secret-rights.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../constructs/service-function.ts';
import { SessionMachine } from '../constructs/session-machine.ts';
import { observe, SessionMetrics } from '../constructs/session-metrics.ts';
import { grantToolFunctions, tellToolFunctions } from '../constructs/tool-functions.ts';
import { TriggerFiring } from '../constructs/trigger-firing.ts';
import { WorkflowRights } from '../constructs/workflow-rights.ts';
import type { DataStack } from './data-stack.ts';

export type SessionsStackProps = StackProps & { deployment: Deployment; data: DataStack };

/** What drives sessions: the state machine, its functions, what recovers and what sweeps. */
export class SessionsStack extends Stack {
  readonly operations: Operations;
  readonly machine: SessionMachine;
  /** Lifecycle events of sessions, for tenants and other systems. */
  readonly bus: EventBus;
  readonly triggers: TriggerFiring;
  /** What may be done with the tenants' own state machines. */
  readonly workflows: WorkflowRights;
  /** What may be done with the values of the tenants' secrets. */
  readonly secrets: SecretRights;
  private readonly advance: ServiceFunction;
  private readonly park: ServiceFunction;
  private readonly recover: ServiceFunction;
  private readonly sweep: ServiceFunction;

  constructor(scope: Construct, id: string, { deployment, data, ...props }: SessionsStackProps) {
    super(scope, id, props);
    this.operations = new Operations(this, 'Operations');
    const busName = `agent-sessions-${deployment.stage}`;
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName });
    this.advance = this.lifecycle('AdvanceSession', {
      entry: 'functions/session-lifecycle/advance-session.ts',
      description: 'Drives a session until it waits, ends or its time is used up.',
      // Lambda's hard limit; the state machine waits 930 s for it.
      timeout: Duration.seconds(900),
      memoryMb: 1024,
    });
    this.park = this.lifecycle('ParkSession', {
      entry: 'functions/session-lifecycle/park-session.ts',
      description: 'Stores the task token of a session that waits.',
      timeout: Duration.seconds(30),
      memoryMb: 512,
    });
    this.recover = this.lifecycle('RecoverSession', {
      entry: 'functions/session-lifecycle/recover-session.ts',
      description: 'Starts the next run of a session whose execution was lost.',
      timeout: Duration.seconds(60),
      memoryMb: 512,
      // Ten at a time keep an outage's recovery below 50 new runs a second.
      reservedConcurrency: 10,
    });
    this.sweep = this.lifecycle('SweepOutboxes', {
      entry: 'functions/session-lifecycle/sweep-outboxes.ts',
      description: 'Performs the effects that were left behind and recovers overdue sessions.',
      // Ends before the next minute's begins; two, for the one that starts a little early.
      timeout: Duration.seconds(55),
      memoryMb: 1024,
      reservedConcurrency: 2,
    });
    this.machine = new SessionMachine(this, 'SessionMachine', {
      stage: deployment.stage,
      rights: this.operations.rights,
      functions: { AdvanceSession: this.advance, ParkSession: this.park },
    });
    this.triggers = new TriggerFiring(this, 'Triggers', {
      stage: deployment.stage,
      bus: this.bus,
      busName,
      operations: this.operations,
    });
    this.workflows = new WorkflowRights(this, 'Workflows');
    this.secrets = new SecretRights(this, 'Secrets', { stage: deployment.stage });
    this.secrets.grantTo(this.advance, 'read');
    new ModelRights(this, 'Models').grantTo(this.advance);
    new ModelKeys(this, 'ModelKeys', { deployment, fn: this.advance });
    this.grantData(data);
    this.grantTriggers(data, deployment);
    this.grantRuns(deployment);
    tellToolFunctions(this.advance, deployment.toolFunctions);
    grantToolFunctions(this, this.advance, deployment.toolFunctions);
    this.connect();
    this.watch();
    for (const fn of [this.advance, this.park, this.recover, this.sweep, this.triggers.fire]) observe(fn, deployment);
    new SessionMetrics(this, 'Metrics', { deployment, operations: this.operations });
  }

  private lifecycle(id: string, props: Omit<ServiceFunctionProps, 'tracing' | 'deadLetters'>): ServiceFunction {
    const { rights, undelivered } = this.operations;
    return new ServiceFunction(this, id, { ...props, tracing: rights.tracing, deadLetters: undelivered });
  }

  /** Control items and projections are put whole, under a condition; but a task's claim stays when its state is put. */
  private grantData(data: DataStack): void {
    data.sessionControl.grantTo(this.sweep, ['Query']);
    for (const fn of [this.advance, this.park, this.recover, this.sweep]) {
      data.sessionControl.grantTo(fn, ['GetItem', 'PutItem']);
    }
    data.activity.grantTo(this.advance, ['Query']);
    // The sweeper finishes what a deletion began, and deletes what is past its retention.
    data.activity.grantTo(this.sweep, ['Query', 'BatchWriteItem']);
    data.manualTasks.grantTo(this.sweep, ['Query'], ['byOrigin']);
    data.audit.grantTo(this.sweep, ['Query', 'BatchWriteItem'], ['byOwner']);
    for (const performer of [this.advance, this.recover, this.sweep]) {
      data.sessions.grantTo(performer, ['PutItem']);
      data.activity.grantTo(performer, ['GetItem', 'PutItem']);
      data.manualTasks.grantTo(performer, ['UpdateItem']);
      data.audit.grantTo(performer, ['PutItem']);
      // Called sessions and jobs are started from the catalog, and counted in it.
      data.catalog.grantTo(performer, ['GetItem', 'PutItem', 'UpdateItem']);
      // What a tenant spends on a day: leased before model calls, given back at the end.
      data.rateLimits.grantTo(performer, ['GetItem', 'UpdateItem']);
    }
  }

  /** Who performs effects may start runs, wake them and publish; who recovers may also stop them. */
  private grantRuns(deployment: Deployment): void {
    this.machine.grantTo(this.park, ['wake']);
    this.machine.grantTo(this.advance, ['start', 'wake', 'answer']);
    this.machine.grantTo(this.recover, ['start', 'wake', 'stop']);
    this.machine.grantTo(this.sweep, ['start', 'wake', 'stop']);
    for (const performer of [this.advance, this.recover, this.sweep]) {
      // They start the sessions that sessions and jobs call.
      performer.tell('RETENTION_DAYS', String(deployment.retentionDays));
      tellDailyBudget(performer, deployment);
      tellListShards(performer, deployment);
      performer.tell('EVENT_BUS', this.bus.eventBusName);
      this.bus.grantPutEventsTo(performer);
      this.workflows.grantTo(performer, ['start', 'answer']);
    }
    this.workflows.grantTo(this.sweep, ['look']);
  }

  /** The sweeper repeats what a writer of triggers left undone; who fires them starts sessions, and cancels those begun too late. */
  private grantTriggers(data: DataStack, deployment: Deployment): void {
    const { retentionDays } = deployment;
    const { fire } = this.triggers;
    this.triggers.grantWiringTo(this.sweep);
    data.sessionControl.grantTo(fire, ['GetItem', 'PutItem']);
    data.sessions.grantTo(fire, ['PutItem']);
    data.audit.grantTo(fire, ['PutItem']);
    // Texts that it put for a session which turns out to be deleted go again.
    data.activity.grantTo(fire, ['GetItem', 'PutItem', 'Query', 'BatchWriteItem']);
    data.catalog.grantTo(fire, ['GetItem', 'PutItem']);
    data.rateLimits.grantTo(fire, ['GetItem', 'UpdateItem']);
    tellDailyBudget(fire, deployment);
    tellListShards(fire, deployment);
    this.machine.grantTo(fire, ['start', 'wake']);
    fire.tell('EVENT_BUS', this.bus.eventBusName);
    fire.tell('RETENTION_DAYS', String(retentionDays));
    this.bus.grantPutEventsTo(fire);
  }

  private connect(): void {
    const { undelivered: deadLetters } = this.operations;
    new LostExecutionRule(this, 'LostExecution', {
      stateMachineArn: this.machine.arn,
      recoverBy: this.recover,
      deadLetters,
    });
    new EveryMinute(this, 'Sweep', {
      invokes: this.sweep,
      description: 'Sweeps the outboxes of sessions.',
      deadLetters,
    });
  }

  private watch(): void {
    const topic = this.operations.alarms;
    const period = Duration.minutes(5);
    new RunbookAlarm(this, 'AdvanceSessionFails', {
      // Single errors are retried by the state machine and noticed by nobody.
      metric: this.advance.metricErrors({ period }),
      threshold: 5,
      userImpact: 'Sessions make no progress or start over from their last step.',
      runbook: 'advance-session-fails',
      topic,
    });
    new RunbookAlarm(this, 'SweepFails', {
      metric: this.sweep.metricErrors({ period }),
      threshold: 3,
      userImpact: 'Lists may show an old status, and interrupted sessions stay interrupted.',
      runbook: 'sweep-fails',
      topic,
    });
    new RunbookAlarm(this, 'SweepSilent', {
      metric: this.sweep.metricInvocations({ period }),
      threshold: 1,
      silence: true,
      userImpact: 'Lists may show an old status, and interrupted sessions stay interrupted.',
      runbook: 'sweep-silent',
      topic,
    });
    new RunbookAlarm(this, 'ExecutionsFail', {
      // Sessions that end as FAILED count too, so a few are everyday life.
      metric: this.machine.machine.metricFailed({ period: Duration.minutes(15) }),
      threshold: 20,
      userImpact: 'Many sessions end as failed.',
      runbook: 'executions-fail',
      topic,
    });
  }
}
