import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { openToolFunctions } from '../../../infra/local/open-tool-functions.ts';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';

const told = fileURLToPath(new URL('../../builders/tool-functions/does-as-told.ts', import.meta.url));
const laptop = await aLaptop({ toolFunctions: [told] });
const aTool = (functionName: string, overrides: Json = {}) => ({
  kind: 'lambda',
  name: functionName.replaceAll('-', '_'),
  functionName,
  ...overrides,
});

describe('an agent on a laptop', () => {
  it("calls the demo's function and goes on with its result", async () => {
    const { session, entries } = await laptop.play(
      [
        asksFor(['subnet_facts', { cidr: '10.20.30.40/22' }]),
        { text: '{{ calls.subnet_facts.output.network }} has {{ calls.subnet_facts.output.hosts }}' },
      ],
      [aTool('subnet-facts', { inputSchema: { type: 'object', properties: { cidr: { type: 'string' } } } })],
    );
    expect(session.finalResponse).toBe('10.20.28.0 has 1022');
    expect(callsOf(entries)[0]).toMatchObject({
      ...{ toolKind: 'lambda', state: 'SUCCEEDED' },
      output: {
        network: '10.20.28.0',
        broadcast: '10.20.31.255',
        netmask: '255.255.252.0',
        addresses: 1024,
        hosts: 1022,
      },
    });
  });

  it('gives a function the input, the key of the call, and whose it is', async () => {
    const agentId = await laptop.anAgentWith(
      [asksFor(['does_as_told', { a: 1 }]), { text: 'end' }],
      [aTool('does-as-told')],
    );
    const { session, entries } = await laptop.ended(await laptop.start(agentId));
    const { sessionId } = session;
    expect(callsOf(entries)[0].output).toEqual({
      ...{ input: { a: 1 }, idempotencyKey: `${sessionId}/1/0`, sessionId, agentId, tenantId: 'demo' },
    });
  });

  it('is told how a function failed, without its stack', async () => {
    const { entries } = await laptop.play(
      [asksFor(['does_as_told', { fail: 'no such\ndevice' }]), { text: 'end' }],
      [aTool('does-as-told')],
    );
    expect(callsOf(entries)[0]).toMatchObject({
      state: 'FAILED',
      error: { category: 'TOOL_FAILED', message: 'does-as-told failed: RangeError: no such device' },
    });
  });

  it('keeps of a long result what fits, and is told of one that Lambda does not answer', async () => {
    const { entries } = await laptop.play(
      [asksFor(['does_as_told', { bytes: 3_000_000 }], ['does_as_told', { bytes: 7_000_000 }]), { text: 'end' }],
      [aTool('does-as-told')],
    );
    const [long, tooLong] = callsOf(entries);
    expect(long.state).toBe('SUCCEEDED');
    expect(long.output).toMatch(/^\{"body":"\{\\"text/);
    expect(tooLong.error.message).toContain('exceeded maximum allowed payload size');
  });

  it('can not be saved with a function that is not allowed', async () => {
    const {
      agentId: _,
      version: _v,
      createdAt: _c,
      createdBy: _b,
      updatedAt: _u,
      updatedBy: _w,
      ...definition
    } = await laptop.ask('GET', `/agents/${await laptop.anAgentWith([{ text: 'hi' }])}`);
    const answer = await laptop.call('POST', '/agents', {
      ...definition,
      ...{ name: 'Other', tools: [aTool('advance-session')] },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      {
        path: 'tools.0.functionName',
        message: expect.stringContaining(
          'may not call the function advance-session. Allowed are: subnet-facts, does-as-told',
        ),
      },
    ]);
  });
});

describe("the laptop's Lambda", () => {
  const client = new LambdaClient({
    ...{ endpoint: laptop.address, region: 'local', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const invoke = (
    input: Omit<ConstructorParameters<typeof InvokeCommand>[0], 'FunctionName'> & { FunctionName?: string },
  ) => client.send(new InvokeCommand({ FunctionName: 'does-as-told', ...input }));

  it('is reached by an ordinary client, by name and by ARN', async () => {
    for (const FunctionName of ['does-as-told', 'arn:aws:lambda:eu-west-1:123456789012:function:does-as-told']) {
      const { StatusCode, FunctionError, Payload } = await invoke({ FunctionName, Payload: '{"input":{"a":1}}' });
      expect([StatusCode, FunctionError, Buffer.from(Payload!).toString()]).toEqual([
        200,
        undefined,
        '{"input":{"a":1}}',
      ]);
    }
    const { FunctionError, Payload } = await invoke({ Payload: '{"input":{"fail":"x"}}' });
    expect([FunctionError, JSON.parse(Buffer.from(Payload!).toString())]).toMatchObject([
      'Unhandled',
      { errorType: 'RangeError', errorMessage: 'x' },
    ]);
  });

  it.each([
    ['ResourceNotFoundException', { FunctionName: 'nothing' }],
    ['InvalidParameterValueException', { InvocationType: 'Event' }],
    ['InvalidParameterValueException', { LogType: 'Tail' }],
    ['InvalidParameterValueException', { Qualifier: '7' }],
    ['InvalidRequestContentException', { Payload: '{' }],
  ] as const)('fails loudly with %s: %j', async (name, input) => {
    await expect(invoke(input)).rejects.toMatchObject({ name });
  });
});

describe('TOOL_FUNCTIONS', () => {
  it.each([
    ['./no-such-file.ts', /cannot be loaded/],
    [fileURLToPath(import.meta.resolve('../../builders/until.ts')), /exports no function "handler"/],
    ['./a file.ts', /letters, digits/],
  ])('stops the start at %s', async (path, message) => {
    await expect(openToolFunctions([path])).rejects.toThrow(message);
  });

  it('leaves the demo as it is: it knows networks, and says what is none', async () => {
    const { 'subnet-facts': facts } = await openToolFunctions([]);
    const of = (cidr: string) => facts!({ input: { cidr } });
    expect(await of('192.168.1.77/31')).toMatchObject({ network: '192.168.1.76', addresses: 2, hosts: 2 });
    expect(await of('0.0.0.0/0')).toMatchObject({ broadcast: '255.255.255.255', netmask: '0.0.0.0' });
    for (const wrong of ['10.0.0.0', '10.0.0.0/33', '10.0.0.256/8', 'x/8'])
      await expect(of(wrong)).rejects.toThrow('is not');
  });
});
