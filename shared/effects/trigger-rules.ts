import {
  DeleteRuleCommand,
  type EventBridgeClient,
  InvalidEventPatternException,
  LimitExceededException,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { outsideName } from '../domain/trigger/outside-name.ts';
import { guardedPattern } from '../domain/trigger/tenant-guard.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import { RefusedOutside } from './refused-outside.ts';

/** The one target of a rule. */
const TARGET_ID = 'fire-trigger';
/** An occurrence that can't be handed over for this long, in seconds, goes to the dead letters: an hour. */
const MAX_EVENT_AGE_SECONDS = 3_600;
const MAX_ATTEMPTS = 20;

export type TriggerRules = ReturnType<typeof triggerRules>;

/** The rules of event triggers on the product's bus: one each. Every call may be repeated. */
export function triggerRules(deps: {
  eventBridge: EventBridgeClient;
  bus: string;
  /** ARN of the function that fires triggers; its account is the bus's. */
  fireTriggerArn: string;
  /** ARN of the queue for what could not be handed over. */
  deadLettersArn: string;
}) {
  const rule = (key: TriggerKey) => ({ EventBusName: deps.bus, Name: outsideName(key) });

  return {
    /** @throws RefusedOutside when EventBridge takes no further rule, or not this pattern. */
    async put(key: TriggerKey, pattern: Record<string, unknown>): Promise<void> {
      const [, , , , account = ''] = deps.fireTriggerArn.split(':');
      const EventPattern = JSON.stringify(guardedPattern(pattern, { tenantId: key.tenantId, account }));
      await deps.eventBridge.send(new PutRuleCommand({ ...rule(key), EventPattern, State: 'ENABLED' })).catch(refused);
      const { Name, EventBusName } = rule(key);
      const answer = await deps.eventBridge.send(
        new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [targetOf(key, deps)] }),
      );
      const [failure] = answer.FailedEntries ?? [];
      if (failure !== undefined) {
        throw new Error(`The rule ${Name} has no target: ${failure.ErrorCode} ${failure.ErrorMessage}`);
      }
    },

    async remove(key: TriggerKey): Promise<void> {
      const { Name, EventBusName } = rule(key);
      const targets = new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: [TARGET_ID] });
      await deps.eventBridge.send(targets).catch(unlessGone);
      await deps.eventBridge.send(new DeleteRuleCommand({ Name, EventBusName })).catch(unlessGone);
    },
  };
}

function targetOf({ tenantId, triggerId }: TriggerKey, deps: { fireTriggerArn: string; deadLettersArn: string }) {
  const ids = `"type":"EVENT","tenantId":"${tenantId}","triggerId":"${triggerId}"`;
  return {
    Id: TARGET_ID,
    Arn: deps.fireTriggerArn,
    // Which trigger it is comes from the rule, never from the event.
    InputTransformer: { InputTemplate: `{${ids},"event":<aws.events.event.json>}` },
    DeadLetterConfig: { Arn: deps.deadLettersArn },
    RetryPolicy: { MaximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, MaximumRetryAttempts: MAX_ATTEMPTS },
  };
}

function refused(error: unknown): never {
  if (error instanceof LimitExceededException) {
    throw new RefusedOutside(
      'QUOTA',
      "The event bus takes no further rule: its quota is reached (300 unless it was raised). Delete or disable event triggers that you don't need, or ask your admin to raise the quota.",
      { cause: error },
    );
  }
  if (error instanceof InvalidEventPatternException) {
    throw new RefusedOutside('INVALID', `EventBridge refuses the pattern: ${error.message}`, { cause: error });
  }
  throw error;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ResourceNotFoundException)) throw error;
}
