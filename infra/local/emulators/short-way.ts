import type { LocalService } from './local-service.ts';

type Handler<Input, Output> = (args: { input: Input }) => Promise<{ response: unknown; output: Output }>;

export type ShortWay = {
  service: LocalService;
  /** Of the service's protocol, as in `AWSEvents`. */
  target: string;
  /** Operations whose answers have no times: the JSON of the protocol is what the SDK hands on. */
  operations: readonly string[];
};

/**
 * Middleware of an SDK client, its outermost: hands what every session asks for to a service of this process as the JSON that it
 * is, past the rest of the SDK, which costs several times what the service does. What is refused has changed nothing: the SDK asks
 * again in full, and makes its error of it.
 */
export function shortWay<Input extends object, Output>({ service, target, operations }: ShortWay) {
  return (next: Handler<Input, Output>, { commandName = '' }: { commandName?: string }): Handler<Input, Output> => {
    const operation = commandName.replace(/Command$/, '');
    if (!operations.includes(operation)) return next;
    const headers = { 'x-amz-target': `${target}.${operation}` };
    return async (args) => {
      const { status, body } = await service({ method: 'POST', path: '/', headers, body: JSON.stringify(args.input) });
      if (status !== 200 || typeof body !== 'string') return next(args);
      return { response: undefined, output: { $metadata: {}, ...JSON.parse(body) } };
    };
  };
}
