import { isTerminal } from '../domain/session/session-status.ts';
import { TRIGGER_TYPES } from '../domain/session/trigger-origin.ts';
import type { SessionFilter } from './session-filter.ts';
import { keys } from './table-keys.ts';

/** Partitions of one index, which together hold every session that a filter can list. */
export type SessionPartitions = {
  index: 'byStart' | 'byStatus' | 'byAgent' | 'bySource' | 'byProject';
  /** The index's partition attribute. */
  attribute: string;
  partitions: string[];
};

/** Merging more partitions than this costs more than reading all sessions by start. */
const MOST_PROJECTS = 16;

/**
 * The index that leaves least to be filtered. Sessions that live are few, whatever else is asked for; an agent or a source
 * has fewer sessions than a terminal status; a project may be the whole tenant.
 */
export function partitionsFor(tenantId: string, filter: SessionFilter): SessionPartitions {
  const { statuses, agentId, source, triggerTypes = TRIGGER_TYPES, projects } = filter;
  const byStatus = () => ({
    index: 'byStatus' as const,
    attribute: 'statusPartition',
    partitions: distinct(statuses).map((status) => keys.status(tenantId, status)),
  });
  if (statuses !== undefined && !statuses.some(isTerminal)) return byStatus();
  if (agentId !== undefined) {
    return { index: 'byAgent', attribute: 'agentPartition', partitions: [keys.agentSessions(tenantId, agentId)] };
  }
  if (source !== undefined) {
    const partitions = distinct(triggerTypes).map((type) => keys.source(tenantId, type, source));
    return { index: 'bySource', attribute: 'sourcePartition', partitions };
  }
  if (statuses !== undefined) return byStatus();
  if (projects !== undefined && projects.length <= MOST_PROJECTS) {
    const partitions = distinct(projects).map((project) => keys.project(tenantId, project));
    return { index: 'byProject', attribute: 'projectPartition', partitions };
  }
  return { index: 'byStart', attribute: 'startPartition', partitions: [keys.start(tenantId)] };
}

function distinct<Value>(values: readonly Value[] | undefined): Value[] {
  return [...new Set(values)];
}
