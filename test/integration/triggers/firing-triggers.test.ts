import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../builders/a-caller.ts';
import { START } from '../../builders/a-session.ts';
import { aTriggerDesk, deliveredEvent } from '../../builders/a-trigger-desk.ts';
import { aToken } from '../../builders/an-api-request.ts';

const MINUTE = 60_000;
const desk = await aTriggerDesk();
const { outside, time, wire } = desk;
const inputSchema = { type: 'object', properties: { device: { type: 'string' } }, required: ['device'] };
const agentId = await desk.anAgent({ instructions: 'Look at {{ device }}.', inputSchema });

let made = 0;
const definition = (more: Json) => {
  made += 1;
  return { name: `Trigger ${made}`, agentId, ...more };
};
const apiTrigger = (more: Json = {}) => desk.aTrigger(definition({ type: 'API', ...more }));
const eventTrigger = (more: Json = {}) =>
  desk.aTrigger(
    definition({
      type: 'EVENT',
      event: { pattern: { source: ['shop'] }, inputsFrom: { device: '$.detail.order.id' } },
      ...more,
    }),
  );
const scheduleTrigger = (more: Json = {}) =>
  desk.aTrigger(
    definition({
      type: 'SCHEDULE',
      inputs: { device: 'edge-1' },
      schedule: { expression: 'rate(1 hour)', timezone: 'UTC' },
      ...more,
    }),
  );
const invoke = (triggerId: string, more: Json = {}) => desk.call('POST', `/triggers/${triggerId}/invoke`, more);
const sessionsOf = async (triggerId: string) =>
  (await desk.sessions()).filter(({ trigger }: Json) => trigger.source.id === triggerId);
const withKey = (key: string, inputs: Json = { device: 'edge-1' }) => ({
  body: { inputs },
  headers: { 'Idempotency-Key': key },
});

beforeEach(() => {
  time.now = START;
  outside.events.length = 0;
  wire.send = (command, next) => next(command);
});

describe('an occurrence', () => {
  it('starts one session that shows EVENT and the name of the trigger, for its creator, with inputs of the event', async () => {
    const trigger = await eventTrigger();
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'STARTED' });
    const [session, ...more] = await sessionsOf(trigger.triggerId);
    expect(more).toEqual([]);
    expect(session).toMatchObject({
      trigger: { type: 'EVENT', source: { name: trigger.name, id: trigger.triggerId } },
      createdBy: { userId: 'ada', name: 'Ada' },
    });
    expect((await desk.call('GET', `/sessions/${session.sessionId}`)).body).toMatchObject({
      inputs: { device: 'A-1' },
    });
    expect(await desk.get(trigger.triggerId)).toMatchObject({
      lastFiredAt: '2026-11-23T09:00:00.000Z',
      lastSessionId: session.sessionId,
      lastError: null,
    });
  });

  it.each([
    ['of an event', eventTrigger, desk.eventDelivery],
    ['of a schedule', scheduleTrigger, desk.scheduleDelivery],
  ])('%s starts one session, delivered five times at once and again later', async (_, trigger, delivery) => {
    const made = await trigger();
    const payload = delivery(made);
    await Promise.all(Array.from({ length: 5 }, () => desk.fire(payload)));
    time.now += 30 * MINUTE;
    expect(await desk.fire(payload)).toEqual({ fired: 'STARTED_BEFORE' });
    expect(await sessionsOf(made.triggerId)).toHaveLength(1);
  });

  it('is another one with another event, another time, or for another trigger', async () => {
    const [one, two] = [await eventTrigger(), await eventTrigger()];
    const other = { resources: ['tenant/acme', 'event/order-2'] };
    for (const payload of [desk.eventDelivery(one), desk.eventDelivery(one, other), desk.eventDelivery(two)]) {
      expect(await desk.fire(payload)).toEqual({ fired: 'STARTED' });
    }
    const clock = await scheduleTrigger();
    for (const at of [START, START + MINUTE]) await desk.fire(desk.scheduleDelivery(clock, at));
    expect(await sessionsOf(clock.triggerId)).toHaveLength(2);
  });

  it("of another system's event is told by EventBridge's own id", async () => {
    const trigger = await eventTrigger();
    const event = (id: string) => desk.eventDelivery(trigger, { id, resources: ['tenant/acme'] });
    for (const id of ['a', 'a', 'b']) await desk.fire(event(id));
    expect(await sessionsOf(trigger.triggerId)).toHaveLength(2);
  });

  it('does not start again what a person has deleted', async () => {
    const trigger = await eventTrigger();
    await desk.fire(desk.eventDelivery(trigger));
    const [{ sessionId }] = await sessionsOf(trigger.triggerId);
    await desk.call('POST', `/sessions/${sessionId}/cancel`);
    expect((await desk.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'STARTED_BEFORE' });
    expect(await sessionsOf(trigger.triggerId)).toEqual([]);
  });

  it.each<[string, (trigger: Json) => Json]>([
    ["of another tenant's event", (trigger) => desk.eventDelivery(trigger, { resources: ['tenant/other', 'event/1'] })],
    ["of the product's own event", (trigger) => desk.eventDelivery(trigger, { source: 'agent-sessions' })],
    ['that is none', () => ({ hello: 'world' })],
    ['of nobody', () => ({ type: 'EVENT', event: {} })],
  ])('%s is refused', async (_, payload) => {
    const trigger = await eventTrigger();
    await expect(desk.fire(payload(trigger))).rejects.toThrow("can't be used");
    expect(await sessionsOf(trigger.triggerId)).toEqual([]);
  });
});

describe('a trigger that was stopped', () => {
  it.each<[string, (trigger: Json) => Promise<Json>]>([
    ['deleted', (trigger) => desk.remove(trigger)],
    [
      'disabled',
      ({ triggerId, version, name }) =>
        desk.replace(
          { triggerId, version },
          { name, agentId, type: 'EVENT', enabled: false, event: { pattern: { source: ['shop'] } } },
        ),
    ],
    [
      'made to be of another type',
      ({ triggerId, version, name }) => desk.replace({ triggerId, version }, { name, agentId, type: 'API' }),
    ],
  ])('F36 starts nothing: %s', async (_, stop) => {
    const trigger = await eventTrigger();
    expect((await stop(trigger)).status).toBeLessThan(300);
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'STOPPED' });
    expect(await sessionsOf(trigger.triggerId)).toEqual([]);
  });

  it('F36 starts nothing that happened before it was enabled again', async () => {
    const trigger = await scheduleTrigger();
    const body = { name: trigger.name, agentId, type: 'SCHEDULE', inputs: { device: 'x' }, schedule: trigger.schedule };
    const off = await desk.replace(trigger, { ...body, enabled: false });
    time.now += 10 * MINUTE;
    await desk.replace(off.body, body);
    expect(await desk.fire(desk.scheduleDelivery(trigger, START + 5 * MINUTE))).toEqual({ fired: 'STOPPED' });
    expect(await desk.fire(desk.scheduleDelivery(trigger, START + 10 * MINUTE))).toEqual({ fired: 'STARTED' });
  });

  it('F36 cancels what it started while it was being stopped', async () => {
    const trigger = await eventTrigger();
    // It is deleted when fire-trigger has read it, and before the session is written.
    wire.send = async (command, next) => {
      if (!String(command.input.Item?.pk).startsWith('T#acme#S#ses_')) return next(command);
      wire.send = (later, go) => go(later);
      await desk.remove(trigger);
      return next(command);
    };
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'STOPPED' });
    expect(await sessionsOf(trigger.triggerId)).toMatchObject([{ status: 'CANCELED' }]);
  });

  it('F36 cancels it with the next delivery, when who started it died before it looked again', async () => {
    const trigger = await eventTrigger();
    const payload = desk.eventDelivery(trigger);
    let reads = 0;
    wire.send = async (command, next) => {
      const isTrigger = command.input.Key?.sk === trigger.triggerId;
      if (isTrigger && ++reads === 2) throw new Error('The process has died.');
      const answer = await next(command);
      if (isTrigger) {
        time.now += 1_000;
        const send = wire.send;
        wire.send = (later, go) => go(later);
        await desk.remove(trigger);
        wire.send = send;
        time.now += 1_000;
      }
      return answer;
    };
    await expect(desk.fire(payload)).rejects.toThrow('died');
    wire.send = (command, next) => next(command);
    expect(await sessionsOf(trigger.triggerId)).toMatchObject([{ status: 'PENDING' }]);
    expect(await desk.fire(payload)).toEqual({ fired: 'STOPPED' });
    expect(await sessionsOf(trigger.triggerId)).toMatchObject([{ status: 'CANCELED' }]);
  });

  it('leaves alone what it started before', async () => {
    const trigger = await eventTrigger();
    const payload = desk.eventDelivery(trigger);
    await desk.fire(payload);
    time.now += MINUTE;
    await desk.remove(trigger);
    await desk.fire(payload);
    expect(await sessionsOf(trigger.triggerId)).toMatchObject([{ status: 'PENDING' }]);
  });
});

describe('a trigger that can not start', () => {
  it('says so on itself and on the bus, and is not delivered again', async () => {
    const trigger = await eventTrigger({
      event: { pattern: { source: ['shop'] }, inputsFrom: { device: '$.detail.none' } },
    });
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'CAN_NOT_START' });
    const lastError = { category: 'INVALID_INPUT', message: expect.stringContaining('device') };
    expect(await desk.get(trigger.triggerId)).toMatchObject({ lastSessionId: null, lastError });
    expect(outside.events).toHaveLength(1);
    expect(JSON.parse(outside.events[0]?.Detail ?? '')).toMatchObject({
      triggerId: trigger.triggerId,
      error: lastError,
    });
  });

  it('keeps its last session beside the error, and forgets the error when it starts again', async () => {
    const trigger = await eventTrigger();
    await desk.fire(desk.eventDelivery(trigger));
    const { lastSessionId } = await desk.get(trigger.triggerId);
    time.now += 1_000;
    await desk.fire(desk.eventDelivery(trigger, { resources: ['tenant/acme', 'event/bad'], detail: {} }));
    expect(await desk.get(trigger.triggerId)).toMatchObject({
      lastSessionId,
      lastError: { category: 'INVALID_INPUT' },
    });
    time.now += 1_000;
    await desk.fire(desk.eventDelivery(trigger, { resources: ['tenant/acme', 'event/good'] }));
    expect(await desk.get(trigger.triggerId)).toMatchObject({ lastError: null });
  });

  it('has lost its agent: it can only be disabled, deleted, or given another one', async () => {
    const own = await desk.anAgent();
    const body = definition({ agentId: own, type: 'EVENT', event: { pattern: { source: ['shop'] } } });
    const trigger = await desk.aTrigger(body);
    await desk.call('DELETE', `/agents/${own}`, { headers: { 'If-Match': '1' } });
    expect(await desk.fire(desk.eventDelivery(trigger))).toEqual({ fired: 'CAN_NOT_START' });
    expect((await desk.get(trigger.triggerId)).lastError).toMatchObject({
      category: 'INVALID_DEFINITION',
      message: expect.stringContaining(own),
    });
    expect((await desk.replace(trigger, body)).status).toBe(404);
    const off = await desk.replace(trigger, { ...body, enabled: false });
    expect(off.status).toBe(200);
    expect((await desk.remove(off.body)).status).toBe(204);
  });
});

describe('an API trigger', () => {
  it('is invoked: 202 with the session, which is there when the event has arrived', async () => {
    const trigger = await apiTrigger({ inputs: { device: 'edge-1' } });
    const answer = await invoke(trigger.triggerId);
    expect(answer).toMatchObject({ status: 202, body: { sessionId: expect.stringMatching(/^ses_[0-9A-Z]{26}$/) } });
    const path = `/sessions/${answer.body.sessionId}`;
    expect((await desk.call('GET', path)).status).toBe(404);
    expect(outside.events).toMatchObject([
      {
        Source: 'agent-sessions.api',
        DetailType: 'Trigger Invoked',
        Resources: ['tenant/acme', expect.stringMatching(/^event\/evt_/)],
      },
    ]);
    await desk.fire(deliveredEvent(outside.events[0] ?? {}));
    expect((await desk.call('GET', path)).body).toMatchObject({
      inputs: { device: 'edge-1' },
      trigger: { type: 'API', source: { name: trigger.name, id: trigger.triggerId } },
    });
  });

  it('invoked twice with one key, also a day later, is one session', async () => {
    const { triggerId } = await apiTrigger();
    const first = await invoke(triggerId, withKey('key-1'));
    time.now += 23 * 60 * MINUTE;
    const again = await invoke(triggerId, withKey('key-1'));
    expect(again).toMatchObject({ status: 202, body: first.body });
    for (const event of outside.events) await desk.fire(deliveredEvent(event));
    expect(await sessionsOf(triggerId)).toHaveLength(1);
    expect((await invoke(triggerId, withKey('key-1', { device: 'edge-2' }))).status).toBe(422);
    expect((await invoke(triggerId, withKey('key-2'))).body).not.toEqual(first.body);
    expect((await invoke(triggerId, { body: { inputs: { device: 'edge-1' } } })).body).not.toEqual(first.body);
  });

  it.each<[string, Json, number]>([
    ['without an input that the agent needs', {}, 400],
    ['with an input of the wrong kind', { device: 7 }, 400],
    ['with an input that the agent has not', { device: 'x', color: 'red' }, 400],
    ['with more than an event holds', { device: 'x'.repeat(260_000) }, 413],
  ])('is not invoked %s', async (_, inputs, status) => {
    const { triggerId } = await apiTrigger();
    expect((await invoke(triggerId, { body: { inputs } })).status).toBe(status);
    expect(outside.events).toEqual([]);
  });

  it('is not invoked disabled, of another type, without its agent, or unknown', async () => {
    const off = await apiTrigger({ enabled: false });
    const body = { inputs: { device: 'x' } };
    expect(await invoke(off.triggerId, { body })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const manual = await desk.aTrigger(definition({ type: 'MANUAL' }));
    expect(await invoke(manual.triggerId, { body })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await invoke('trg_none', { body })).status).toBe(404);
    const viewer = aToken({ 'cognito:groups': '[viewer]' });
    expect(await invoke(off.triggerId, { body, claims: viewer })).toMatchObject({
      status: 403,
      body: { permission: 'sessions:start' },
    });
  });
});

describe('a manual trigger', () => {
  it('is run by a person, with inputs over its own', async () => {
    const trigger = await desk.aTrigger(definition({ type: 'MANUAL', inputs: { device: 'edge-1' } }));
    const path = `/triggers/${trigger.triggerId}/run`;
    const claims = aToken({ sub: 'oz', name: 'Oz', 'cognito:groups': '[operator]' });
    const answer = await desk.call('POST', path, { body: { inputs: { device: 'edge-2' } }, claims });
    expect(answer).toMatchObject({
      status: 201,
      body: { inputs: { device: 'edge-2' }, trigger: { type: 'MANUAL', source: { name: 'Oz' } } },
    });
    expect(await desk.call('POST', path, { claims })).toMatchObject({
      status: 201,
      body: { inputs: { device: 'edge-1' } },
    });
    const off = await desk.aTrigger(definition({ type: 'MANUAL', enabled: false }));
    expect(
      (await desk.call('POST', `/triggers/${off.triggerId}/run`, { body: { inputs: { device: 'x' } } })).status,
    ).toBe(409);
    const api = await apiTrigger();
    expect(
      (await desk.call('POST', `/triggers/${api.triggerId}/run`, { body: { inputs: { device: 'x' } } })).status,
    ).toBe(409);
  });
});

describe("a tenant's event", () => {
  const put = (body: Json, claims = aToken()) => desk.call('POST', '/events', { body, claims });
  const event = { source: 'shop', type: 'Order placed', detail: { order: { id: 'A-1' } } };

  it('is put with its tenant and id, and the same id is the same event', async () => {
    const trigger = await eventTrigger();
    const first = await put({ id: 'order 1', ...event });
    expect(first).toMatchObject({ status: 202, body: { eventId: 'order 1' } });
    time.now += 10 * MINUTE;
    expect(await put({ id: 'order 1', ...event }, aToken({ sub: 'bo' }))).toMatchObject({
      status: 202,
      body: first.body,
    });
    expect(outside.events).toMatchObject([
      {
        Source: 'shop',
        DetailType: 'Order placed',
        Resources: ['tenant/acme', 'event/order 1'],
        Time: new Date(START),
      },
      { Resources: ['tenant/acme', 'event/order 1'], Time: new Date(START) },
    ]);
    for (const entry of outside.events) await desk.fire(desk.eventDelivery(trigger, deliveredEvent(entry)));
    expect(await sessionsOf(trigger.triggerId)).toHaveLength(1);
    expect(await put({ id: 'order 1', ...event, detail: {} })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect((await put({ id: 'order 1', ...event }, aToken({ tenant: 'other' }))).status).toBe(202);
  });

  it('gets an id when it has none', async () => {
    expect(await put(event)).toMatchObject({
      status: 202,
      body: { eventId: expect.stringMatching(/^evt_[0-9A-Z]{26}$/) },
    });
  });

  it.each<[string, Json, number]>([
    ['our own source', { ...event, source: 'agent-sessions' }, 400],
    ['the source of API triggers', { ...event, source: 'agent-sessions.api' }, 400],
    ["AWS's source", { ...event, source: 'aws.s3' }, 400],
    ['a detail that is no object', { ...event, detail: [] }, 400],
    ['a field that it has not', { ...event, resources: ['tenant/other'] }, 400],
    ['256 KB', { ...event, detail: { text: 'x'.repeat(262_144) } }, 413],
  ])('is refused with %s', async (_, body, status) => {
    expect((await put(body)).status).toBe(status);
    expect(outside.events).toEqual([]);
  });

  it('of 256 KB less a byte, as EventBridge counts, is put', async () => {
    const bytes = (text: string) => 14 + 'shopOrder placedtenant/acmeevent/1'.length + JSON.stringify({ text }).length;
    const text = 'x'.repeat(262_143 - bytes(''));
    expect((await put({ id: '1', ...event, detail: { text } })).status).toBe(202);
    expect((await put({ id: '1', ...event, detail: { text: `${text}x` } })).status).toBe(413);
  });
});

describe('what could not be delivered', () => {
  it('F35 is sent again from the queue, whoever had put it there, and what fails stays', async () => {
    const [byRule, byFunction] = [await eventTrigger(), await scheduleTrigger()];
    const { event } = desk.eventDelivery(byRule);
    const arn = `arn:aws:events:eu-west-1:123456789012:rule/agent-sessions-test/acme.${byRule.triggerId}`;
    const records = [
      {
        messageId: '1',
        body: JSON.stringify(event),
        messageAttributes: { RULE_ARN: { stringValue: arn, dataType: 'String' } },
      },
      { messageId: '2', body: JSON.stringify(desk.scheduleDelivery(byFunction)), messageAttributes: {} },
      { messageId: '3', body: 'no JSON', messageAttributes: {} },
    ];
    expect(await desk.fire({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
    expect(await sessionsOf(byRule.triggerId)).toHaveLength(1);
    expect(await sessionsOf(byFunction.triggerId)).toHaveLength(1);
  });
});
