import * as z from 'zod';

/** What SQS hands over of the queue of undelivered firings, when a person has it sent again (docs/runbook.md). */
export const deadLettersSchema = z.object({
  Records: z
    .array(
      z.object({
        messageId: z.string(),
        body: z.string(),
        messageAttributes: z.record(z.string(), z.looseObject({ stringValue: z.string().optional() })).default({}),
      }),
    )
    .min(1),
});
type DeadLetter = z.infer<typeof deadLettersSchema>['Records'][number];

/** The last part of the ARN of a trigger's rule: `<tenant>.<trigger>`. */
const TRIGGER_RULE = /\/([a-z0-9]{3,32})\.(trg_\w+)$/;

/**
 * What fire-trigger would have been invoked with. Scheduler, and Lambda itself, keep just that; a rule keeps the event as it was
 * on the bus, and says which rule it was.
 */
export function payloadOf({ body, messageAttributes }: DeadLetter): unknown {
  const payload: unknown = JSON.parse(body);
  const [, tenantId, triggerId] = TRIGGER_RULE.exec(messageAttributes.RULE_ARN?.stringValue ?? '') ?? [];
  return tenantId === undefined ? payload : { type: 'EVENT', tenantId, triggerId, event: payload };
}
