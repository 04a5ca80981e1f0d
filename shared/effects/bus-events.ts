import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Failure } from '../domain/session/error-category.ts';
import { API_TRIGGER_SOURCE, LIFECYCLE_SOURCE, tenantResource } from '../domain/trigger/tenant-guard.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';

export type BusEvents = ReturnType<typeof busEvents>;

/** What a tenant puts on the bus. */
export type TenantEvent = {
  tenantId: string;
  eventId: string;
  /** Milliseconds; EventBridge keeps whole seconds. */
  at: number;
  source: string;
  type: string;
  /** JSON text of an object. */
  detail: string;
};

/** Events about triggers, and for them, on the product's bus. */
export function busEvents(deps: { eventBridge: EventBridgeClient; bus: string }) {
  const put = async (entry: PutEventsRequestEntry): Promise<void> => {
    const command = new PutEventsCommand({ Entries: [{ ...entry, EventBusName: deps.bus }] });
    const refused = (await deps.eventBridge.send(command)).Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused !== undefined) throw new EventNotTaken(`${refused.ErrorCode} ${refused.ErrorMessage}`);
  };

  return {
    /** A tenant's own event. */
    putTenantEvent: (event: TenantEvent): Promise<void> => put(entryOf(event)),

    /** An API trigger was invoked: `event.detail` goes to the product's own rule, which hands it to fire-trigger. */
    async invoked({ tenantId, triggerId }: TriggerKey, { eventId, at, inputs }: Invoked): Promise<void> {
      const detail = JSON.stringify({ tenantId, triggerId, inputs });
      await put(entryOf({ tenantId, eventId, at, source: API_TRIGGER_SOURCE, type: 'Trigger Invoked', detail }));
    },

    /** An occurrence started no session; `lastError` of the trigger says the same. */
    triggerFailed: ({ tenantId, triggerId }: TriggerKey, error: Failure): Promise<void> =>
      put({
        Source: LIFECYCLE_SOURCE,
        DetailType: 'Trigger Failed',
        Resources: [tenantResource(tenantId), `trigger/${triggerId}`],
        Detail: JSON.stringify({ tenantId, triggerId, error }),
      }),
  };
}

type Invoked = { eventId: string; at: number; inputs: Record<string, unknown> };

function entryOf({ tenantId, eventId, at, source, type, detail }: TenantEvent) {
  return {
    Source: source,
    DetailType: type,
    Time: new Date(at),
    Resources: [tenantResource(tenantId), `event/${eventId}`],
    Detail: detail,
  };
}

/** Bytes of an entry as EventBridge counts them: time (14), source, detail type, detail and resources in UTF-8. */
export function eventBytes(event: TenantEvent): number {
  const { Source, DetailType, Detail, Resources } = entryOf(event);
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 14);
}

/** The bus took the request and refused the event: it is busy, and the same event may be put again. */
class EventNotTaken extends Error {
  constructor(why: string) {
    super(`The event bus did not take an event: ${why}. Put it again.`);
    this.name = 'EventBusServiceUnavailable';
  }
}
