import * as z from 'zod';

/** What an SDK error tells of itself. */
const serviceErrorSchema = z.object({
  name: z.string(),
  $retryable: z.object({}).optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

const PASSING =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|LimitExceeded|Timeout|ServiceUnavailable|InternalServer|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ItemContended/;

/** A throttled, contended or unreachable service: it passes by itself. The SDK has tried again before. */
export function isPassingFault(error: unknown): boolean {
  const parsed = serviceErrorSchema.safeParse(error);
  if (!parsed.success) return false;
  const { name, $retryable, $metadata } = parsed.data;
  return $retryable !== undefined || ($metadata?.httpStatusCode ?? 0) >= 500 || PASSING.test(name);
}
