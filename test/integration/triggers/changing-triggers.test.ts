import { LimitExceededException } from '@aws-sdk/client-eventbridge';
import { ValidationException } from '@aws-sdk/client-scheduler';
import { beforeEach, describe, expect, it } from 'vitest';
import { START } from '../../builders/a-session.ts';
import { aTriggerDesk } from '../../builders/a-trigger-desk.ts';
import { aToken } from '../../builders/an-api-request.ts';

const desk = await aTriggerDesk();
const { outside, time } = desk;
const agentId = await desk.anAgent({
  instructions: 'Look at {{ device }}.',
  inputSchema: {
    type: 'object',
    properties: { device: { type: 'string' }, depth: { type: 'integer' } },
    required: ['device'],
  },
});

let made = 0;
const definition = (more: Record<string, unknown> = {}) => {
  made += 1;
  return { name: `Trigger ${made}`, agentId, type: 'API', ...more };
};
const onSchedule = (more: Record<string, unknown> = {}) =>
  definition({
    type: 'SCHEDULE',
    inputs: { device: 'edge-1' },
    schedule: { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/London' },
    ...more,
  });
const onEvents = (more: Record<string, unknown> = {}) =>
  definition({
    type: 'EVENT',
    event: { pattern: { source: ['shop'] }, inputsFrom: { device: '$.detail.device' } },
    ...more,
  });

beforeEach(() => {
  time.now = START;
  outside.before = async () => undefined;
  outside.calls.length = 0;
});

describe('a trigger', () => {
  it('is created with defaults, by the caller, and read back with its ETag', async () => {
    const body = definition({ name: '  On call ', type: 'MANUAL' });
    const created = await desk.call('POST', '/triggers', { body });
    expect(created).toMatchObject({ status: 201, headers: { ETag: '"1"' } });
    expect(created.body).toEqual({
      triggerId: expect.stringMatching(/^trg_[0-9A-Z]{26}$/),
      name: 'On call',
      agentId,
      type: 'MANUAL',
      enabled: true,
      version: 1,
      lastFiredAt: null,
      lastSessionId: null,
      lastError: null,
      createdAt: '2026-11-23T09:00:00.000Z',
      createdBy: { userId: 'ada', name: 'Ada' },
      updatedAt: '2026-11-23T09:00:00.000Z',
      updatedBy: { userId: 'ada', name: 'Ada' },
    });
    expect(await desk.get(created.body.triggerId)).toEqual(created.body);
    expect(outside.calls).toEqual([]);
  });

  it('has a name of its own in its tenant, also in another Unicode form, and gives it back', async () => {
    const first = await desk.aTrigger(definition({ name: 'Café' }));
    expect(await desk.call('POST', '/triggers', { body: definition({ name: 'Cafe\u0301' }) })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    const claims = aToken({ tenant: 'other' });
    const theirs = await desk.anAgent({}, claims);
    await desk.aTrigger({ name: 'Café', agentId: theirs, type: 'API' }, claims);
    expect((await desk.replace(first, definition({ name: 'Tea' }))).status).toBe(200);
    await desk.aTrigger(definition({ name: 'Café' }));
  });

  it('is created once when several choose its name at the same time', async () => {
    const body = definition();
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk.call('POST', '/triggers', { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
  });

  it('is replaced and deleted at the version that was read only', async () => {
    const trigger = await desk.aTrigger(definition());
    const put = (ifMatch: string | undefined) =>
      desk.call('PUT', `/triggers/${trigger.triggerId}`, {
        body: definition(),
        headers: ifMatch === undefined ? {} : { 'If-Match': ifMatch },
      });
    expect((await put(undefined)).status).toBe(400);
    expect(await put('"1"')).toMatchObject({ status: 200, headers: { ETag: '"2"' } });
    expect(await put('1')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await desk.remove({ ...trigger, version: 1 })).status).toBe(409);
    expect((await desk.remove({ ...trigger, version: 2 })).status).toBe(204);
    expect((await desk.call('GET', `/triggers/${trigger.triggerId}`)).status).toBe(404);
    expect((await desk.remove({ ...trigger, version: 2 })).status).toBe(404);
    expect((await put('2')).status).toBe(404);
  });

  it.each(['trg_none', '%23', 'TRIGGERS'])('is not there by the id %s', async (id) => {
    const { triggerId } = await desk.aTrigger(onEvents());
    await desk.fire(desk.eventDelivery({ triggerId }, { detail: { device: 'edge-1' } }));
    for (const path of [`/triggers/${id}`, `/triggers/${triggerId}%23FIRED`]) {
      expect((await desk.call('GET', path)).status).toBe(404);
      expect((await desk.call('DELETE', path, { headers: { 'If-Match': '1' } })).status).toBe(404);
      expect((await desk.call('POST', `${path}/invoke`)).status).toBe(404);
    }
  });

  it('is replaced by one of several who read the same version', async () => {
    const trigger = await desk.aTrigger(onEvents());
    const answers = await Promise.all([1, 2, 3].map(() => desk.replace(trigger, onEvents())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('keeps its version while it fires', async () => {
    const trigger = await desk.aTrigger(onEvents());
    await desk.fire(desk.eventDelivery(trigger, { detail: { device: 'edge-1' } }));
    expect(await desk.get(trigger.triggerId)).toMatchObject({ version: 1, lastFiredAt: '2026-11-23T09:00:00.000Z' });
    expect((await desk.replace(trigger, onEvents())).status).toBe(200);
  });

  it('is seen with the project of its agent, in lists too', async () => {
    const hidden = await desk.anAgent({ project: 'secret' });
    const trigger = await desk.aTrigger(definition({ agentId: hidden }));
    const outsider = aToken({ projects: '[default]' });
    const path = `/triggers/${trigger.triggerId}`;
    expect((await desk.call('GET', path, { claims: outsider })).status).toBe(404);
    expect((await desk.call('DELETE', path, { claims: outsider, headers: { 'If-Match': '1' } })).status).toBe(404);
    expect((await desk.call('POST', `${path}/invoke`, { claims: outsider })).status).toBe(404);
    const all = (await desk.call('GET', '/triggers', { query: { agentId: hidden } })).body;
    expect(all.items.map((each: { triggerId: string }) => each.triggerId)).toEqual([trigger.triggerId]);
    expect((await desk.call('GET', '/triggers', { claims: outsider, query: { agentId: hidden } })).body).toEqual({
      items: [],
      nextCursor: null,
    });
    expect(
      (await desk.call('POST', '/triggers', { body: definition({ agentId: hidden }), claims: outsider })).status,
    ).toBe(404);
  });

  it('is listed newest first, in pages, with how it fired last', async () => {
    const claims = aToken({ tenant: 'lister' });
    const theirs = await desk.anAgent({}, claims);
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      ids.push((await desk.aTrigger({ name, agentId: theirs, type: 'MANUAL' }, claims)).triggerId);
    }
    const run = await desk.call('POST', `/triggers/${ids[1]}/run`, { claims });
    const first = (await desk.call('GET', '/triggers', { claims, query: { limit: '2' } })).body;
    const second = (await desk.call('GET', '/triggers', { claims, query: { limit: '2', cursor: first.nextCursor } }))
      .body;
    const items = [...first.items, ...second.items];
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['three', 'two', 'one']);
    expect(items.map((each: { lastSessionId: string }) => each.lastSessionId)).toEqual([
      null,
      run.body.sessionId,
      null,
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    ['a field that it has not', { more: 1 }, 'more'],
    ['a schedule for another type', { schedule: { expression: 'rate(1 day)' } }, 'schedule'],
    ['an unknown type', { type: 'JOB' }, 'type'],
    ['an input of the wrong kind', { inputs: { depth: 'deep' } }, 'inputs.depth'],
    ['an input that the agent has not', { inputs: { color: 'red' } }, 'inputs.color'],
    ['no schedule', { type: 'SCHEDULE', inputs: { device: 'x' } }, 'schedule'],
    [
      'a schedule without what the agent needs',
      { type: 'SCHEDULE', schedule: { expression: 'rate(1 day)' } },
      'inputs',
    ],
    ['an expression that is none', onSchedule({ schedule: { expression: 'cron(* * * *)' } }), 'schedule.expression'],
    [
      'a time zone that does not exist',
      onSchedule({ schedule: { expression: 'rate(1 day)', timezone: 'Mars/Base' } }),
      'schedule.timezone',
    ],
    [
      'a time that has passed',
      onSchedule({ schedule: { expression: 'at(2020-01-01T00:00:00)' } }),
      'schedule.expression',
    ],
    [
      'an end that has passed',
      onSchedule({ schedule: { expression: 'rate(1 day)', endAt: '2020-01-01T00:00:00Z' } }),
      'schedule.endAt',
    ],
    [
      'a pattern that EventBridge refuses',
      onEvents({ event: { pattern: { source: 'shop' } } }),
      'event.pattern.source',
    ],
    [
      'a pattern that reaches for others',
      onEvents({ event: { pattern: { resources: ['tenant/other'] } } }),
      'event.pattern.resources',
    ],
    ['events of ours', onEvents({ event: { pattern: { source: ['agent-sessions'] } } }), 'event.pattern.source'],
    ['events of AWS', onEvents({ event: { pattern: { source: [{ prefix: 'aws.' }] } } }), 'event.pattern.source'],
    [
      'a path that is none',
      onEvents({ event: { pattern: { source: ['shop'] }, inputsFrom: { device: 'detail.x' } } }),
      'event.inputsFrom.device',
    ],
    [
      'an input from an event that the agent has not',
      onEvents({ event: { pattern: { source: ['shop'] }, inputsFrom: { device: '$.detail.x', color: '$.detail.y' } } }),
      'event.inputsFrom.color',
    ],
  ])('is refused with %s', async (_, wrong, path) => {
    const answer = await desk.call('POST', '/triggers', { body: definition(wrong) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(answer.body.errors.map((each: { path: string }) => each.path)).toContain(path);
  });

  it('needs an agent that is there', async () => {
    expect((await desk.call('POST', '/triggers', { body: definition({ agentId: 'agt_none' }) })).status).toBe(404);
  });

  it('is refused when it is too large to keep', async () => {
    const body = definition({ inputs: { device: 'x'.repeat(70_000) } });
    expect((await desk.call('POST', '/triggers', { body })).status).toBe(413);
  });

  it('needs its permission', async () => {
    const claims = aToken({ 'cognito:groups': '[operator]' });
    expect(await desk.call('POST', '/triggers', { body: definition(), claims })).toMatchObject({
      status: 403,
      body: { permission: 'triggers:write' },
    });
  });
});

describe('a schedule trigger', () => {
  it('has one schedule, with its next five runs, which go when it is disabled and come back', async () => {
    const body = onSchedule();
    const trigger = await desk.aTrigger(body);
    const name = `acme.${trigger.triggerId}`;
    expect(trigger.nextRuns).toEqual([24, 25, 26, 27, 28].map((day) => `2026-11-${day}T02:30:00.000Z`));
    expect(outside.schedules.get(name)).toMatchObject({
      GroupName: 'agent-sessions',
      ScheduleExpression: 'cron(30 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/London',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(JSON.parse(outside.schedules.get(name)?.Target?.Input ?? '')).toEqual({
      type: 'SCHEDULE',
      tenantId: 'acme',
      triggerId: trigger.triggerId,
      scheduledTime: '<aws.scheduler.scheduled-time>',
    });
    const off = await desk.replace(trigger, { ...body, enabled: false });
    expect(off.body).toMatchObject({ enabled: false, nextRuns: [], version: 2 });
    expect(outside.schedules.has(name)).toBe(false);
    const on = await desk.replace(off.body, { ...body, schedule: { expression: 'rate(1 hour)', timezone: 'UTC' } });
    expect(outside.schedules.get(name)).toMatchObject({ ScheduleExpression: 'rate(1 hour)' });
    expect((await desk.remove(on.body)).status).toBe(204);
    expect(outside.schedules.has(name)).toBe(false);
  });

  it('can be renamed and disabled when its time is over', async () => {
    const body = onSchedule({ schedule: { expression: 'at(2026-11-23T10:00:00)', timezone: 'UTC' } });
    const trigger = await desk.aTrigger(body);
    expect(trigger.nextRuns).toEqual(['2026-11-23T10:00:00.000Z']);
    time.now += 2 * 3_600_000;
    const renamed = await desk.replace(trigger, { ...body, name: 'Once' });
    expect(renamed).toMatchObject({ status: 200, body: { nextRuns: [] } });
    expect(outside.schedules.has(`acme.${trigger.triggerId}`)).toBe(false);
    expect((await desk.replace(renamed.body, { ...body, enabled: false })).status).toBe(200);
  });

  it('can become another type, and leaves nothing behind', async () => {
    const trigger = await desk.aTrigger(onSchedule());
    const changed = await desk.replace(trigger, onEvents());
    const name = `acme.${trigger.triggerId}`;
    expect([outside.schedules.has(name), outside.rules.has(name)]).toEqual([false, true]);
    await desk.remove(changed.body);
    expect(outside.rules.has(name)).toBe(false);
  });

  it('is not kept when Scheduler refuses it for good, and its name is free', async () => {
    outside.before = async () => {
      throw new ValidationException({ message: 'Invalid Schedule Expression', Message: '', $metadata: {} });
    };
    const body = onSchedule();
    const answer = await desk.call('POST', '/triggers', { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Invalid Schedule Expression') },
    });
    outside.before = async () => undefined;
    await desk.aTrigger(body);
  });
});

describe('an event trigger', () => {
  it('has one rule within its own events, and fire-trigger as the only target', async () => {
    const trigger = await desk.aTrigger(onEvents());
    const rule = outside.rules.get(`acme.${trigger.triggerId}`);
    expect(rule?.pattern).toEqual({ source: ['shop'], account: [''], resources: ['tenant/acme'] });
    expect(rule?.targets).toHaveLength(1);
    const template = rule?.targets[0].InputTransformer.InputTemplate.replace('<aws.events.event.json>', '{}');
    expect(JSON.parse(template)).toEqual({ type: 'EVENT', tenantId: 'acme', triggerId: trigger.triggerId, event: {} });
  });

  it('is refused, and leaves nothing, when the bus takes no further rule', async () => {
    outside.before = async (call) => {
      if (call === 'PutRule') throw new LimitExceededException({ message: 'limit', $metadata: {} });
    };
    const body = onEvents();
    const before = outside.rules.size;
    expect(await desk.call('POST', '/triggers', { body })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringMatching(/quota is reached \(300/) },
    });
    const listed = (await desk.call('GET', '/triggers', { query: { limit: '100' } })).body.items;
    expect(listed.map((each: { name: string }) => each.name)).not.toContain(body.name);
    outside.before = async () => undefined;
    expect(outside.rules.size).toBe(before);
    await desk.aTrigger(body);
  });

  it('stays as it was when the bus takes no further rule for its change', async () => {
    const body = onEvents({ enabled: false });
    const trigger = await desk.aTrigger(body);
    outside.before = async (call) => {
      if (call === 'PutRule') throw new LimitExceededException({ message: 'limit', $metadata: {} });
    };
    const enabling = await desk.replace(trigger, { ...body, name: 'Renamed too', enabled: true });
    expect(enabling.status).toBe(409);
    expect(await desk.get(trigger.triggerId)).toMatchObject({ enabled: false, name: body.name });
    outside.before = async () => undefined;
    await desk.aTrigger(onEvents({ name: 'Renamed too' }));
  });
});
