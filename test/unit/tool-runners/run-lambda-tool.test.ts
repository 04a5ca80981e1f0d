import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { lambdaInvoker } from '../../../shared/tool-runners/lambda-invoker.ts';
import { runLambdaTool } from '../../../shared/tool-runners/run-lambda-tool.ts';
import { toolFunctionsAllowed } from '../../../shared/tool-runners/tool-functions-allowed.ts';

const lambda = mockClient(LambdaClient);
beforeEach(() => lambda.reset());

const tool = { kind: 'lambda', name: 'greet', description: '', functionName: 'greet', timeoutSeconds: 30 } as const;
const never = new Promise<void>(() => undefined);
const delays: number[] = [];
/** Time limits do not come, waits are over at once. */
const clock = { now: () => 0, delay: async (ms: number) => (ms > 10_000 ? never : void delays.push(ms)) };

function run(
  overrides: Partial<Parameters<typeof runLambdaTool>[0]> = {},
  deps: Partial<Parameters<typeof runLambdaTool>[1]> = {},
) {
  const ids = { idempotencyKey: 'ses_1/1/0', tenantId: 'acme', sessionId: 'ses_1', agentId: 'agt_1' };
  return runLambdaTool(
    { tool, args: { name: 'Ada' }, ...ids, ...overrides },
    {
      invokeFunction: lambdaInvoker({ region: 'eu-west-1' }),
      functionsAllowed: toolFunctionsAllowed('{"acme":["greet"],"*":["shared"]}'),
      clock,
      ...deps,
    },
  );
}
const payload = (text: string) => ({ Payload: Buffer.from(text) as never });
const fails = (name: string) => Object.assign(new Error('not told: secret'), { name });

describe('a lambda tool', () => {
  it('invokes its function synchronously, with the input, the key and whose call it is', async () => {
    lambda.on(InvokeCommand).resolves(payload('{"hello": "Ada", "big": 9007199254740993}'));
    expect(await run()).toEqual({ state: 'SUCCEEDED', output: '{"hello":"Ada","big":9007199254740993}' });
    const [call] = lambda.commandCalls(InvokeCommand);
    const { Payload, ...input } = call!.args[0].input;
    expect(input).toEqual({ FunctionName: 'greet', InvocationType: 'RequestResponse' });
    expect(JSON.parse(String(Payload))).toEqual({
      ...{ input: { name: 'Ada' }, idempotencyKey: 'ses_1/1/0' },
      ...{ sessionId: 'ses_1', agentId: 'agt_1', tenantId: 'acme' },
    });
  });

  it.each([
    ['', 'null'],
    ['null', 'null'],
    ['not json', '{"body":"not json"}'],
  ])('takes the result %j as %j', async (text, output) => {
    lambda.on(InvokeCommand).resolves(payload(text));
    expect(await run()).toEqual({ state: 'SUCCEEDED', output });
  });

  it.each([
    [
      '{"errorType":"KeyError","errorMessage":"no device","trace":["at secret.ts"]}',
      'greet failed: KeyError: no device',
    ],
    ['not json', 'greet failed: it did not say why.'],
    [JSON.stringify({ errorMessage: 'x'.repeat(10_000) }), `greet failed: Error: ${'x'.repeat(293)}`],
  ])('fails as its function says: %#', async (text, message) => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', ...payload(text) });
    expect(await run()).toEqual({ state: 'FAILED', error: { category: 'TOOL_FAILED', message } });
  });

  it.each([
    ['ResourceNotFoundException', 'INVALID_DEFINITION', 'There is no Lambda function greet.'],
    ['AccessDeniedException', 'INVALID_DEFINITION', 'no right to call greet'],
    ['ServiceException', 'TOOL_FAILED', 'could not be called'],
  ])('tells %s, and not what else stands in it', async (name, category, message) => {
    lambda.on(InvokeCommand).rejects(fails(name));
    const outcome = await run();
    expect(outcome).toMatchObject({ state: 'FAILED', error: { category, message: expect.stringContaining(message) } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(1);
  });

  it('is tried once more when it was throttled, since then it did not run', async () => {
    delays.length = 0;
    lambda.on(InvokeCommand).rejectsOnce(fails('TooManyRequestsException')).resolves(payload('1'));
    expect(await run()).toEqual({ state: 'SUCCEEDED', output: '1' });
    lambda.on(InvokeCommand).rejects(fails('TooManyRequestsException'));
    expect(await run()).toMatchObject({ error: { message: expect.stringContaining('throttled it twice') } });
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(4);
    expect(delays).toEqual([1_000, 1_000]);
  });

  it('is given up when its time is up', async () => {
    const immediately = { now: () => 0, delay: async () => undefined };
    const invokeFunction = (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        abortSignal.addEventListener('abort', () => reject(fails('AbortError')));
      });
    expect(await run({}, { clock: immediately, invokeFunction })).toMatchObject({
      error: {
        category: 'TOOL_TIMEOUT',
        message: expect.stringContaining('within 30 s. The function may be running on'),
      },
    });
  });

  it.each(['other', 'greet:1', 'GREET'])('does not call %s, which nobody allows', async (functionName) => {
    expect(await run({ tool: { ...tool, functionName } })).toMatchObject({
      state: 'FAILED',
      error: { category: 'INVALID_DEFINITION', message: expect.stringContaining('Allowed are: shared, greet') },
    });
    expect(await run({ tenantId: 'acme2' })).toMatchObject({
      error: { message: expect.stringContaining('Allowed are: shared.') },
    });
    expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
  });

  it('is not called with more than Lambda takes', async () => {
    expect(await run({ args: { a: 'x'.repeat(6_300_000) } })).toMatchObject({ error: { category: 'INVALID_INPUT' } });
    expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
  });
});
