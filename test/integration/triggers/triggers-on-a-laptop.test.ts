import { expect, it } from 'vitest';
import type { Json } from '../../builders/a-caller.ts';
import { aDataFolder, aLaptop } from '../../builders/a-laptop.ts';
import { until } from '../../builders/until.ts';

const dataDir = aDataFolder();
const laptop = await aLaptop({ dataDir });
const agentId = await laptop.anAgentWith([{ text: 'done' }]);
const aTrigger = (body: Json): Promise<Json> =>
  laptop.ask('POST', '/triggers', { agentId, name: `Trigger of ${body.type}`, ...body }, 201);
const sessionsOf = async ({ triggerId }: Json): Promise<Json[]> => {
  const { items } = await laptop.ask('GET', '/sessions?limit=100');
  return items.filter(({ trigger }: Json) => trigger.source.id === triggerId);
};
const started = (trigger: Json): Promise<Json> =>
  until(
    async () => (await sessionsOf(trigger))[0],
    () => `a session of ${trigger.name}`,
  );

it('starts one session by an event that is put twice, seen by its own tenant only', async () => {
  const trigger = await aTrigger({ type: 'EVENT', event: { pattern: { source: ['shop'], 'detail-type': ['Order'] } } });
  const event = { id: 'order-1', source: 'shop', type: 'Order', detail: { id: 1 } };
  const other = { authorization: `Bearer ${await laptop.token({ tenant: 'other' })}` };
  await laptop.call('POST', '/events', event, other);
  for (let times = 0; times < 2; times += 1) await laptop.ask('POST', '/events', event, 202);
  const session = await started(trigger);
  expect(session).toMatchObject({
    trigger: { type: 'EVENT', source: { name: trigger.name } },
    createdBy: { userId: 'ada' },
  });
  await laptop.ended(session.sessionId);
  // Another event comes after all of these: whatever they were to start has been started by then.
  await laptop.ask('POST', '/events', { ...event, id: 'order-2' }, 202);
  await until(
    async () => (await sessionsOf(trigger)).length > 1 || undefined,
    () => 'the session of the second event',
  );
  expect(await sessionsOf(trigger)).toHaveLength(2);
  const theirs = [laptop.call('GET', '/sessions', undefined, other), laptop.call('GET', '/triggers', undefined, other)];
  for (const { body } of await Promise.all(theirs)) expect(body.items).toEqual([]);
  expect((await laptop.call('GET', `/triggers/${trigger.triggerId}`, undefined, other)).status).toBe(404);
  expect(await laptop.ask('GET', `/triggers/${trigger.triggerId}`)).toMatchObject({ lastError: null });
});

it('starts a session by a schedule, and none by one that was disabled', async () => {
  const soon = new Date(Date.now() + 4_000).toISOString().slice(0, 19);
  const schedule = { expression: `at(${soon})`, timezone: 'UTC' };
  const off = await aTrigger({ type: 'SCHEDULE', name: 'Off', schedule });
  const { triggerId, agentId: agent, name, type } = off;
  const answer = await laptop.call(
    'PUT',
    `/triggers/${triggerId}`,
    { agentId: agent, name, type, schedule, enabled: false },
    { 'If-Match': '1' },
  );
  expect(answer.status).toBe(200);
  const on = await aTrigger({ type: 'SCHEDULE', schedule });
  expect(on.nextRuns).toEqual([`${soon}.000Z`]);
  expect(await started(on)).toMatchObject({ trigger: { type: 'SCHEDULE', source: { name: on.name } } });
  expect(await sessionsOf(off)).toEqual([]);
});

it('has two triggers for the demo, and one that was deleted stays deleted', async () => {
  const { items } = await laptop.ask('GET', '/triggers');
  const demo = items.filter(({ createdBy }: Json) => createdBy.userId === 'local');
  expect(demo.map(({ name, enabled }: Json) => [name, enabled]).sort()).toEqual([
    ['Interface errors', true],
    ['Nightly health check', false],
  ]);
  const onErrors = demo.find(({ type }: Json) => type === 'EVENT');
  const event = { source: 'network', type: 'Interface errors', detail: { threshold: 900 } };
  await laptop.ask('POST', '/events', event, 202);
  const { sessionId } = await started(onErrors);
  expect((await laptop.ended(sessionId)).session).toMatchObject({ status: 'COMPLETED', inputs: { threshold: 900 } });
  const path = `/triggers/${onErrors.triggerId}`;
  expect((await laptop.call('DELETE', path, undefined, { 'If-Match': '1' })).status).toBe(204);
  await laptop.close();
  const again = await aLaptop({ dataDir });
  expect((await again.call('GET', path)).status).toBe(404);
});
