import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type EveryMinuteProps = {
  invokes: ServiceFunction;
  description: string;
  /** Gets a call that Scheduler could not make. */
  deadLetters: IQueue;
};

/** Invokes a function each minute by EventBridge Scheduler, asynchronously. */
export class EveryMinute extends Schedule {
  constructor(scope: Construct, id: string, { invokes, description, deadLetters }: EveryMinuteProps) {
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    });
    // Not aws-scheduler-targets' LambdaInvoke: it also grants every version and alias (`<arn>:*`).
    invokes.grantInvokeLatestVersion(role);
    deadLetters.grantSendMessages(role);
    super(scope, id, {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      description,
      target: {
        bind: () => ({
          arn: invokes.functionArn,
          role,
          deadLetterConfig: { arn: deadLetters.queueArn },
          // The next minute makes up for a lost call: an old one is worth nothing.
          retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 },
        }),
      },
    });
  }
}
