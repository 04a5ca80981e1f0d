import { AwsError } from '../aws-error.ts';
import type { Deliveries } from '../deliveries/create-deliveries.ts';
import type { NewDelivery } from '../deliveries/delivery-store.ts';
import type { LocalResponse, LocalService } from '../local-service.ts';
import { parseRequest } from '../parse-request.ts';
import { createRules, type Rules } from './create-rules.ts';
import { type BusEvent, checkSize, readEntry } from './read-entries.ts';
import { type OperationName, type PutEventsEntry, requestSchemas, type Target } from './requests.ts';
import type { Rule, RuleStore } from './rule-store.ts';
import { targetInput } from './target-input.ts';

const TARGET_PREFIX = 'AWSEvents.';
/** What EventBridge does when a target has no retry policy: 185 times, for a day. */
const DEFAULT_RETRIES = 185;
const DEFAULT_AGE_SECONDS = 86_400;

export type EventBusOptions = {
  /** The buses that there are, by name; `default` is one of them on AWS. */
  buses: readonly string[];
  store: RuleStore;
  deliveries: Pick<Deliveries, 'add'>;
  clock: { now: () => number };
  newEventId: () => string;
  account: string;
  region: string;
};

/** The laptop's event bus behind EventBridge's protocol: rules with functions as targets. What no rule matches goes nowhere. */
export function openEventBus(options: EventBusOptions): LocalService {
  const operations = describeOperations(options, createRules(options));
  return async ({ headers, body }) => {
    try {
      const name = readTarget(headers['x-amz-target'] ?? '');
      return answer(200, operations[name](body));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return answer(error.status, { __type: error.name, message: error.message });
    }
  };
}

type Body = Uint8Array | string | undefined;

function describeOperations(options: EventBusOptions, rules: Rules): Record<OperationName, (body: Body) => object> {
  const arnOf = (rule: Pick<Rule, 'bus' | 'name'>) => ruleArn(rule, options);
  return {
    PutEvents: (body) => putEvents(parseRequest(requestSchemas.PutEvents, body).Entries, options, rules),
    PutRule: (body) => {
      const { EventBusName, Name, EventPattern, State, Description } = parseRequest(requestSchemas.PutRule, body);
      const described = { name: Name, pattern: EventPattern, state: State, description: Description ?? null };
      return { RuleArn: arnOf(rules.put(EventBusName, described)) };
    },
    DeleteRule: (body) => {
      const { EventBusName, Name } = parseRequest(requestSchemas.DeleteRule, body);
      rules.remove(EventBusName, Name);
      return {};
    },
    DescribeRule: (body) => {
      const { EventBusName, Name } = parseRequest(requestSchemas.DescribeRule, body);
      const rule = rules.find(EventBusName, Name);
      return { ...describe(rule, arnOf(rule)), CreatedBy: options.account };
    },
    EnableRule: (body) => {
      const { EventBusName, Name } = parseRequest(requestSchemas.EnableRule, body);
      rules.setState(EventBusName, Name, 'ENABLED');
      return {};
    },
    DisableRule: (body) => {
      const { EventBusName, Name } = parseRequest(requestSchemas.DisableRule, body);
      rules.setState(EventBusName, Name, 'DISABLED');
      return {};
    },
    ListRules: (body) => {
      const { EventBusName, NamePrefix, Limit, NextToken } = parseRequest(requestSchemas.ListRules, body);
      const left = rules.list(EventBusName, NamePrefix).filter(({ name }) => name > NextToken);
      const page = left.slice(0, Limit);
      const next = left.length > Limit ? { NextToken: page.at(-1)?.name } : {};
      return { Rules: page.map((rule) => describe(rule, arnOf(rule))), ...next };
    },
    PutTargets: (body) => {
      const { EventBusName, Rule, Targets } = parseRequest(requestSchemas.PutTargets, body);
      rules.putTargets(EventBusName, Rule, Targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: (body) => {
      const { EventBusName, Rule, Ids } = parseRequest(requestSchemas.RemoveTargets, body);
      rules.removeTargets(EventBusName, Rule, Ids);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: (body) => {
      const { EventBusName, Rule } = parseRequest(requestSchemas.ListTargetsByRule, body);
      return { Targets: rules.find(EventBusName, Rule).targets };
    },
  };
}

function putEvents(entries: readonly PutEventsEntry[], options: EventBusOptions, rules: Rules): object {
  checkSize(entries);
  const { account, region, clock, newEventId, deliveries } = options;
  const read = entries.map((entry) => ({
    bus: entry.EventBusName,
    event: readEntry(entry, { account, region, id: newEventId(), now: clock.now() }),
  }));
  const due = read.flatMap(({ bus, event }) =>
    'id' in event ? rules.matching(bus, event).flatMap((rule) => deliveriesOf(event, rule, options)) : [],
  );
  if (due.length > 0) deliveries.add(due);
  return {
    FailedEntryCount: read.filter(({ event }) => !('id' in event)).length,
    Entries: read.map(({ event }) => ('id' in event ? { EventId: event.id } : event)),
  };
}

function deliveriesOf(event: BusEvent, rule: Rule, options: EventBusOptions): NewDelivery[] {
  const origin = ruleArn(rule, options);
  return rule.targets.map((target) => ({
    functionName: target.Arn,
    payload: targetInput(target, { event, ruleArn: origin, ruleName: rule.name }),
    origin,
    ...deliveryPolicy(target),
  }));
}

function deliveryPolicy({ DeadLetterConfig, RetryPolicy }: Target) {
  return {
    queue: DeadLetterConfig?.Arn ?? null,
    maxRetries: RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
    maxAgeMs: (RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1_000,
  };
}

function ruleArn({ bus, name }: Pick<Rule, 'bus' | 'name'>, { region, account }: EventBusOptions): string {
  return `arn:aws:events:${region}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
}

function describe({ name, bus, pattern, state, description }: Rule, arn: string): object {
  const shown = { Name: name, Arn: arn, EventBusName: bus, EventPattern: pattern, State: state };
  return description === null ? shown : { ...shown, Description: description };
}

function readTarget(target: string): OperationName {
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  if (isOperation(name)) return name;
  const supported = Object.keys(requestSchemas).join(', ');
  throw new AwsError(
    'UnknownOperationException',
    `The laptop's event bus has no operation "${target}". It has ${supported}.`,
  );
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(requestSchemas, name);

const answer = (status: number, value: object): LocalResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
