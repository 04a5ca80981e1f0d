import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type JobSummary, jobSummarySchema } from '../domain/workflow/job-summary.ts';
import { catalogPage } from './catalog-page.ts';
import { conditionHeld } from './condition-held.ts';
import type { JobKey } from './job-store.ts';
import { keys } from './table-keys.ts';
import type { VersionedDeps } from './versioned-items.ts';

/** Summaries of jobs: projections, put in any order, of which the newest stays (P10). */
export function jobSummaryStore({ documentClient, table }: VersionedDeps) {
  return {
    /** A newer summary that is there already stays: that is "done", not an error. */
    async putJob(job: JobSummary): Promise<void> {
      await conditionHeld(
        documentClient.send(
          new PutCommand({
            TableName: table,
            Item: { ...jobSummaryKey(job), ...job },
            ConditionExpression: 'attribute_not_exists(v) OR v < :v',
            ExpressionAttributeValues: { ':v': job.v },
          }),
        ),
      );
    },

    /** Strong read. */
    async getJob(key: JobKey): Promise<JobSummary | undefined> {
      const read = new GetCommand({ TableName: table, Key: jobSummaryKey(key), ConsistentRead: true });
      const { Item: item } = await documentClient.send(read);
      return item && jobSummarySchema.parse(item);
    },
  };
}

export function jobSummaryKey({ tenantId, jobId }: JobKey) {
  return { pk: keys.jobs(tenantId), sk: jobId };
}

type Wanted = {
  tenantId: string;
  isWanted: (job: JobSummary) => boolean;
  limit: number;
  /** The page begins behind this job. */
  after: string | undefined;
};

/** A page of a tenant's jobs, newest first. */
export function listJobPage(deps: VersionedDeps, { tenantId, isWanted, ...range }: Wanted) {
  const itemOf = (row: Record<string, unknown>) => jobSummarySchema.parse(row);
  return catalogPage(deps, { pk: keys.jobs(tenantId), isWanted: (row) => isWanted(itemOf(row)), itemOf, ...range });
}
