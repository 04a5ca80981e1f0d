import type { Store } from 'dynalite/db/index.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import * as z from 'zod';
import { bodyText } from '../body-text.ts';
import type { LocalResponse, LocalService } from '../local-service.ts';
import { type Operation, operations } from './operations.ts';

/**
 * DynamoDB's protocol (AWS JSON 1.0) in front of dynalite's operations. dynalite's own front is left out: it ends its
 * process when a client goes away in mid-body, or when anything unforeseen fails. Signatures are not checked.
 */
export function dynamoDbService(store: Store): LocalService {
  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^DynamoDB_20120810\./, '') ?? '';
    const operation = operations.get(name);
    if (operation === undefined) return unknownOperation(name);
    try {
      return answer(200, await run({ store, name, operation, input: parseInput(bodyText(body)) }));
    } catch (error) {
      return refusal(error);
    }
  };
}

type Call = { store: Store; name: string; operation: Operation; input: Record<string, unknown> };

function run({ store, name, operation, input }: Call): Promise<unknown> {
  const { action, rules } = operation;
  refuseUnknownParameters(name, input, rules.types);
  const checked = checkTypes(input, rules.types);
  checkValidations(checked, rules.types, rules.custom, store);
  return new Promise((resolve, reject) =>
    action(store, checked, (error, output) => (error ? reject(error) : resolve(output))),
  );
}

/** dynalite drops parameters that it does not know: code that relies on one would be wrong on the laptop only. */
function refuseUnknownParameters(name: string, input: Record<string, unknown>, known: Record<string, unknown>): void {
  const unknown = Object.keys(input).filter((parameter) => !Object.hasOwn(known, parameter));
  if (unknown.length > 0) {
    throw new Refused(
      'ValidationException',
      `The laptop's DynamoDB does not know ${unknown.join(', ')} of ${name}. Do without, or use another endpoint.`,
    );
  }
}

const inputSchema = z.record(z.string(), z.unknown());

function parseInput(body: string): Record<string, unknown> {
  try {
    return inputSchema.parse(JSON.parse(body));
  } catch {
    throw new Refused('SerializationException', 'The request body is not a JSON object.');
  }
}

class Refused extends Error {
  readonly statusCode = 400;
  readonly body: { __type: string; message: string };
  constructor(type: string, message: string) {
    super(message);
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message };
  }
}

/** dynalite's refusals carry their status and the body that AWS would answer. */
const refusedSchema = z.object({ statusCode: z.number(), body: z.unknown() });

function refusal(error: unknown): LocalResponse {
  const refused = refusedSchema.safeParse(error);
  if (refused.success) return answer(refused.data.statusCode, refused.data.body);
  const message = `The laptop's DynamoDB failed: ${error instanceof Error ? error.message : String(error)}`;
  return answer(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message });
}

function unknownOperation(name: string): LocalResponse {
  const message = `The laptop's DynamoDB does not know ${name || 'a request without x-amz-target'}. It knows ${[...operations.keys()].join(', ')}.`;
  return answer(400, { __type: 'com.amazon.coral.service#UnknownOperationException', message });
}

function answer(status: number, body: unknown): LocalResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}
