import * as z from 'zod';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Link } from '../../../shared/domain/session/entry.ts';
import { batchGet } from '../../../shared/storage/batch-get.ts';
import { jobSummaryKey } from '../../../shared/storage/job-summary-store.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import type { ReadDeps } from './session-reads.ts';

const calledSessionSchema = z.object({ sessionId: z.string(), project: z.string() });
const jobSchema = z.object({ jobId: z.string(), project: z.string() });

/** Tells of each link of these entries whether the caller may follow it. Judged now, not when the entry was written. */
export async function visibleLinks(
  entries: readonly ShownEntry[],
  caller: Identity,
  deps: ReadDeps,
): Promise<(link: Link) => boolean> {
  const linked = (wanted: Link['kind']) =>
    entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' && entry.link?.kind === wanted ? [entry.link.id] : []));
  const seesAll = caller.projects === '*';
  const sessions = seesAll ? undefined : await visibleSessions(linked('session'), caller, deps);
  const jobs = seesAll ? undefined : await visibleJobs(linked('job'), caller, deps);
  return ({ kind, id }) => {
    switch (kind) {
      case 'session':
        return sessions === undefined || sessions.has(id);
      case 'job':
        return caller.permissions.includes('workflows:read') && (jobs === undefined || jobs.has(id));
      case 'manual_task':
        return caller.permissions.includes('manual-tasks:read');
    }
  };
}

/** A deleted session's project is gone with it: it is visible only to who sees them all. */
async function visibleSessions(sessionIds: string[], caller: Identity, deps: ReadDeps): Promise<Set<string>> {
  const items = await batchGet(
    { documentClient: deps.documentClient, table: deps.tables.Sessions, clock: deps.clock },
    sessionIds.map((sessionId) => ({ pk: keys.session(caller.tenantId, sessionId) })),
    ['sessionId', 'project'],
  );
  const sessions = items.flatMap((item) => calledSessionSchema.safeParse(item).data ?? []);
  return new Set(sessions.filter(({ project }) => seesProject(caller, project)).map(({ sessionId }) => sessionId));
}

async function visibleJobs(jobIds: string[], caller: Identity, deps: ReadDeps): Promise<Set<string>> {
  const items = await batchGet(
    { documentClient: deps.documentClient, table: deps.tables.Catalog, clock: deps.clock },
    jobIds.map((jobId) => jobSummaryKey({ tenantId: caller.tenantId, jobId })),
    ['jobId', 'project'],
  );
  const jobs = items.flatMap((item) => jobSchema.safeParse(item).data ?? []);
  return new Set(jobs.filter(({ project }) => seesProject(caller, project)).map(({ jobId }) => jobId));
}
