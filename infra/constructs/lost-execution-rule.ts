import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type LostExecutionRuleProps = {
  /** Executions of this machine only. */
  stateMachineArn: string;
  recoverBy: ServiceFunction;
  /** Gets an event that could not be handed over. */
  deadLetters: IQueue;
};

/** Step Functions' own notice that an execution failed, timed out or was aborted, handed to who starts the next run. */
export class LostExecutionRule extends Rule {
  constructor(scope: Construct, id: string, { stateMachineArn, recoverBy, deadLetters }: LostExecutionRuleProps) {
    super(scope, id, {
      description: 'Executions of sessions that failed, timed out or were aborted.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [
        new LambdaFunction(recoverBy, {
          deadLetterQueue: deadLetters,
          // After an hour the sweeper has long found the session by its due time.
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
  }
}
