import * as z from 'zod';
import type { Job, JobRow } from '../../../shared/contracts/workflow-schemas.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { parsedJson } from '../../../shared/domain/session/call-arguments.ts';
import { sessionStatusSchema } from '../../../shared/domain/session/session-status.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import type { JobSummary } from '../../../shared/domain/workflow/job-summary.ts';
import { batchGet } from '../../../shared/storage/batch-get.ts';
import { textsKeyOf } from '../../../shared/storage/job-store.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { type ReadDeps, sessionReads } from '../sessions/session-reads.ts';
import { isoTime } from '../sessions/session-row.ts';

type Text = 'input' | 'output';
type WholeTexts = Partial<Record<Text, string>>;

const calledSchema = z.object({ sessionId: z.string(), status: sessionStatusSchema, project: z.string() });

/** A job with the texts that its item holds itself; the long ones are null, and named in `truncated`. */
export function jobRow(job: JobSummary, whole: WholeTexts = {}): JobRow {
  const { jobId, workflowId, workflowName, project, status, failure, startedAt, endedAt, startedBy, sessions } = job;
  const texts: [Text, StoredText | undefined][] = [
    ['input', job.input],
    ['output', job.output],
  ];
  const truncated = texts.flatMap(([name, stored]) =>
    stored !== undefined && 'body' in stored && whole[name] === undefined ? [name] : [],
  );
  return {
    ...{ jobId, workflowId, workflowName, project, status },
    input: jsonValue(job.input, whole.input),
    output: jsonValue(job.output, whole.output),
    error: failure === undefined ? null : [failure.error, failure.cause].filter((part) => part !== '').join(': '),
    startedAt: isoTime(startedAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    ...{ startedBy, sessions, tasks: job.tasks ?? [] },
    ...(truncated.length === 0 ? {} : { truncated }),
  };
}

/** A job with all its texts, and what the caller may know of the sessions that it ran. */
export async function wholeJobAnswer(job: JobSummary, caller: Identity, deps: ReadDeps): Promise<Job> {
  const { texts } = sessionReads(deps);
  const read = (stored: StoredText | undefined) => stored && texts.read(textsKeyOf(job), stored);
  const [input, output, calledSessions] = await Promise.all([
    read(job.input),
    read(job.output),
    sessionsOf(job, caller, deps),
  ]);
  return { ...jobRow(job, { input, output }), calledSessions };
}

/** Who may not see a session is told its id and status only. Of a deleted session nobody knows the project any more. */
async function sessionsOf(job: JobSummary, caller: Identity, deps: ReadDeps): Promise<Job['calledSessions']> {
  const items = await batchGet(
    { documentClient: deps.documentClient, table: deps.tables.Sessions, clock: deps.clock },
    job.sessions.map((sessionId) => ({ pk: keys.session(caller.tenantId, sessionId) })),
    ['sessionId', 'status', 'project'],
  );
  const found = new Map(
    items.flatMap((item) => calledSchema.safeParse(item).data ?? []).map((each) => [each.sessionId, each]),
  );
  return job.sessions.map((sessionId) => {
    const session = found.get(sessionId);
    const seesIt = session === undefined ? caller.projects === '*' : seesProject(caller, session.project);
    return {
      sessionId,
      status: session?.status ?? null,
      visible: seesIt && caller.permissions.includes('sessions:read'),
    };
  });
}

/** What is no JSON, or nests too deep, stays text. */
function jsonValue(stored: StoredText | undefined, whole: string | undefined): unknown {
  const text = whole ?? (stored !== undefined && 'text' in stored ? stored.text : undefined);
  const value = text === undefined ? null : parsedJson(text);
  return value === undefined ? text : value;
}
