import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type JobEndedRuleProps = {
  endBy: ServiceFunction;
  /** Gets an event that could not be handed over. */
  deadLetters: IQueue;
};

/** Step Functions' own notice that a job's execution ended, whichever state machine it ran. */
export class JobEndedRule extends Rule {
  constructor(scope: Construct, id: string, { endBy, deadLetters }: JobEndedRuleProps) {
    super(scope, id, {
      description: 'Executions of jobs that ended.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { name: Match.prefix('job_'), status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [
        new LambdaFunction(endBy, {
          deadLetterQueue: deadLetters,
          // By then the sweeper has looked at the execution itself: first after 5 minutes, then after 10, and so on.
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
  }
}
