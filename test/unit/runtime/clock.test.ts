import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../shared/runtime/clock.ts';

describe('a delay of the system clock', () => {
  it('ends after its time, and leaves nothing at the signal', async () => {
    const { signal } = new AbortController();
    await systemClock.delay(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is given up with the reason of its signal', async () => {
    const stop = new AbortController();
    const delay = systemClock.delay(600_000, stop.signal);
    stop.abort('enough');
    await expect(delay).rejects.toBe('enough');
    await expect(systemClock.delay(600_000, stop.signal)).rejects.toBe('enough');
  });
});
