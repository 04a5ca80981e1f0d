import type { ControlKey, ControlKind } from '../storage/table-keys.ts';
import type { EffectDeps } from './effect-deps.ts';
import { sweepJob } from './sweep-job.ts';
import { type Swept, sweepSession } from './sweep-session.ts';

type Named = Omit<ControlKey, 'kind'>;

/** How each kind of control item is swept. */
const SWEEPERS: Record<ControlKind, (named: Named, deps: EffectDeps) => Promise<Swept>> = {
  session: ({ tenantId, id }, deps) => sweepSession({ tenantId, sessionId: id }, deps),
  job: ({ tenantId, id }, deps) => sweepJob({ tenantId, jobId: id }, deps),
};

/** Looks at one control item that the due index nominated. */
export function sweepItem({ kind, ...named }: ControlKey, deps: EffectDeps): Promise<Swept> {
  return SWEEPERS[kind](named, deps);
}
