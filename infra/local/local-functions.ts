import type { Dependencies } from '../../functions/dependencies.ts';
import { endJobHandler } from '../../functions/jobs/end-job.ts';
import { openManualTaskHandler } from '../../functions/jobs/open-manual-task.ts';
import { runAgentHandler } from '../../functions/jobs/run-agent.ts';
import { advanceSessionHandler } from '../../functions/session-lifecycle/advance-session.ts';
import { parkSessionHandler } from '../../functions/session-lifecycle/park-session.ts';
import { recoverSessionHandler } from '../../functions/session-lifecycle/recover-session.ts';
import { sweepOutboxesHandler } from '../../functions/session-lifecycle/sweep-outboxes.ts';
import { fireTriggerHandler } from '../../functions/trigger-firing/fire-trigger.ts';
import type { Invocation } from '../../shared/runtime/invocation.ts';

/** Time limits of the functions, in milliseconds, as on AWS (infra/stacks). */
const ADVANCE_MS = 900_000;
const OTHERS_MS = 60_000;

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

  function track<Result>(handle: (event: unknown, invocation: Invocation) => Promise<Result>, limitMs: number) {
    return (event: unknown): Promise<Result> => {
      // Not begun any more: the engine calls it again at the next start.
      if (draining) return new Promise(() => undefined);
      const work = handle(event, invocation(limitMs)).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    };
  }

  return {
    advanceSession: track(advanceSessionHandler(deps), ADVANCE_MS),
    parkSession: track(parkSessionHandler(deps), OTHERS_MS),
    recoverSession: track(recoverSessionHandler(deps), OTHERS_MS),
    sweepOutboxes: track(sweepOutboxesHandler(deps), OTHERS_MS),
    fireTrigger: track(fireTriggerHandler(deps), OTHERS_MS),
    runAgent: track(runAgentHandler(deps), OTHERS_MS),
    openManualTask: track(openManualTaskHandler(deps), OTHERS_MS),
    endJob: track(endJobHandler(deps), OTHERS_MS),

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
