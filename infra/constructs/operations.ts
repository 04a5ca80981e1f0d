import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnOutput } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmedQueue } from './alarmed-queue.ts';
import { RightsOnEverything } from './rights-on-everything.ts';

/** What the functions and alarms of a deployment have in common. */
export class Operations extends Construct {
  /** Every alarm goes here; subscribe whoever is on call. */
  readonly alarms: Topic;
  /** What a rule, the schedule or an asynchronous invocation could not hand over. */
  readonly undelivered: AlarmedQueue;
  readonly rights: RightsOnEverything;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    // enforceSSL replaces the topic's default policy, which had let CloudWatch in.
    this.alarms.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.undelivered = new AlarmedQueue(this, 'Undelivered', {
      userImpact:
        'Sessions whose execution was lost may stand still for up to 20 minutes, until the sweeper finds them.',
      runbook: 'undelivered-events',
      topic: this.alarms,
    });
    this.rights = new RightsOnEverything(this, 'Rights');
    new CfnOutput(this, 'AlarmTopic', { value: this.alarms.topicArn, description: 'Subscribe whoever is on call.' });
  }
}
