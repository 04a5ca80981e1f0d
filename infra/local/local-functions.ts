import type { Dependencies } from '../../functions/dependencies.ts';
import type { Invocation } from '../../shared/runtime/invocation.ts';
import { loadedOnce } from '../../shared/runtime/loaded-once.ts';

/** Time limits of the functions, in milliseconds, as on AWS (infra/stacks). */
const ADVANCE_MS = 900_000;
const OTHERS_MS = 60_000;

type Handle<Result> = (event: unknown, invocation: Invocation) => Promise<Result>;

export type LocalFunctions = ReturnType<typeof localFunctions>;

/** The functions beside the API's in this process, each invocation with its time limit, and a way to let them come to an end. */
export function localFunctions(deps: Dependencies) {
  const underWay = new Set<Promise<unknown>>();
  let draining = false;

  function invocation(limitMs: number): Invocation {
    const end = deps.clock.now() + limitMs;
    // While draining no time is left: Advance records the step that it is in and leaves.
    return { requestId: deps.newWriteId(), remainingMs: () => (draining ? 0 : Math.max(0, end - deps.clock.now())) };
  }

  /** The function is loaded when it is invoked first, as on AWS. */
  function track<Result>(load: () => Promise<Handle<Result>>, limitMs: number) {
    const loaded = loadedOnce(load);
    const invoke = async (event: unknown) => (await loaded())(event, invocation(limitMs));
    return (event: unknown): Promise<Result> => {
      // Not begun any more: the engine calls it again at the next start.
      if (draining) return new Promise(() => undefined);
      const work = invoke(event).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    };
  }

  return {
    advanceSession: track(
      async () => (await import('../../functions/session-lifecycle/advance-session.ts')).advanceSessionHandler(deps),
      ADVANCE_MS,
    ),
    parkSession: track(
      async () => (await import('../../functions/session-lifecycle/park-session.ts')).parkSessionHandler(deps),
      OTHERS_MS,
    ),
    recoverSession: track(
      async () => (await import('../../functions/session-lifecycle/recover-session.ts')).recoverSessionHandler(deps),
      OTHERS_MS,
    ),
    sweepOutboxes: track(
      async () => (await import('../../functions/session-lifecycle/sweep-outboxes.ts')).sweepOutboxesHandler(deps),
      OTHERS_MS,
    ),
    fireTrigger: track(
      async () => (await import('../../functions/trigger-firing/fire-trigger.ts')).fireTriggerHandler(deps),
      OTHERS_MS,
    ),
    runAgent: track(async () => (await import('../../functions/jobs/run-agent.ts')).runAgentHandler(deps), OTHERS_MS),
    openManualTask: track(
      async () => (await import('../../functions/jobs/open-manual-task.ts')).openManualTaskHandler(deps),
      OTHERS_MS,
    ),
    endJob: track(async () => (await import('../../functions/jobs/end-job.ts')).endJobHandler(deps), OTHERS_MS),

    /** Lets what runs finish its step, up to `graceMs`; what is not done by then goes on at the next start. */
    async drain(graceMs: number): Promise<void> {
      draining = true;
      const timer = new AbortController();
      const grace = deps.clock.delay(graceMs, timer.signal).catch(() => undefined);
      await Promise.race([Promise.allSettled(underWay), grace]);
      timer.abort();
    },
  };
}
