import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
  InvalidEventPatternException,
  LimitExceededException,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, BUS, functionArn, openEventBench } from './event-bench.ts';

let bench: ReturnType<typeof openEventBench>;
let events: EventBridgeClient;
beforeEach(() => {
  bench = openEventBench();
  events = bench.events;
});
afterEach(() => bench.close());

const rule = (Name = 'shop') => ({ EventBusName: BUS, Name });
const putRule = (pattern: unknown, name = 'shop') =>
  events.send(new PutRuleCommand({ ...rule(name), EventPattern: JSON.stringify(pattern) }));
const putTarget = (target: Partial<Target> = {}, name = 'shop') =>
  events.send(
    new PutTargetsCommand({
      EventBusName: BUS,
      Rule: name,
      Targets: [{ Id: 'one', Arn: functionArn('work'), ...target }],
    }),
  );
const entry = (changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  EventBusName: BUS,
  Source: 'shop.orders',
  DetailType: 'Order placed',
  Detail: JSON.stringify({ total: 12 }),
  ...changes,
});
const put = (...entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries: entries }));

describe("the laptop's event bus", () => {
  it('hands an event that a rule matches to the rule’s function, as EventBridge writes it', async () => {
    await putRule({ source: ['shop.orders'], detail: { total: [{ numeric: ['>', 10] }] } });
    await putTarget();
    const answer = await put(entry({ Resources: ['tenant/acme'], Time: new Date('2026-01-01T00:00:00.999Z') }));
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: 'id-1' }] });
    await bench.time.pass(0);
    expect(bench.calls).toEqual([
      {
        version: '0',
        id: 'id-1',
        'detail-type': 'Order placed',
        source: 'shop.orders',
        account: ACCOUNT,
        time: '2026-01-01T00:00:00Z',
        region: 'local',
        resources: ['tenant/acme'],
        detail: { total: 12 },
      },
    ]);
  });

  it('accepts an event that no rule matches, and lets it go', async () => {
    await putRule({ source: ['shop.orders'], detail: { total: [{ numeric: ['>', 100] }] } });
    await putTarget();
    expect(await put(entry(), entry({ Source: 'agent-sessions' }))).toMatchObject({ FailedEntryCount: 0 });
    await bench.time.pass(60_000);
    expect(bench.calls).toEqual([]);
  });

  it('looks at the rules of the event’s own bus only', async () => {
    await putRule({ source: ['shop.orders'] });
    await putTarget();
    await put(entry({ EventBusName: undefined }));
    await bench.time.pass(0);
    expect(bench.calls).toEqual([]);
  });

  it('hands one event to every rule that matches it', async () => {
    for (const name of ['a', 'b', 'c']) {
      await putRule({ source: [{ prefix: name === 'c' ? 'other' : 'shop' }] }, name);
      await putTarget({ InputTransformer: { InputTemplate: '{"rule":<aws.events.rule-name>}' } }, name);
    }
    await put(entry());
    await bench.time.pass(0);
    expect(bench.calls).toEqual([{ rule: 'a' }, { rule: 'b' }]);
  });

  it('fills in a target’s template', async () => {
    await putRule({ source: ['shop.orders'] });
    const InputTemplate = '{"trigger":"trg_1","event":<aws.events.event.json>,"rule":<aws.events.rule-arn>}';
    await putTarget({ InputTransformer: { InputTemplate } });
    await put(entry({ Detail: '{"text":"$& <aws.events.rule-arn> \\" "}' }));
    await bench.time.pass(0);
    expect(bench.calls).toEqual([
      {
        trigger: 'trg_1',
        rule: `arn:aws:events:local:${ACCOUNT}:rule/${BUS}/shop`,
        event: expect.objectContaining({ detail: { text: '$& <aws.events.rule-arn> " ' } }),
      },
    ]);
  });

  it('hands nothing over for a rule while it is disabled', async () => {
    await putRule({ source: ['shop.orders'] });
    await putTarget();
    await events.send(new DisableRuleCommand(rule()));
    await put(entry());
    await events.send(new EnableRuleCommand(rule()));
    await put(entry({ Detail: '{"total":13}' }));
    await bench.time.pass(0);
    expect(bench.calls).toMatchObject([{ detail: { total: 13 } }]);
  });

  it('uses the new pattern once a rule is put again, and keeps its targets', async () => {
    await putRule({ source: ['other'] });
    await putTarget();
    await putRule({ source: ['shop.orders'] });
    await put(entry());
    await bench.time.pass(0);
    expect(bench.calls).toHaveLength(1);
    expect(await events.send(new ListTargetsByRuleCommand({ Rule: 'shop', EventBusName: BUS }))).toMatchObject({
      Targets: [{ Id: 'one', Arn: functionArn('work') }],
    });
  });

  it('forgets a rule that is deleted, however often', async () => {
    await putRule({ source: ['shop.orders'] });
    await putTarget();
    const again = () => events.send(new DeleteRuleCommand(rule()));
    await expect(again()).rejects.toMatchObject({ name: 'ValidationException', message: /since it has targets/ });
    await events.send(new RemoveTargetsCommand({ Rule: 'shop', EventBusName: BUS, Ids: ['one'] }));
    await again();
    await again();
    await put(entry());
    await bench.time.pass(0);
    expect(bench.calls).toEqual([]);
    await expect(events.send(new DescribeRuleCommand(rule()))).rejects.toThrow(ResourceNotFoundException);
  });

  it('describes and lists rules by name, page by page', async () => {
    for (const name of ['b', 'c', 'a', 'x']) await putRule({ source: [name] }, name);
    await events.send(new DisableRuleCommand(rule('x')));
    expect(await events.send(new DescribeRuleCommand(rule('x')))).toMatchObject({
      Name: 'x',
      State: 'DISABLED',
      EventPattern: '{"source":["x"]}',
      EventBusName: BUS,
    });
    const first = await events.send(new ListRulesCommand({ EventBusName: BUS, Limit: 3 }));
    expect(first.Rules?.map(({ Name }) => Name)).toEqual(['a', 'b', 'c']);
    const rest = new ListRulesCommand({ EventBusName: BUS, Limit: 3, NextToken: first.NextToken! });
    const second = await events.send(rest);
    expect(second).toMatchObject({ Rules: [{ Name: 'x' }] });
    expect(second.NextToken).toBeUndefined();
  });

  it.each(['DescribeRule', 'EnableRule', 'DisableRule', 'PutTargets', 'RemoveTargets', 'ListTargetsByRule'])(
    'refuses %s of a rule that is not there',
    async (operation) => {
      const commands = {
        DescribeRule: () => events.send(new DescribeRuleCommand(rule())),
        EnableRule: () => events.send(new EnableRuleCommand(rule())),
        DisableRule: () => events.send(new DisableRuleCommand(rule())),
        PutTargets: () => putTarget(),
        RemoveTargets: () => events.send(new RemoveTargetsCommand({ Rule: 'shop', EventBusName: BUS, Ids: ['one'] })),
        ListTargetsByRule: () => events.send(new ListTargetsByRuleCommand({ Rule: 'shop', EventBusName: BUS })),
      };
      await expect(commands[operation as keyof typeof commands]()).rejects.toThrow(ResourceNotFoundException);
    },
  );
});

describe('what EventBridge would refuse', () => {
  it('is refused: a pattern, with the reason', async () => {
    const refused = putRule({ source: [{ wildcard: 'a**' }] });
    await expect(refused).rejects.toThrow(InvalidEventPatternException);
    await expect(refused).rejects.toThrow(
      'Event pattern is not valid. Reason: Consecutive wildcard characters at pos 1 at source',
    );
    await expect(events.send(new PutRuleCommand({ ...rule(), EventPattern: '{' }))).rejects.toThrow(/Reason: Filter/);
    expect((await events.send(new ListRulesCommand({ EventBusName: BUS }))).Rules).toEqual([]);
  });

  it('is refused: the 301st rule of a bus, but not a rule that is there already', async () => {
    for (let n = 0; n < 300; n++) await putRule({ source: ['x'] }, `rule-${n}`);
    await expect(putRule({ source: ['x'] }, 'rule-300')).rejects.toThrow(LimitExceededException);
    await putRule({ source: ['y'] }, 'rule-299');
    await events.send(new DeleteRuleCommand(rule('rule-0')));
    await putRule({ source: ['x'] }, 'rule-300');
  });

  it('is refused: a sixth target', async () => {
    await putRule({ source: ['x'] });
    for (let n = 0; n < 5; n++) await putTarget({ Id: `t-${n}` });
    await putTarget({ Id: 't-4' });
    await expect(putTarget({ Id: 't-5' })).rejects.toThrow(LimitExceededException);
  });

  it('is refused: entries of more than 256 KB together, of which none is taken', async () => {
    await putRule({ source: ['shop.orders'] });
    await putTarget();
    const full = 256 * 1_024 - 'shop.ordersOrder placed'.length;
    // Counted in bytes, not in characters.
    const text = JSON.stringify({ text: 'é'.repeat(100_000) });
    const detail = (bytes: number) => text + ' '.repeat(bytes - Buffer.byteLength(text));
    await expect(put(entry({ Detail: detail(full + 1) }))).rejects.toThrow(/over the limit: 262145/);
    await expect(put(entry(), entry({ Detail: detail(full) }))).rejects.toThrow(/over the limit/);
    await put(entry({ Detail: detail(full) }));
    await bench.time.pass(0);
    expect(bench.calls).toHaveLength(1);
  });

  it.each([
    ['no source', { Source: undefined }, 'InvalidArgument'],
    ['no type', { DetailType: '' }, 'InvalidArgument'],
    ['no detail', { Detail: undefined }, 'InvalidArgument'],
    ['a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['a detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['a detail that nests too deep', { Detail: `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}` }, 'MalformedDetail'],
  ])('is refused alone: an entry with %s', async (_, changes, code) => {
    await putRule({ detail: { total: [{ exists: true }] } });
    await putTarget();
    const answer = await put(entry(changes), entry());
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: code }, { EventId: 'id-2' }] });
    await bench.time.pass(0);
    expect(bench.calls).toMatchObject([{ id: 'id-2' }]);
  });

  it('is refused: a bus that is not there', async () => {
    await expect(put(entry({ EventBusName: 'mistyped' }))).rejects.toThrow('Event bus mistyped does not exist.');
    const elsewhere = new PutRuleCommand({ Name: 'a', EventBusName: 'mistyped', EventPattern: '{"a":["b"]}' });
    await expect(events.send(elsewhere)).rejects.toThrow(ResourceNotFoundException);
  });

  it('is refused: a template that makes no JSON, or uses a variable that is not there', async () => {
    await putRule({ source: ['x'] });
    const template = (InputTemplate: string) => putTarget({ InputTransformer: { InputTemplate } });
    await expect(template('{"a":<aws.events.event.json>')).rejects.toThrow(/makes no JSON/);
    await expect(template('{"a":<total>}')).rejects.toThrow(/no variable <total>/);
  });

  it('is refused by name: operations and parameters that are not supported', async () => {
    const test = new TestEventPatternCommand({ Event: '{}', EventPattern: '{}' });
    await expect(events.send(test)).rejects.toThrow(/has no operation "AWSEvents.TestEventPattern". It has PutEvents/);
    const scheduled = new PutRuleCommand({ ...rule(), ScheduleExpression: 'rate(1 day)' });
    await expect(events.send(scheduled)).rejects.toMatchObject({ name: 'ValidationException' });
    await putRule({ source: ['x'] });
    await expect(putTarget({ InputPath: '$.detail' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
