import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { ControlItem } from '../../shared/domain/session/control-item.ts';
import { isTerminal } from '../../shared/domain/session/session-status.ts';
import { changeSession } from '../../shared/effects/change-session.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { performEffects } from '../../shared/effects/perform-effects.ts';
import { performJobEffects } from '../../shared/effects/perform-job-effects.ts';
import { lookAtExecution } from '../../shared/effects/sweep-job.ts';
import type { SessionKey } from '../../shared/storage/control-store.ts';
import type { JobKey } from '../../shared/storage/job-store.ts';
import type { ControlKey, ControlKind } from '../../shared/storage/table-keys.ts';

export type CatchUpDeps = EffectDeps & { stepFunctions: SFNClient; stateMachineArn: string };

/** How each kind of control item is caught up with. */
const CATCH_UPS: Record<ControlKind, (named: Omit<ControlKey, 'kind'>, deps: CatchUpDeps) => Promise<void>> = {
  session: ({ tenantId, id }, deps) => catchUpSession({ tenantId, sessionId: id }, deps),
  job: ({ tenantId, id }, deps) => catchUpJob({ tenantId, jobId: id }, deps),
  // Left to the sweeper: whoever was to do what is left may be this very process.
  trigger: async () => undefined,
};

/** Does what was left to do of one item. */
export function catchUpItem({ kind, ...named }: ControlKey, deps: CatchUpDeps): Promise<void> {
  return CATCH_UPS[kind](named, deps);
}

async function catchUpSession(key: SessionKey, deps: CatchUpDeps): Promise<void> {
  const control = await deps.control.read(key);
  if (control === undefined) return;
  await performEffects(control, control.effects, deps);
  if (!control.live || isTerminal(control.status) || (await isOpen(control, deps))) return;
  const decision = await changeSession(key, { type: 'recover', run: control.run }, deps);
  if (decision?.changed) await performEffects(decision.control, decision.added, deps);
}

/** Its end may have been told to a process that died with it. */
async function catchUpJob(key: JobKey, deps: CatchUpDeps): Promise<void> {
  const control = await deps.jobs.read(key);
  const latest = control && (await performJobEffects(control, control.effects, deps));
  if (latest?.status === 'RUNNING') await lookAtExecution(latest, deps);
}

async function isOpen({ head, run }: ControlItem, { stepFunctions, stateMachineArn }: CatchUpDeps): Promise<boolean> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${head.sessionId}.${run}`;
  try {
    return (await stepFunctions.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}
