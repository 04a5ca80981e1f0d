import { everyShard } from '../domain/scale/list-shards.ts';
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

/** Merging more projects than this costs more than reading all sessions by start. */
const MOST_PROJECTS = 16;

/**
 * The index that leaves least to be filtered. Sessions that live are few, whatever else is asked for; an agent or a source
 * has fewer sessions than a terminal status; a project may be the whole tenant. Of each list, every one of its shards.
 */
export function partitionsFor(tenantId: string, filter: SessionFilter, shards: number): SessionPartitions {
  const { statuses, agentId, source, triggerTypes = TRIGGER_TYPES, projects } = filter;
  const byStatus = () => ({
    index: 'byStatus' as const,
    attribute: 'statusPartition',
    partitions: distinct(statuses).flatMap((status) =>
      everyShard(shards, (shard) => keys.status(tenantId, status, shard)),
    ),
  });
  if (statuses !== undefined && !statuses.some(isTerminal)) return byStatus();
  if (agentId !== undefined) {
    const partitions = everyShard(shards, (shard) => keys.agentSessions(tenantId, agentId, shard));
    return { index: 'byAgent', attribute: 'agentPartition', partitions };
  }
  if (source !== undefined) {
    const partitions = distinct(triggerTypes).flatMap((type) =>
      everyShard(shards, (shard) => keys.source(tenantId, type, source, shard)),
    );
    return { index: 'bySource', attribute: 'sourcePartition', partitions };
  }
  if (statuses !== undefined) return byStatus();
  if (projects !== undefined && projects.length <= MOST_PROJECTS) {
    const partitions = distinct(projects).flatMap((project) =>
      everyShard(shards, (shard) => keys.project(tenantId, project, shard)),
    );
    return { index: 'byProject', attribute: 'projectPartition', partitions };
  }
  const partitions = everyShard(shards, (shard) => keys.start(tenantId, shard));
  return { index: 'byStart', attribute: 'startPartition', partitions };
}

function distinct<Value>(values: readonly Value[] | undefined): Value[] {
  return [...new Set(values)];
}
