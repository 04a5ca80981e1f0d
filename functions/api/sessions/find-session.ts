import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import { type ReadDeps, sessionReads } from './session-reads.ts';

/** The session's summary, read strongly, if the caller may see it. @throws NotFound */
export async function findSession(
  sessionId: string,
  caller: Identity,
  deps: Pick<ReadDeps, 'documentClient' | 'tables'>,
): Promise<SessionSummary> {
  const summary = await sessionReads(deps).summaries.getSummary({ tenantId: caller.tenantId, sessionId });
  if (summary === undefined || !seesProject(caller, summary.project)) throw sessionNotFound(sessionId);
  return summary;
}

export function sessionNotFound(sessionId: string): NotFound {
  return new NotFound('session', sessionId.slice(0, 100));
}
