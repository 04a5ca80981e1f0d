import type { LocalResponse, LocalService } from '../local-service.ts';
import { type OperationName, requestSchemas } from './requests.ts';
import { ServiceError } from './service-error.ts';

const TARGET_PREFIX = 'AWSStepFunctions.';
const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** Answers AWS JSON 1.0 requests; what is not supported is refused by name, never ignored. */
export function answerRequests(
  operations: Record<OperationName, (body: string) => object>,
  throttle: (operation: OperationName) => void,
): LocalService {
  return async ({ headers, body }) => {
    try {
      const operation = readTarget(headers['x-amz-target'] ?? '');
      throttle(operation);
      return answer(200, operations[operation](textOf(body)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return answer(400, { __type: `com.amazonaws.swf.service.v2.model#${error.name}`, message: error.message });
    }
  };
}

function readTarget(target: string): OperationName {
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  if (isOperation(name)) return name;
  const supported = Object.keys(requestSchemas).join(', ');
  throw new ServiceError(
    'UnknownOperationException',
    `The laptop's Step Functions has no operation "${target}". It has ${supported}.`,
  );
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(requestSchemas, name);

const textOf = (body: Uint8Array | string | undefined): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

const answer = (status: number, value: object): LocalResponse => ({
  status,
  headers: HEADERS,
  body: JSON.stringify(value),
});
