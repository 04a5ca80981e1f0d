import { AwsError } from '../aws-error.ts';
import { bodyText } from '../body-text.ts';
import type { LocalRequest, LocalResponse, LocalService } from '../local-service.ts';
import { callLambda, findFunction, type LambdaFunctions } from '../step-functions/lambda-call.ts';
import { isFailure } from '../step-functions/outcome.ts';

/** What Lambda takes and answers in a synchronous invocation, in bytes. */
const MAX_PAYLOAD_BYTES = 6_291_456;
/** The one path that is answered, for the front. */
export const INVOCATIONS_PATH = '/2015-03-31/functions/{name}/invocations';

/** The laptop's Lambda behind its protocol: runs functions in this process, synchronously, and nothing else. */
export function openLambda(functions: LambdaFunctions): LocalService {
  return async (request) => {
    try {
      return await invoke(functions, request);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const body = JSON.stringify({ Type: 'User', Message: error.message, message: error.message });
      return { status: error.status, headers: { ...JSON_TYPE, 'x-amzn-errortype': error.name }, body };
    }
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function invoke(functions: LambdaFunctions, request: LocalRequest): Promise<LocalResponse> {
  const functionName = functionOf(request);
  refuseOtherWays(request);
  const payload = bodyText(request.body) || '{}';
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes.`, 413);
  }
  if (findFunction(functions, functionName) === undefined) {
    const message = `Function not found: ${functionName}. The laptop has: ${Object.keys(functions).join(', ')}.`;
    throw new AwsError('ResourceNotFoundException', message, 404);
  }
  const outcome = await callLambda({ functions, functionName, payload: parsed(payload) });
  if (isFailure(outcome)) return failed(outcome.cause);
  const { output } = outcome;
  if (Buffer.byteLength(output) <= MAX_PAYLOAD_BYTES) return { status: 200, headers: JSON_TYPE, body: output };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
  return failed(JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }));
}

function functionOf({ method, path }: LocalRequest): string {
  const { pathname } = new URL(path, 'http://lambda.local');
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
  if (name !== undefined && method === 'POST') return decodeURIComponent(name);
  throw new AwsError('UnknownOperationException', `The laptop's Lambda has POST ${INVOCATIONS_PATH} only.`, 404);
}

function refuseOtherWays({ path, headers }: LocalRequest): void {
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const { searchParams } = new URL(path, 'http://lambda.local');
  if (type === 'RequestResponse' && searchParams.size === 0 && (headers['x-amz-log-type'] ?? 'None') === 'None') return;
  const message = "The laptop's Lambda does RequestResponse, without a qualifier and without logs.";
  throw new AwsError('InvalidParameterValueException', message);
}

/** The same text, if it is JSON. */
function parsed(payload: string): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${String(error)}`);
  }
}

/** A function's failure is an answer like any other, but for the header. */
function failed(body: string): LocalResponse {
  return { status: 200, headers: { ...JSON_TYPE, 'x-amz-function-error': 'Unhandled' }, body };
}
