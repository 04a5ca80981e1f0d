import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parkPayloadSchema, runPayloadSchema } from '../../../../shared/contracts/run-payload.ts';
import { type ControlItem, controlItemSchema } from '../../../../shared/domain/session/control-item.ts';
import { summaryOf } from '../../../../shared/domain/session/session-summary.ts';
import { applied, claim, openCall, person, settled, takeLease } from '../../../builders/a-session.ts';

const folder = new URL('../../../golden/', import.meta.url);

/** A control item as an earlier release wrote it: these files are never changed, only added to. */
function golden(name: string): ControlItem {
  return controlItemSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
}

describe('F19 a session that waits while a new version is deployed', () => {
  it.each(readdirSync(folder))('is read as it was written: %s', (name) => {
    const written = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    expect(golden(name)).toEqual(written);
    expect(summaryOf(golden(name))).toMatchObject({ sessionId: written.head.sessionId, status: written.status });
  });

  it('goes on from its wait', () => {
    const resumed = applied(golden('control-item-v1-paused-and-parked.json'), person('resume'));
    expect(resumed.effects).toContainEqual(expect.objectContaining({ kind: 'SEND_TOKEN', token: 'token-1' }));
    const driven = applied(resumed, takeLease(resumed));
    expect(driven.status).toBe('RUNNING');
    expect(openCall(driven, 'WAITING')).toBeGreaterThan(0);
  });

  it('wakes from its hibernation in a new run', () => {
    const resumed = applied(golden('control-item-v1-hibernated.json'), person('resume'));
    expect(resumed).toMatchObject({ live: true, run: 2 });
    expect(resumed.effects).toContainEqual(expect.objectContaining({ kind: 'START_RUN', run: 2 }));
  });

  it('ends as it was told to, and is deleted', () => {
    const canceling = golden('control-item-v1-canceling.json');
    expect(applied(canceling, settled(openCall(canceling), claim.holder)).status).toBe('CANCELED');
    const deleted = applied(golden('control-item-v1-completed.json'), { type: 'delete', by: null });
    expect(deleted.deleted).toBeDefined();
  });

  it('needs of its execution no more than ids: what a later version adds has a default', () => {
    const ids = { tenantId: 'demo', sessionId: 'ses_1', run: 1 };
    expect(runPayloadSchema.parse(ids)).toEqual({ ...ids, loop: 0, backOffs: 0, nonsense: 0 });
    const wait = { ...ids, loop: 3, wake: 2, token: 't', retry: 0 };
    // An execution of a newer definition may carry more than this version knows.
    expect(parkPayloadSchema.parse({ ...wait, later: true })).toEqual(wait);
  });
});
