import { describe, expect, it } from 'vitest';
import { sessionResult } from '../../../shared/effects/session-result.ts';
import { BodyMissing } from '../../../shared/storage/body-store.ts';
import { sessionIn } from '../../builders/a-session.ts';

const body = { id: 'b'.repeat(32), bytes: 6_000, parts: 1, cut: false };
const control = { ...sessionIn('COMPLETED'), finalResponse: { body } };
const { sessionId } = control.head;

describe('what the caller of a session is told', () => {
  it('has the beginning of a long final response', async () => {
    expect(await sessionResult(control, 5, { read: async () => 'a long response' })).toEqual({
      ...{ status: 'completed', sessionId, lastMessage: 'a lon' },
    });
  });

  it('has no final response when that was purged meanwhile, so that nobody waits for it', async () => {
    const read = async () => {
      throw new BodyMissing(control.head, body);
    };
    expect(await sessionResult(control, 5, { read })).toEqual({ status: 'completed', sessionId, lastMessage: null });
  });

  it('is not told at all when the storage does not answer', async () => {
    const read = async () => {
      throw new Error('the table does not answer');
    };
    await expect(sessionResult(control, 5, { read })).rejects.toThrow('does not answer');
  });
});
