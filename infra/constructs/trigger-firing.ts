import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { API_TRIGGER_SOURCE } from '../../shared/domain/trigger/tenant-guard.ts';
import { AlarmedQueue } from './alarmed-queue.ts';
import type { Operations } from './operations.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';

/** Names of triggers' rules: `<tenant>.<trigger>` (shared/domain/trigger/outside.ts). The product's own rules have no such name. */
const TRIGGER_RULES = '*.trg_*';
const TIMEOUT = Duration.seconds(60);

export type TriggerFiringProps = {
  stage: string;
  bus: EventBus;
  /** The bus's own name: rules are named below it before they exist. */
  busName: string;
  operations: Operations;
};

/**
 * What fires triggers: the one function, which rules and schedules hand their occurrences to. Those of tenants are made and
 * removed at run time, by who holds the right `grantWiringTo`; here is what they need, and the rule of API triggers.
 */
export class TriggerFiring extends Construct {
  readonly fire: ServiceFunction;
  private readonly undelivered: AlarmedQueue;
  private readonly schedules: ScheduleGroup;
  private readonly scheduleRole: Role;
  private readonly wiring: ManagedPolicy;
  /** ARN pattern of the triggers' rules. */
  private readonly rules: string;

  constructor(scope: Construct, id: string, { stage, bus, busName, operations }: TriggerFiringProps) {
    super(scope, id);
    this.undelivered = new AlarmedQueue(this, 'Undelivered', {
      userImpact: 'Sessions that a schedule, an API invoke or an event was to start have not been started.',
      runbook: 'undelivered-firings',
      topic: operations.alarms,
      // A message that is sent again is hidden for as long as fire-trigger may take for it, with its retries.
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
    });
    this.fire = new ServiceFunction(Stack.of(this), 'FireTrigger', {
      entry: 'functions/trigger-firing/fire-trigger.ts',
      description: 'Starts the session of an occurrence: a schedule, an API invoke or an event.',
      timeout: TIMEOUT,
      memoryMb: 1024,
      // A storm of events waits, for up to six hours, and leaves concurrency for the sessions that it has started.
      reservedConcurrency: 20,
      tracing: operations.rights.tracing,
      deadLetters: this.undelivered,
    });
    const group = `agent-sessions-${stage}`;
    this.schedules = new ScheduleGroup(this, 'Schedules', { scheduleGroupName: group });
    this.rules = arnOf(this, { service: 'events', resource: 'rule', name: `${busName}/${TRIGGER_RULES}` });
    this.scheduleRole = this.roleOfSchedules();
    this.wiring = this.rightToWire(group);
    this.letRulesIn();
    this.handOnInvokes(bus);
    this.sendAgain();
    new RunbookAlarm(this, 'Fails', {
      metric: this.fire.metricErrors({ period: Duration.minutes(5) }),
      threshold: 5,
      userImpact: 'Sessions that triggers were to start are started late, or not at all.',
      runbook: 'fire-trigger-fails',
      topic: operations.alarms,
    });
  }

  /** Lets a function make and remove the rules and schedules of triggers, with fire-trigger as their only target. */
  grantWiringTo(fn: ServiceFunction): void {
    fn.tell('FIRE_TRIGGER_ARN', this.fire.functionArn);
    fn.tell('UNDELIVERED_FIRINGS_ARN', this.undelivered.queueArn);
    fn.tell('SCHEDULE_GROUP', this.schedules.scheduleGroupName);
    fn.tell('SCHEDULE_ROLE_ARN', this.scheduleRole.roleArn);
    fn.role?.addManagedPolicy(this.wiring);
  }

  /** As this role Scheduler invokes fire-trigger, for schedules of the group only. */
  private roleOfSchedules(): Role {
    const stack = Stack.of(this);
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': this.schedules.scheduleGroupArn },
        },
      }),
    });
    this.fire.grantInvokeLatestVersion(role);
    this.undelivered.grantSendMessages(role);
    return role;
  }

  private rightToWire(group: string): ManagedPolicy {
    const schedules = arnOf(this, { service: 'scheduler', resource: 'schedule', name: `${group}/*` });
    const wiring = new ManagedPolicy(this, 'Wiring', {
      statements: [
        allow(['events:PutRule', 'events:DeleteRule', 'events:RemoveTargets'], this.rules),
        allow(['events:PutTargets'], this.rules, { ArnEquals: { 'events:TargetArn': this.fire.functionArn } }),
        allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], schedules),
        allow(['iam:PassRole'], this.scheduleRole.roleArn, {
          StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
        }),
      ],
    });
    for (const resource of [this.rules, schedules]) {
      Validations.of(wiring).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${readable(resource)}]`,
        reason:
          "Rules and schedules of triggers are made by tenants at run time, so their names are not known here; the pattern takes in no other rule than triggers', and no other group's schedules.",
      });
    }
    return wiring;
  }

  /** Rules that do not exist yet may invoke the function, and leave in its queue what they could not hand over. */
  private letRulesIn(): void {
    const events = new ServicePrincipal('events.amazonaws.com');
    this.fire.addPermission('TriggerRules', { principal: events, sourceArn: this.rules });
    this.undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [events],
        actions: ['sqs:SendMessage'],
        resources: [this.undelivered.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': this.rules } },
      }),
    );
  }

  /** API triggers have no rule each: their events name the trigger, and nobody but the product can put them. */
  private handOnInvokes(bus: EventBus): void {
    new Rule(this, 'Invoked', {
      eventBus: bus,
      description: 'API triggers that were invoked.',
      eventPattern: {
        account: [Stack.of(this).account],
        source: [API_TRIGGER_SOURCE],
        detailType: ['Trigger Invoked'],
      },
      targets: [
        new LambdaFunction(this.fire, {
          deadLetterQueue: this.undelivered,
          maxEventAge: Duration.hours(1),
          retryAttempts: 20,
        }),
      ],
    });
  }

  /** The way back for what was not delivered: off, until a person switches it on (docs/runbook.md). */
  private sendAgain(): void {
    const source = new SqsEventSource(this.undelivered, {
      enabled: false,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    this.fire.addEventSource(source);
    Validations.of(this.fire).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'SQS sources have no destination for failures: what fails again stays in the queue, which has an alarm.',
    });
  }
}

function allow(actions: string[], resource: string, conditions: Record<string, Record<string, string>> = {}) {
  return new PolicyStatement({ actions, resources: [resource], conditions });
}

function arnOf(
  scope: Construct,
  { service, resource, name }: { service: string; resource: string; name: string },
): string {
  return Stack.of(scope).formatArn({ service, resource, resourceName: name });
}

/** As cdk-nag writes an ARN whose partition, region and account are known at deployment only. */
function readable(arn: string): string {
  const name = arn.split(':').slice(5).join(':');
  const service = arn.split(':')[2];
  return `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${name}`;
}
