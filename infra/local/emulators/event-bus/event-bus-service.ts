import * as z from 'zod';
import { bodyText } from '../body-text.ts';
import type { LocalService } from '../local-service.ts';

const OPERATION = 'AWSEvents.PutEvents';

const putEventsSchema = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string().min(1),
        DetailType: z.string().min(1),
        Detail: z.string(),
        EventBusName: z.string().optional(),
        Resources: z.array(z.string()).optional(),
        Time: z.number().optional(),
      }),
    )
    .min(1)
    .max(10),
});

/** The laptop's event bus, behind EventBridge's protocol. It has no rules yet, so what is put is accepted and goes nowhere, as on AWS. */
export function eventBusService({ newEventId }: { newEventId: () => string }): LocalService {
  return async ({ headers, body }) => {
    const operation = headers['x-amz-target'];
    if (operation !== OPERATION)
      return failure('UnknownOperationException', `The laptop's event bus can't do ${operation}.`);
    const parsed = putEventsSchema.safeParse(JSON.parse(bodyText(body)));
    if (!parsed.success) return failure('ValidationException', z.prettifyError(parsed.error));
    return answer(200, { FailedEntryCount: 0, Entries: parsed.data.Entries.map(() => ({ EventId: newEventId() })) });
  };
}

function failure(type: string, message: string) {
  return answer(400, { __type: type, message });
}

function answer(status: number, body: unknown) {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
