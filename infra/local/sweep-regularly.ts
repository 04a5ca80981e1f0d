import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import type { LocalFunctions } from './local-functions.ts';

/** As the schedule on AWS: every minute, in milliseconds. */
const SWEEP_EVERY_MS = 60_000;

/** Calls the sweeper every minute, one after the other. Answers how to stop. */
export function sweepRegularly(functions: LocalFunctions, deps: EffectDeps): () => void {
  const stopped = new AbortController();
  const sweepForEver = async () => {
    for (;;) {
      await deps.clock.delay(SWEEP_EVERY_MS, stopped.signal);
      await functions.sweepOutboxes({}).catch((error: unknown) => deps.reportFailure('sweep failed', { error }));
    }
  };
  sweepForEver().catch(() => undefined); // it was stopped
  return () => stopped.abort();
}
