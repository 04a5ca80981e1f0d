import { describe, expect, it } from 'vitest';
import type { AdvanceDeps } from '../../../functions/session-lifecycle/advance/advance-deps.ts';
import { advanceSessionHandler } from '../../../functions/session-lifecycle/advance-session.ts';
import type { Command } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { aHead, applied, person, running, START, takeLease } from '../../builders/a-session.ts';

const { tenantId, sessionId } = aHead();
const nothing = async () => undefined;

/** A paused session whose wait of 24 h is over; `meanwhile` comes between the look at it and the write that hibernates. */
async function afterTheTimeout(meanwhile?: Command) {
  let there: ControlItem = applied(running(), person('pause'));
  let writes = 0;
  const deps = {
    control: {
      read: async () => there,
      save: async (before: ControlItem, next: ControlItem) => {
        if (!next.live && meanwhile !== undefined && there.version === before.version) {
          there = applied(there, meanwhile);
        }
        if (there.version !== before.version) return false;
        there = next;
        return true;
      },
    },
    clock: { now: () => START + 86_400_000, delay: () => new Promise(() => undefined) },
    random: () => 0.5,
    newWriteId: () => `write-${++writes}`,
    executions: { sendToken: nothing, start: nothing, stop: nothing },
    events: { statusChanged: nothing, taskChanged: nothing },
    projections: { putSummary: nothing, putEntry: nothing },
    texts: { read: async () => '' },
    reportFailure: () => undefined,
  } as unknown as AdvanceDeps;
  const payload = { tenantId, sessionId, run: 1, loop: 1, wake: 0, waitError: { Error: 'States.Timeout' } };
  const output = await advanceSessionHandler(deps)(payload, { requestId: 'r', remainingMs: () => 900_000 });
  return { output, control: there };
}

describe('a wait that timed out', () => {
  it('becomes hibernation: nothing is live', async () => {
    const { output, control } = await afterTheTimeout();
    expect(output).toMatchObject({ next: 'HIBERNATE' });
    expect(control).toMatchObject({ live: false, token: undefined });
  });

  // The newer invocation may hibernate the session next: a wait begun now would be one that nobody ends for 24 h.
  it('is not begun again by an invocation that a newer one has fenced', async () => {
    const { output, control } = await afterTheTimeout(takeLease(running(), { holder: 'newer' }));
    expect(output).toMatchObject({ next: 'CONTINUE' });
    expect(control).toMatchObject({ live: true, lease: { holder: 'newer' } });
  });

  it('is not begun again when a wake came', async () => {
    const { output, control } = await afterTheTimeout(person('resume'));
    expect(output).toMatchObject({ next: 'CONTINUE' });
    expect(control).toMatchObject({ live: true, status: 'RUNNING' });
  });
});
