import type { LocalRequest, LocalService } from '../local-service.ts';
import type { Answer } from './answer.ts';
import type { LocalRoute } from './local-route.ts';

/** AWS services of the JSON protocols by the part of `X-Amz-Target` before the dot, as in `DynamoDB_20120810`. */
export type AwsServices = Record<string, LocalService>;

/** Hands a request of the JSON protocols to its service, so that `AWS_ENDPOINT_URL` may name this front. */
export async function callAwsService(services: AwsServices, target: string, request: LocalRequest): Promise<Answer> {
  const prefix = target.split('.', 1)[0] ?? '';
  const service = Object.hasOwn(services, prefix) ? services[prefix] : undefined;
  return service === undefined ? unknownTarget(target) : await service(request);
}

/** Mounts a service of the REST-JSON protocol, such as the Scheduler, on its paths. */
export function awsServiceRoute(path: string, service: LocalService): LocalRoute {
  return {
    method: 'ANY',
    path,
    handle: ({ method, url, headers, body }) => service({ method, path: url, headers, body }),
  };
}

function unknownTarget(target: string): Answer {
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      __type: 'UnknownOperationException',
      message: `The laptop has no service for the target ${JSON.stringify(target)}.`,
    }),
  };
}
