import * as z from 'zod';
import type { AskedServer } from '../contracts/asked-server.ts';
import type { Clock } from '../runtime/clock.ts';
import { LONGEST_DISCOVERY_MS } from './discover-mcp-tools.ts';
import type { RemoteTool } from './list-mcp-tools.ts';
import type { InvokeFunction } from './run-lambda-tool.ts';
import { timeLimit } from './time-limit.ts';

/** A first invocation takes a little longer, in milliseconds. */
const START_MS = 5_000;

const toolSchema = z.union([
  z.strictObject({ name: z.string(), reason: z.string() }),
  z.strictObject({
    name: z.string(),
    description: z.string(),
    inputSchema: z.record(z.string(), z.unknown()),
    hash: z.string(),
  }),
]);
const answerSchema = z.union([z.object({ tools: z.array(toolSchema) }), z.object({ refused: z.string() })]);

export type DiscoverElsewhereDeps = {
  /** Name or ARN of the function that asks. */
  functionName: string;
  invokeFunction: InvokeFunction;
  clock: Clock;
};

/** As `discoverMcpTools`, by the function that may read secrets. @throws an error whose message may be shown */
export async function discoverElsewhere(
  asked: AskedServer,
  { functionName, invokeFunction, clock }: DiscoverElsewhereDeps,
): Promise<RemoteTool[]> {
  const time = timeLimit({ clock, ms: LONGEST_DISCOVERY_MS + START_MS });
  try {
    const { FunctionError, Payload } = await invokeFunction(
      { FunctionName: functionName, InvocationType: 'RequestResponse', Payload: JSON.stringify(asked) },
      { abortSignal: time.signal },
    );
    const text = Buffer.from(Payload ?? []).toString();
    const answer = FunctionError === undefined ? answerSchema.safeParse(JSON.parse(text)).data : undefined;
    if (answer === undefined) throw new Error('The service could not ask it at the moment. Try again.');
    if ('refused' in answer) throw new Error(answer.refused);
    return answer.tools;
  } finally {
    time.end();
  }
}
