import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { bodyText } from './body-text.ts';
import type { LocalRequest } from './local-service.ts';

/** Reads a request's body; a wrong one is a ValidationException that says what is wrong. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: LocalRequest['body']): z.output<Schema> {
  const { success, data, error } = schema.safeParse(parseJson(bodyText(body)));
  if (success) return data;
  throw new AwsError('ValidationException', z.prettifyError(error));
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new AwsError('ValidationException', `The request is not JSON: ${String(error)}`);
  }
}
