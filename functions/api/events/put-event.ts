import { Conflict, IdempotencyMismatch, InvalidRequest, TooLarge } from '../../../shared/contracts/refusal.ts';
import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { isReservedSource } from '../../../shared/domain/trigger/tenant-guard.ts';
import { eventBytes } from '../../../shared/effects/bus-events.ts';
import type { TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { claimEvent } from './claim-event.ts';

/** EventBridge takes an event below 256 KB, in bytes. */
const MAX_EVENT_BYTES = 262_144;

/** Puts an event of the tenant's on the bus. The same `id` again is the same event, for 24 hours. */
export const putEvent: Operation<typeof triggerRoutes.putEvent, ApiDeps & TriggerDeps> = async (
  { body, caller },
  deps,
) => {
  const { tenantId } = caller;
  const { id, source, type } = body;
  if (isReservedSource(source)) {
    throw new InvalidRequest(`Events of the source "${source}" can't be put. Name a source of your own.`, [
      { path: 'source', message: 'begins with aws. or agent-sessions, which are reserved' },
    ]);
  }
  const detail = JSON.stringify(body.detail);
  const event = { tenantId, eventId: id ?? deps.newId('event'), at: deps.clock.now(), source, type, detail };
  const bytes = eventBytes(event);
  if (bytes >= MAX_EVENT_BYTES) {
    throw new TooLarge(`The event has ${bytes} bytes; it has to be smaller than ${MAX_EVENT_BYTES}. Put less into it.`);
  }
  // The id is the tenant's, whoever of it puts the event.
  const scope = { tenantId, userId: '', route: 'putEvent', object: '' };
  const claim = { scope, key: id, eventId: event.eventId, body: { source, type, detail: body.detail } };
  const { eventId, at } = await claimEvent(claim, deps).catch((error: unknown) => {
    if (!(error instanceof IdempotencyMismatch)) throw error;
    throw new Conflict(`An event with the id "${id}" and another content was put before. Give this one another id.`);
  });
  await deps.busEvents.putTenantEvent({ ...event, eventId, at });
  return { body: { eventId } };
};
