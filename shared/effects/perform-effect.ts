import { auditOfDeletion, auditOfEntry, auditOfStart } from '../domain/audit/session-audit.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { Effect } from '../domain/session/effect.ts';
import { summaryOf } from '../domain/session/session-summary.ts';
import { shownEntry } from '../storage/shown-entry.ts';
import { entrySpan } from '../telemetry/entry-span.ts';
import { sessionSpan } from '../telemetry/session-span.ts';
import { createCalled } from './create-called.ts';
import type { EffectDeps } from './effect-deps.ts';
import { putTask } from './put-task.ts';
import { resolveCaller } from './resolve-caller.ts';

/** Performs one effect of a session. Every effect may be performed again: what is newer is never overwritten. */
export async function performEffect(control: ControlItem, effect: Effect, deps: EffectDeps): Promise<void> {
  const { tenantId, sessionId } = control.head;
  const key = { tenantId, sessionId };
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      if (control.deleted === undefined) return deps.projections.putSummary(summaryOf(control));
      return deps.projections.putTombstone({ ...key, v: control.version });
    case 'PUT_ENTRY':
      return putEntry(control, effect.seq, deps);
    case 'SEND_TOKEN':
      return deps.executions.sendToken(effect.token);
    case 'START_RUN':
      // Before the start: that the run drives proves the start, and takes this effect away.
      if (effect.run === 1) await deps.putAudit(auditOfStart(control.head));
      return deps.executions.start(key, effect.run);
    case 'STOP_RUN':
      return deps.executions.stop(key, effect.run);
    case 'PUBLISH_STATUS':
      await deps.events.statusChanged(control, effect.status, effect.v);
      return emitSessionSpan(control, effect.status, deps);
    case 'RESOLVE_CALLER':
      return resolveCaller(control, deps);
    case 'GIVE_BACK': {
      const { day, lease, spent } = effect;
      return deps.tenantBudget.giveBack({ ...key, day, lease, spent });
    }
    case 'PUT_DELETION':
      return putDeletion(control, deps);
    case 'PURGE':
      await deps.projections.removeTasks({ ...key, v: control.version });
      await deps.projections.purgeAudit(key);
      return deps.projections.purge(key);
    case 'PUT_TASK':
      return putTask(control, effect.seq, deps);
    case 'CREATE_CALLED':
      return createCalled(control, effect.seq, deps);
  }
}

/** Who deleted which session when; its number of entries is all that is said of its content. */
async function putDeletion(control: ControlItem, { putAudit }: EffectDeps): Promise<void> {
  const record = auditOfDeletion(control);
  if (record !== undefined) await putAudit(record);
}

/** An entry that the control item holds no more was projected before, resolved. A deleted session's are left to the purge. */
async function putEntry(control: ControlItem, seq: number, deps: EffectDeps): Promise<void> {
  const entry = control.entries.find((each) => each.seq === seq);
  if (entry === undefined || control.deleted !== undefined) return;
  const { tenantId, sessionId } = control.head;
  const key = { tenantId, sessionId };
  await deps.projections.putEntry(key, await shownEntry(entry, (stored) => deps.texts.read(key, stored)));
  const record = auditOfEntry(control.head, entry);
  if (record !== undefined) await deps.putAudit(record);
  if (deps.spans === undefined) return;
  const span = entrySpan(control, entry, deps.spans.defaultModel);
  if (span !== undefined) deps.spans.add(span);
}

/** An effect that is repeated gives the same span again: its receiver takes both for one. */
function emitSessionSpan(control: ControlItem, status: string, { spans }: EffectDeps): void {
  const span = spans === undefined || control.status !== status ? undefined : sessionSpan(control, spans.defaultModel);
  if (span !== undefined) spans?.add(span);
}
