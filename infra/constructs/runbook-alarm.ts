import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export type RunbookAlarmProps = {
  metric: IMetric;
  /** Rings at this value and above; with `silence`, below it. */
  threshold: number;
  /** What users notice, as one sentence: whoever is woken reads it first. */
  userImpact: string;
  /** Heading of the entry in docs/runbook.md, as a link has it (`advance-session-fails`). */
  runbook: string;
  /** Where the alarm goes. */
  topic: ITopic;
  /** The alarm is about something that should go on happening: too little rings, and so does nothing at all. */
  silence?: boolean;
};

/** An alarm that says what users notice and where to read what to do. Made in no other way. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: 1,
      comparisonOperator: props.silence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${props.userImpact} What to do: docs/runbook.md#${props.runbook}`,
    });
    this.addAlarmAction(new SnsAction(props.topic));
    this.addOkAction(new SnsAction(props.topic));
  }
}
