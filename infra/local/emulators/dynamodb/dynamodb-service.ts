import * as z from 'zod';
import { bodyText } from '../body-text.ts';
import type { LocalResponse, LocalService } from '../local-service.ts';
import type { DynamoDbTables } from './dynamodb-tables.ts';
import { invalid, Refused } from './refused.ts';
import { isOperation, type OperationName, PARAMETERS } from './requests.ts';
import { answerWire } from './wire-requests.ts';

/** DynamoDB's protocol (AWS JSON 1.0) in front of the tables. Signatures are not checked. */
export function dynamoDbService(tables: DynamoDbTables): LocalService {
  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^DynamoDB_20120810\./, '') ?? '';
    if (!isOperation(name)) return unknownOperation(name);
    try {
      const input = parseInput(bodyText(body));
      refuseUnknownParameters(name, input);
      return answer(200, await answerWire(tables, name, input));
    } catch (error) {
      return refusal(error);
    }
  };
}

/** Refuses what a request has beyond the parameters that this DynamoDB knows. */
export function refuseUnknownParameters(name: OperationName, input: object): void {
  const known: readonly string[] = PARAMETERS[name];
  const unknown = Object.entries(input).filter(
    ([parameter, value]) => value !== undefined && !known.includes(parameter),
  );
  if (unknown.length > 0) {
    throw invalid(
      `The laptop's DynamoDB does not know ${unknown.map(([parameter]) => parameter).join(', ')} of ${name}. Do without, or use another endpoint.`,
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

function refusal(error: unknown): LocalResponse {
  if (error instanceof Refused) {
    return answer(400, { __type: `com.amazonaws.dynamodb.v20120810#${error.type}`, message: error.message });
  }
  if (error instanceof z.ZodError) return refusal(invalid(z.prettifyError(error)));
  const message = `The laptop's DynamoDB failed: ${error instanceof Error ? error.message : String(error)}`;
  return answer(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message });
}

function unknownOperation(name: string): LocalResponse {
  const message = `The laptop's DynamoDB does not know ${name || 'a request without x-amz-target'}. It knows ${Object.keys(PARAMETERS).join(', ')}.`;
  return answer(400, { __type: 'com.amazon.coral.service#UnknownOperationException', message });
}

function answer(status: number, body: unknown): LocalResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}
