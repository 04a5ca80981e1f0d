import { describe, expect, it } from 'vitest';
import { ApiProblem, ConnectionLost } from '../../../web/src/api-client/api-problem.ts';
import { createQueryClient, pollInterval } from '../../../web/src/api-client/query-client.ts';

const refused = (status: number, retryAfter?: number) =>
  new ApiProblem({ status, code: status === 429 ? 'RATE_LIMITED' : 'INTERNAL', title: '', detail: '' }, retryAfter);

describe('reading again', () => {
  const { retry, retryDelay } = createQueryClient().getDefaultOptions().queries!;
  const tries = (error: Error) =>
    [0, 1, 2].filter((failures) => typeof retry === 'function' && retry(failures, error)).length;
  const delay = (error: Error) => (typeof retryDelay === 'function' ? retryDelay(0, error) : undefined);

  it('is tried where it may help, and not where the service has said no', () => {
    expect([new ConnectionLost('gone'), refused(503), refused(429)].map(tries)).toEqual([2, 2, 2]);
    expect([refused(400), refused(403), refused(404), refused(409)].map(tries)).toEqual([0, 0, 0, 0]);
  });

  it('waits as long as the service asks for, but nobody looks at nothing for longer than ten seconds', () => {
    expect([delay(refused(429)), delay(refused(429, 7)), delay(refused(503, 60))]).toEqual([1_000, 7_000, 10_000]);
  });

  it('of what is shown waits as long as the service asks for', () => {
    expect([pollInterval(2_000, null), pollInterval(2_000, refused(500))]).toEqual([2_000, 2_000]);
    expect([pollInterval(2_000, refused(429, 1)), pollInterval(2_000, refused(429, 30))]).toEqual([2_000, 30_000]);
  });
});
