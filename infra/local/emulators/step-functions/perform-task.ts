import * as z from 'zod';
import { fillAttempt } from './context-object.ts';
import type { ExecutionLife } from './execution-life.ts';
import { callLambda, type LambdaFunctions } from './lambda-call.ts';
import type { TaskSpec } from './load-state-machine.ts';
import { dataLimitExceeded, isFailure, type Outcome } from './outcome.ts';
import { passesPayloadLimit } from './payload-limit.ts';
import type { Progress } from './progress.ts';
import { nextRetry } from './retry-policy.ts';
import type { TaskTokens } from './task-tokens.ts';
import { armTimer, type TimeSource } from './timers.ts';

export type TaskServices = TimeSource & {
  functions: LambdaFunctions;
  tokens: TaskTokens;
  /** 0 to 1, for retry jitter. */
  random: () => number;
};

/** What a task needs of its execution. `save` keeps the progress over a restart. */
export type TaskHost = Pick<ExecutionLife, 'count' | 'whenEnded'> & { save: (progress: Progress) => void };

export type TaskEntry = {
  spec: TaskSpec;
  /** Gives the state's Parameters, evaluated. */
  parameters: () => Promise<unknown>;
  /** Changes as the task goes on. */
  progress: Progress;
  services: TaskServices;
  host: TaskHost;
};

/** History events of one attempt: scheduled, started, submitted (with a token only), succeeded or failed. */
const ATTEMPT_EVENTS = { wait: 0, call: 3, direct: 3, callback: 4 };

/** What a task of an execution that has ended tells whoever still listens. */
const ABANDONED: Outcome = { error: 'States.Aborted', cause: '' };

/** The progress of a state that is entered now. */
export function firstProgress(spec: TaskSpec, parameters: unknown, { clock, tokens }: TaskServices): Progress {
  const enteredAt = clock.now();
  const base = { enteredAt, retryCount: 0, used: spec.retriers.map(() => 0) };
  if (spec.kind === 'wait') return { ...base, ...waitProgress(parameters, enteredAt) };
  return { ...base, phase: 'INVOKING', dueAt: enteredAt + spec.timeoutMs, ...newTokenFor(spec, tokens) };
}

/** Performs a Task or Wait state with all its retries, from wherever its progress says. */
export async function performTask(entry: TaskEntry): Promise<Outcome> {
  if (entry.spec.kind === 'wait') return await performWait(entry);
  for (;;) {
    const outcome = await performAttempt(entry);
    if (!isFailure(outcome) || !planRetry(entry, outcome.error)) return outcome;
  }
}

async function performWait({ parameters, progress, services, host }: TaskEntry): Promise<Outcome> {
  if (progress.outcome !== undefined) return progress.outcome;
  await sleepUntil(progress.dueAt, services, host);
  return { output: JSON.stringify(waitSchema.parse(await parameters()).input) };
}

const waitSchema = z.object({
  input: z.unknown(),
  seconds: z.number().int().nonnegative().optional(),
  timestamp: z.string().optional(),
});

function waitProgress(parameters: unknown, now: number): Pick<Progress, 'phase' | 'dueAt' | 'outcome'> {
  const { data } = waitSchema.safeParse(parameters);
  const dueAt =
    data?.timestamp === undefined ? now + (data?.seconds ?? Number.NaN) * 1_000 : Date.parse(data.timestamp);
  if (!Number.isNaN(dueAt)) return { phase: 'TIMER', dueAt };
  const cause = 'The Wait state has no valid time: seconds are a whole number from 0, a timestamp is RFC 3339.';
  return { phase: 'SETTLED', dueAt: now, outcome: { error: 'States.Runtime', cause } };
}

function sleepUntil(dueAt: number, services: TimeSource, host: TaskHost): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = () => {
    cancelTimer();
    stopListening();
    resolve();
  };
  const cancelTimer = armTimer(services, dueAt, finish);
  const stopListening = host.whenEnded(finish);
  return promise;
}

/** Puts the next attempt into the progress; false: no retrier answers this error. */
function planRetry({ spec, progress, services, host }: TaskEntry, error: string): boolean {
  const retry = nextRetry({ retriers: spec.retriers, error, used: progress.used, random: services.random });
  if (retry === undefined) return false;
  progress.used[retry.index] = (progress.used[retry.index] ?? 0) + 1;
  progress.phase = 'RETRYING';
  progress.dueAt = services.clock.now() + retry.delayMs;
  progress.outcome = undefined;
  host.save(progress);
  return true;
}

async function performAttempt(entry: TaskEntry): Promise<Outcome> {
  const { spec, progress, services, host } = entry;
  if (progress.phase === 'SETTLED' && progress.outcome !== undefined) return progress.outcome;
  if (progress.phase === 'RETRYING') {
    await sleepUntil(progress.dueAt, services, host);
    progress.phase = 'INVOKING';
    progress.retryCount += 1;
    progress.dueAt = services.clock.now() + spec.timeoutMs;
    progress.token = newTokenFor(spec, services.tokens).token;
    host.save(progress);
  }
  return host.count(ATTEMPT_EVENTS[spec.kind]) ? await runAttempt(entry) : ABANDONED;
}

/** One attempt ends by its Lambda, its token, its timeout or with its execution, whichever is first. */
function runAttempt(entry: TaskEntry): Promise<Outcome> {
  const { progress, services, host } = entry;
  const { token } = progress;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let open = true;
  const settle = (outcome: Outcome) => {
    if (!open) return;
    open = false;
    cancelTimer();
    stopListening();
    if (token !== undefined) services.tokens.forget(token);
    resolve(outcome);
  };
  const cancelTimer = armTimer(services, progress.dueAt, () => settle({ error: 'States.Timeout', cause: '' }));
  const stopListening = host.whenEnded(() => settle(ABANDONED));
  if (token !== undefined) {
    services.tokens.await(token, (outcome) => {
      Object.assign(progress, { phase: 'SETTLED', outcome });
      host.save(progress);
      settle(outcome);
    });
  }
  if (progress.phase === 'INVOKING' && progress.dueAt > services.clock.now()) {
    void invoke(entry).then((outcome) => {
      if (!open) return;
      if (token === undefined || isFailure(outcome)) return settle(outcome);
      progress.phase = 'WAITING';
      host.save(progress);
    });
  }
  return promise;
}

const callSchema = z.object({ FunctionName: z.string(), Payload: z.unknown() });

async function invoke({ spec, parameters, progress, services }: TaskEntry): Promise<Outcome> {
  const given = await parameters();
  const call = spec.kind === 'direct' ? { FunctionName: spec.resource, Payload: given } : given;
  const { data } = callSchema.safeParse(call);
  if (data === undefined) return { error: 'States.Runtime', cause: `"${spec.name}" has no FunctionName (text).` };
  const plain = JSON.stringify(data.Payload) ?? '{}';
  const attempt = { ...progress, token: progress.token, stateName: spec.name };
  const payload = spec.fillsAttempt ? fillAttempt(plain, attempt) : plain;
  if (passesPayloadLimit(payload)) return dataLimitExceeded(spec.name);
  const outcome = await callLambda({ functions: services.functions, functionName: data.FunctionName, payload });
  if (isFailure(outcome)) return outcome;
  if (passesPayloadLimit(outcome.output)) return dataLimitExceeded(spec.name);
  return spec.kind === 'call' ? { output: wrapResult(outcome.output) } : outcome;
}

/** What `lambda:invoke` answers. */
const wrapResult = (payload: string) => `{"ExecutedVersion":"$LATEST","Payload":${payload},"StatusCode":200}`;

function newTokenFor(spec: TaskSpec, tokens: TaskTokens): { token?: string } {
  return spec.kind === 'callback' ? { token: tokens.make() } : {};
}
