import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { API_TRIGGER_SOURCE } from '../../shared/domain/trigger/tenant-guard.ts';
import { FIRE_TRIGGER_ARN, LOCAL_PLACE, UNDELIVERED_FIRINGS_ARN } from './local-names.ts';

const NAME = 'invoked';

/** The rules that infra/constructs deploys on the product's bus: API triggers that were invoked go to fire-trigger. */
export async function putOwnRules({
  eventBridge,
  bus,
}: {
  eventBridge: EventBridgeClient;
  bus: string;
}): Promise<void> {
  const pattern = {
    account: [LOCAL_PLACE.account],
    source: [API_TRIGGER_SOURCE],
    'detail-type': ['Trigger Invoked'],
  };
  const target = {
    Id: 'fire-trigger',
    Arn: FIRE_TRIGGER_ARN,
    DeadLetterConfig: { Arn: UNDELIVERED_FIRINGS_ARN },
    RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
  };
  const EventPattern = JSON.stringify(pattern);
  await eventBridge.send(new PutRuleCommand({ EventBusName: bus, Name: NAME, EventPattern }));
  await eventBridge.send(new PutTargetsCommand({ EventBusName: bus, Rule: NAME, Targets: [target] }));
}
