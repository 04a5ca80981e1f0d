import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { FrontRoute } from '../../../infra/local/emulators/http-api/front-handler.ts';
import type { HttpApiEvent, LambdaContext } from '../../../infra/local/emulators/http-api/http-api-event.ts';
import { type FrontOptions, startFront } from '../../../infra/local/emulators/http-api/start-front.ts';
import { type IssuerOptions, openIssuer } from '../../../infra/local/issuer/open-issuer.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';

/** Ada's usual day: nothing in the tests depends on the real date. */
export const START = Date.parse('2026-03-12T19:03:58.000Z');

/** A clock that moves only when told to. */
export function aClock(start = START) {
  let now = start;
  const waits = new Set<{ at: number; done: () => void }>();
  const clock: Clock = {
    now: () => now,
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wait = {
          at: now + ms,
          done: () => {
            waits.delete(wait);
            resolve();
          },
        };
        signal?.addEventListener('abort', () => {
          waits.delete(wait);
          reject(signal.reason);
        });
        waits.add(wait);
      }),
  };
  const advance = (ms: number) => {
    now += ms;
    for (const wait of [...waits]) if (wait.at <= now) wait.done();
  };
  return { clock, advance };
}

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-sessions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One key for all fronts of a file: making an RSA key takes longer than most tests. */
const sharedFolder = mkdtempSync(join(tmpdir(), 'agent-sessions-key-'));
afterAll(() => rmSync(sharedFolder, { recursive: true, force: true }));

export const ROUTES = {
  health: { method: 'GET', path: '/health', permission: 'open', servedBy: 'read' },
  list: { method: 'GET', path: '/sessions', permission: 'sessions:read', servedBy: 'read' },
  start: { method: 'POST', path: '/sessions', permission: 'sessions:start', servedBy: 'command' },
  bulk: { method: 'POST', path: '/sessions/bulk', permission: 'token', servedBy: 'command' },
  get: { method: 'GET', path: '/sessions/{sessionId}', permission: 'sessions:read', servedBy: 'read' },
  anyPost: { method: 'POST', path: '/sessions/{sessionId}', permission: 'token', servedBy: 'command' },
  entry: { method: 'GET', path: '/sessions/{sessionId}/activity/{seq}', permission: 'sessions:read', servedBy: 'read' },
  openPost: { method: 'POST', path: '/open', permission: 'open', servedBy: 'command' },
} satisfies Record<string, FrontRoute>;

export type Call = { by: 'read' | 'command'; event: HttpApiEvent; context: LambdaContext };

/** A running front whose handlers note what they are called with. Closed after the test. */
export async function aFront(options: Partial<FrontOptions> & { issuerOptions?: Partial<IssuerOptions> } = {}) {
  const calls: Call[] = [];
  const errors: unknown[] = [];
  const noting = (by: Call['by']) => async (event: HttpApiEvent, context: LambdaContext) => {
    calls.push({ by, event, context });
    return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ by }) };
  };
  const { issuerOptions, ...frontOptions } = options;
  const clock = options.clock ?? aClock().clock;
  const issuer = await openIssuer({
    keyFile: join(sharedFolder, 'issuer-key.json'),
    production: false,
    clock,
    ...issuerOptions,
  });
  const front = await startFront({
    port: 0,
    routes: async () => ROUTES,
    readApi: noting('read'),
    commandApi: noting('command'),
    issuer,
    clock,
    onError: (error) => errors.push(error),
    graceMs: 1_000,
    ...frontOptions,
  });
  onTestFinished(front.close);
  const api = `${front.address}/api/v1`;
  const tokenFor = async (body: object = {}) => {
    const answer = await fetch(`${front.address}/local/token`, { method: 'POST', body: JSON.stringify(body) });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const bearer = async (body: object = {}) => ({ authorization: `Bearer ${await tokenFor(body)}` });
  /** The event of the one request that was handled. */
  const event = () => calls.at(-1)!.event;
  return { ...front, api, calls, errors, tokenFor, bearer, event };
}

/** Sends bytes as they are and answers all that came back until the connection closed, or until `enough`. */
export function rawExchange(port: number, sent: (string | Buffer)[], enough = (_: string) => false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (enough(received)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    for (const part of sent) socket.write(part);
  });
}
