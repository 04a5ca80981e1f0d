import * as z from 'zod';
import type { Answer } from './answer.ts';

const resultSchema = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().optional(),
});

/** Reads what a Lambda function returned to the gateway. Throws when the gateway could make no answer of it. */
export function readLambdaResult(result: unknown): Answer {
  // Without a status code the gateway takes the whole result as a JSON body.
  if (!isObject(result) || !('statusCode' in result)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(result ?? null) };
  }
  const { statusCode, headers = {}, cookies, body, isBase64Encoded } = resultSchema.parse(result);
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(texts) },
    ...(cookies !== undefined && { cookies }),
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
