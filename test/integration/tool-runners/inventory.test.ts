import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Inventory, openInventory } from '../../../infra/local/inventory/open-inventory.ts';
import { aStoppedClock } from './hostile-service.ts';

let inventory: Inventory;
const clock = aStoppedClock();
beforeEach(async () => {
  inventory = await openInventory({ port: 0, clock: { ...clock, delay: (ms, signal) => delay(ms, signal) } });
});
afterEach(() => inventory.close());

/** Only a wait that was asked for is one. */
const delay = (ms: number, signal?: AbortSignal) => (ms === 0 ? Promise.resolve() : clock.delay(ms, signal));

async function call(path: string, init?: RequestInit) {
  const response = await fetch(`http://127.0.0.1:${inventory.port}${path}`, init);
  const body = JSON.parse(await response.text());
  return { status: response.status, type: response.headers.get('content-type'), body };
}

describe('The demo inventory', () => {
  it('lists eight devices, and each leads to its interfaces and their counters', async () => {
    const { body } = await call('/devices');
    expect(body.devices).toHaveLength(8);
    for (const { name } of body.devices) {
      expect((await call(`/devices/${name}`)).body).toMatchObject({ name, vendor: expect.any(String) });
      const { interfaces } = (await call(`/devices/${name}/interfaces`)).body;
      for (const { name: port } of interfaces) {
        const counters = await call(`/devices/${name}/interfaces/${encodeURIComponent(port)}/counters`);
        expect(counters.body).toMatchObject({ device: name, interface: port, crcErrors: expect.any(Number) });
        expect((await call(`/devices/${name}/interfaces/${port}`)).body).toMatchObject({ name: port });
      }
    }
  });

  it('has one enabled link that is down and one with more CRC errors every hour', async () => {
    const { interfaces } = (await call('/devices/edge-fra-01/interfaces')).body;
    expect(interfaces[0]).toMatchObject({ name: 'xe-0/1/0', adminStatus: 'up', operStatus: 'down' });
    const { crcErrorsPerHour } = (await call('/devices/core-lon-01/interfaces/Ethernet1/1/counters')).body;
    expect(crcErrorsPerHour).toEqual([...crcErrorsPerHour].sort((a, b) => a - b));
    expect(crcErrorsPerHour.at(-1)).toBeGreaterThan(1_000);
  });

  it.each([
    '/devices/nothing',
    '/devices/edge-lon-01/interfaces/nothing',
    '/devices/edge-lon-01/nothing',
    '/nothing',
    '/',
  ])('answers %s with a problem', async (path) => {
    const { status, type, body } = await call(path);
    expect([status, type, body.status]).toEqual([404, 'application/problem+json', 404]);
  });

  it('keeps a note once per key, and shows how often each call came', async () => {
    const path = '/devices/edge-lon-01/notes';
    const note = (key: string) =>
      call(path, { method: 'POST', body: '{"text":"a"}', headers: { 'idempotency-key': key } });
    const [first, again, other] = [await note('k1'), await note('k1'), await note('k2')];
    expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
    expect(first.body).toEqual({ noteId: 'note-1', device: 'edge-lon-01', note: { text: 'a' }, repeated: false });
    expect(again.body).toMatchObject({ noteId: 'note-1', repeated: true });
    expect((await call(path)).body.notes).toHaveLength(2);
    expect((await call('/requests')).body.requests).toEqual([
      { method: 'POST', path, idempotencyKey: 'k1', count: 2 },
      { method: 'POST', path, idempotencyKey: 'k2', count: 1 },
      { method: 'GET', path, idempotencyKey: null, count: 1 },
    ]);
  });

  it.each([
    ['250', 250],
    ['99999', 10_000],
  ])('waits before it answers when delayMs is %s, and closes all the same', async (asked, waited) => {
    const answer = call(`/devices?delayMs=${asked}`);
    const ended = answer.catch(() => 'closed');
    // The call is counted before it waits, so once it is listed the wait has begun.
    while ((await call('/requests')).body.requests.length === 0);
    expect(clock.waits()).toEqual([waited]);
    await inventory.close();
    expect(await ended).toBe('closed');
    inventory = await openInventory({ port: 0 });
  });
});
