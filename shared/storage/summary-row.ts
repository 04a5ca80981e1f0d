import * as z from 'zod';
import { sessionStatusSchema } from '../domain/session/session-status.ts';
import { type SessionSummary, sessionSummarySchema } from '../domain/session/session-summary.ts';
import { triggerTypeSchema } from '../domain/session/trigger-origin.ts';
import { keys } from './table-keys.ts';

/** The attributes by which sessions are filtered: on the base item, and copied into every index. */
export const filterableRowSchema = z.object({
  sessionId: z.string(),
  status: sessionStatusSchema,
  agentId: z.string(),
  agentName: z.string(),
  project: z.string(),
  triggerType: triggerTypeSchema,
  sourceName: z.string(),
  startedSort: z.string(),
});
export type FilterableRow = z.infer<typeof filterableRowSchema>;

/** A summary as its table keeps it: with the attributes of the indexes. */
export function summaryRow(summary: SessionSummary) {
  const { tenantId, sessionId, agent, project, trigger, status, startedAt, listShard: shard = 0 } = summary;
  return {
    ...summary,
    pk: keys.session(tenantId, sessionId),
    agentId: agent.agentId,
    agentName: agent.name,
    triggerType: trigger.type,
    sourceName: trigger.source.name,
    startPartition: keys.start(tenantId, shard),
    statusPartition: keys.status(tenantId, status, shard),
    agentPartition: keys.agentSessions(tenantId, agent.agentId, shard),
    sourcePartition: keys.source(tenantId, trigger.type, trigger.source.name, shard),
    projectPartition: keys.project(tenantId, project, shard),
    startedSort: keys.startedSort(startOf(startedAt), sessionId),
  };
}

/** A start time as sort keys begin with it: of one length, so that text order is time order. */
export function startOf(startedAt: number): string {
  return new Date(startedAt).toISOString();
}

export function isTombstone(item: Record<string, unknown>): boolean {
  return item.deleted === true;
}

/** What a row of the list needs of a summary: everything but the long texts. */
export const listedSessionSchema = sessionSummarySchema.omit({
  prompt: true,
  inputs: true,
  finalResponse: true,
  model: true,
  limits: true,
});
export type ListedSession = z.infer<typeof listedSessionSchema>;
