import { SFNClient } from '@aws-sdk/client-sfn';
import { openExecutionStore } from '../../../infra/local/emulators/step-functions/execution-store.ts';
import type { StatusChangeEvent } from '../../../infra/local/emulators/step-functions/status-change-event.ts';
import {
  openStepFunctions,
  type StepFunctionsOptions,
} from '../../../infra/local/emulators/step-functions/step-functions.ts';
import { virtualTime } from './virtual-time.ts';

const ARN_PREFIX = 'arn:aws:states:eu-central-1:123456789012:stateMachine:';
export const MACHINE = `${ARN_PREFIX}machine`;

// A test says what payload it expects.
type Lambda = (payload: never) => unknown;
export type BenchOptions = Partial<Omit<StepFunctionsOptions, 'functions' | 'store' | 'definitions'>> & {
  machine: object;
  /** More machines, by ARN. */
  others?: Record<string, object>;
  functions?: Record<string, Lambda>;
  /** A file, to be opened again; in memory when left out. */
  path?: string;
  time?: ReturnType<typeof virtualTime>;
};

/** The emulator with its state machines, a virtual clock, and the real SDK client in front. */
export async function openBench({
  machine,
  others = {},
  functions = {},
  path = ':memory:',
  time = virtualTime(),
  ...rest
}: BenchOptions) {
  const events: StatusChangeEvent[] = [];
  const listeners = new Set<() => void>();
  let tokens = 0;
  const prefix = Math.random().toString(36).slice(2);
  const stepFunctions = await openStepFunctions({
    definitions: { [MACHINE]: machine, ...others },
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, run]) => [name, async (payload) => run(payload as never)]),
    ),
    onStatusChange: (event) => {
      events.push(event);
      for (const listener of listeners) listener();
    },
    store: openExecutionStore(path),
    clock: time.clock,
    setTimer: time.setTimer,
    newToken: () => `${prefix}-${++tokens}`,
    random: () => 1,
    ...rest,
  });
  const client = new SFNClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { method: string; path: string; headers: Record<string, string>; body: string }) => {
        const { status, headers, body } = await stepFunctions.service(request);
        return { response: { statusCode: status, headers, body: Buffer.from(body) } };
      },
    } as never,
  });
  /** Resolves with the detail of the event that says this execution has ended. */
  const ended = (name: string): Promise<StatusChangeEvent['detail']> => {
    const { promise, resolve } = Promise.withResolvers<StatusChangeEvent['detail']>();
    const look = () => {
      const found = events.find(({ detail }) => detail.name === name && detail.status !== 'RUNNING');
      if (found === undefined) return;
      listeners.delete(look);
      resolve(found.detail);
    };
    listeners.add(look);
    look();
    return promise;
  };
  return { client, events, ended, time, close: stepFunctions.close, service: stepFunctions.service };
}

/** A queue of the payloads that a Lambda got, to be awaited in order. */
export function mailbox<Payload>() {
  const arrived: Payload[] = [];
  const waiting: ((payload: Payload) => void)[] = [];
  return {
    put: (payload: Payload) => {
      const next = waiting.shift();
      if (next === undefined) arrived.push(payload);
      else next(payload);
    },
    take: async (): Promise<Payload> => {
      if (arrived.length > 0) return arrived.shift() as Payload;
      const { promise, resolve } = Promise.withResolvers<Payload>();
      waiting.push(resolve);
      return promise;
    },
    size: () => arrived.length,
  };
}

export const task = (functionName: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionName, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  TimeoutSeconds: 60,
  ...more,
});

export const callback = (functionName: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: functionName,
    Payload: { 'token.$': '$$.Task.Token', 'retry.$': '$$.State.RetryCount', 'input.$': '$' },
  },
  TimeoutSeconds: 86_400,
  ...more,
});

export const machineOf = (states: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
