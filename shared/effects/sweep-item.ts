import type { ControlKey, ControlKind } from '../storage/table-keys.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import type { EffectDeps } from './effect-deps.ts';
import { sweepJob } from './sweep-job.ts';
import { type Swept, sweepSession } from './sweep-session.ts';

export type SweepDeps = EffectDeps & {
  /** Does what a trigger's writer left undone outside. */
  sweepTrigger: (key: TriggerKey) => Promise<void>;
};

type Named = Omit<ControlKey, 'kind'>;

/** How each kind of control item is swept. */
const SWEEPERS: Record<ControlKind, (named: Named, deps: SweepDeps) => Promise<Swept>> = {
  session: ({ tenantId, id }, deps) => sweepSession({ tenantId, sessionId: id }, deps),
  job: ({ tenantId, id }, deps) => sweepJob({ tenantId, jobId: id }, deps),
  trigger: async ({ tenantId, id }, { sweepTrigger }) => {
    await sweepTrigger({ tenantId, triggerId: id });
    return 'performed';
  },
};

/** Looks at one control item that the due index nominated. */
export function sweepItem({ kind, ...named }: ControlKey, deps: SweepDeps): Promise<Swept> {
  return SWEEPERS[kind](named, deps);
}
