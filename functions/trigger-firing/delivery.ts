import * as z from 'zod';
import { type Occurrence, wholeSeconds } from '../../shared/domain/trigger/occurrence.ts';
import { API_TRIGGER_SOURCE, isReservedSource, tenantResource } from '../../shared/domain/trigger/tenant-guard.ts';
import type { TriggerKey } from '../../shared/storage/trigger-row.ts';

/** One delivery of one occurrence to one trigger. */
export type Delivery = {
  key: TriggerKey;
  occurrence: Occurrence;
  /** Of event triggers: the event, for `inputsFrom`. */
  event?: unknown;
  /** Of API triggers: what the invoke gave. */
  inputs?: Record<string, unknown>;
};

/** An event as EventBridge delivers it; what else it holds is for `inputsFrom`. */
const busEventSchema = z.looseObject({
  id: z.string(),
  source: z.string(),
  time: z.iso.datetime({ offset: true }),
  resources: z.array(z.string()),
});
type BusEvent = Pick<z.infer<typeof busEventSchema>, 'id' | 'time' | 'resources'>;

const keyShape = { tenantId: z.string(), triggerId: z.string() };
/** What the target of a trigger's rule and of its schedule are made to send. */
const eventFiringSchema = z.object({ type: z.literal('EVENT'), ...keyShape, event: busEventSchema });
const scheduleFiringSchema = z.object({
  type: z.literal('SCHEDULE'),
  ...keyShape,
  scheduledTime: z.iso.datetime({ offset: true }),
});
/** What `invoke` puts, and the product's own rule hands on as it is. */
const invokedSchema = z.object({
  ...busEventSchema.shape,
  source: z.literal(API_TRIGGER_SOURCE),
  detail: z.object({ ...keyShape, inputs: z.record(z.string(), z.unknown()) }),
});

/** A delivery is not one that the product makes, or not one that this tenant's trigger may be given. */
class UnknownDelivery extends Error {
  constructor(why: string) {
    super(`A delivery to fire-trigger can't be used: ${why}`);
    this.name = 'UnknownDelivery';
  }
}

/** Reads what fire-trigger is invoked with. @throws UnknownDelivery */
export function readDelivery(payload: unknown): Delivery {
  const parsed = z.union([eventFiringSchema, scheduleFiringSchema, invokedSchema]).safeParse(payload);
  if (!parsed.success) throw new UnknownDelivery(z.prettifyError(parsed.error));
  const firing = parsed.data;
  if ('scheduledTime' in firing) return ofSchedule(firing);
  return 'event' in firing ? ofEvent(firing) : ofInvoke(firing);
}

function ofInvoke(event: z.infer<typeof invokedSchema>): Delivery {
  const { tenantId, triggerId, inputs } = event.detail;
  ownEvent(event, tenantId);
  return { key: { tenantId, triggerId }, occurrence: { type: 'API', ...occurrenceOf(event) }, inputs };
}

function ofEvent({ tenantId, triggerId, event }: z.infer<typeof eventFiringSchema>): Delivery {
  ownEvent(event, tenantId);
  // The rule leaves them out; a rule that somebody changed by hand might not.
  if (isReservedSource(event.source)) throw new UnknownDelivery(`its source is ${event.source}`);
  return { key: { tenantId, triggerId }, occurrence: { type: 'EVENT', ...occurrenceOf(event) }, event };
}

function ofSchedule({ tenantId, triggerId, scheduledTime }: z.infer<typeof scheduleFiringSchema>): Delivery {
  const at = wholeSeconds(Date.parse(scheduledTime));
  return { key: { tenantId, triggerId }, occurrence: { type: 'SCHEDULE', id: new Date(at).toISOString(), at } };
}

function ownEvent({ resources }: BusEvent, tenantId: string): void {
  if (!resources.includes(tenantResource(tenantId))) throw new UnknownDelivery(`the event is not of ${tenantId}`);
}

/** By the id that the putter gave, which stays when it puts the event again; else by EventBridge's. */
function occurrenceOf({ id, time, resources }: BusEvent): { id: string; at: number } {
  const given = resources.find((resource) => resource.startsWith('event/'));
  return { id: given?.slice('event/'.length) ?? id, at: wholeSeconds(Date.parse(time)) };
}
