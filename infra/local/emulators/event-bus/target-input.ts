import { AwsError } from '../aws-error.ts';
import type { BusEvent } from './read-entries.ts';
import type { Target } from './requests.ts';

type Occasion = { event: BusEvent; ruleArn: string; ruleName: string };

/** The variables of a template that are there without an InputPathsMap, and are supported here. */
const VARIABLES: Record<string, (occasion: Occasion) => string> = {
  'aws.events.event.json': ({ event }) => JSON.stringify(event),
  'aws.events.rule-arn': ({ ruleArn }) => JSON.stringify(ruleArn),
  'aws.events.rule-name': ({ ruleName }) => JSON.stringify(ruleName),
};

/** What a target gets for an event, as JSON text: the event, or its template filled in. */
export function targetInput({ InputTransformer }: Target, occasion: Occasion): string {
  if (InputTransformer === undefined) return JSON.stringify(occasion.event);
  return InputTransformer.InputTemplate.replace(/<([^<>]*)>/g, (_, name: string) => variable(name, occasion));
}

/** @throws AwsError when the template uses what is not supported here, or is no JSON when it is filled in */
export function checkTemplate(target: Target): void {
  const example = { version: '0', id: '', source: '', account: '', time: '', region: '', resources: [], detail: {} };
  const filled = targetInput(target, { event: { ...example, 'detail-type': '' }, ruleArn: '', ruleName: '' });
  try {
    JSON.parse(filled);
  } catch {
    throw new AwsError('ValidationException', `Target ${target.Id} has an InputTemplate that makes no JSON: ${filled}`);
  }
}

function variable(name: string, occasion: Occasion): string {
  const value = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (value !== undefined) return value(occasion);
  const known = Object.keys(VARIABLES).join(', ');
  throw new AwsError('ValidationException', `The laptop's event bus has no variable <${name}>. It has ${known}.`);
}
