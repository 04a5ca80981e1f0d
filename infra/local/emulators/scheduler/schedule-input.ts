import { AwsError } from '../aws-error.ts';

export type ScheduledRun = {
  scheduleArn: string;
  /** Milliseconds since 1970. */
  scheduledTime: number;
  executionId: string;
};

/** The context attributes of the Scheduler's guide that are supported here. */
const ATTRIBUTES: Record<string, (run: ScheduledRun) => string> = {
  'aws.scheduler.schedule-arn': ({ scheduleArn }) => scheduleArn,
  'aws.scheduler.scheduled-time': ({ scheduledTime }) => isoSeconds(scheduledTime),
  'aws.scheduler.execution-id': ({ executionId }) => executionId,
};

/** The input with its context attributes filled in; without an input, the event that Scheduler sends a Lambda function. */
export function scheduleInput(input: string | undefined, run: ScheduledRun): string {
  if (input === undefined) return JSON.stringify(defaultEvent(run));
  return input.replace(/<(aws\.scheduler\.[a-z-]+)>/g, (_, name: string) => attribute(name)(run));
}

/** @throws AwsError when it is no JSON, as a Lambda function needs it, or uses an attribute that is not supported here */
export function checkInput(input: string | undefined): void {
  const filled = scheduleInput(input, { scheduleArn: '', scheduledTime: 0, executionId: '' });
  try {
    JSON.parse(filled);
  } catch {
    throw new AwsError('ValidationException', `Invalid RequestJson provided. Reason: the Input is no JSON: ${filled}`);
  }
}

function attribute(name: string): (run: ScheduledRun) => string {
  const found = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(ATTRIBUTES).join(', ');
  throw new AwsError('ValidationException', `The laptop's Scheduler has no attribute <${name}>. It has ${known}.`);
}

function defaultEvent({ scheduleArn, scheduledTime, executionId }: ScheduledRun): object {
  const [, , , region = '', account = ''] = scheduleArn.split(':');
  return {
    ...{ version: '0', id: executionId, 'detail-type': 'Scheduled Event', source: 'aws.scheduler', account },
    ...{ time: isoSeconds(scheduledTime), region, resources: [scheduleArn], detail: '{}' },
  };
}

const isoSeconds = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
