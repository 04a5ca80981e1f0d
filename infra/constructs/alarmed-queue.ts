import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

export type AlarmedQueueProps = {
  /** What users notice when something lies in the queue. */
  userImpact: string;
  runbook: string;
  topic: ITopic;
  /** For a queue that a function may be given messages of; at least the function's own timeout. */
  visibilityTimeout?: Duration;
};

/** A queue for what could not be delivered: one message rings. Kept 14 days, the longest that SQS offers. */
export class AlarmedQueue extends Queue {
  constructor(scope: Construct, id: string, props: AlarmedQueueProps) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      ...(props.visibilityTimeout === undefined ? {} : { visibilityTimeout: props.visibilityTimeout }),
    });
    new RunbookAlarm(this, 'NotEmpty', {
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      ...props,
    });
    Validations.of(this).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason:
        'This is the dead-letter queue itself: people read it, no consumer does, so there is nothing to redrive to.',
    });
  }
}
