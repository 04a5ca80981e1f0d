import * as z from 'zod';
import { type Workflow, workflowDefinitionSchema, workflowSchema } from '../domain/workflow/workflow.ts';
import { catalogPage } from './catalog-page.ts';
import { keys } from './table-keys.ts';
import { type VersionedDeps, versionedItems } from './versioned-items.ts';

/** The definition is kept as JSON text: its schema may nest deeper, and hold larger numbers, than DynamoDB's own types take. */
const rowSchema = workflowSchema
  .pick({ workflowId: true, version: true, createdAt: true, createdBy: true, updatedAt: true, updatedBy: true })
  .extend({ definition: z.string() })
  .strip();
const headSchema = z.object({ name: z.string(), project: z.string() });

export type WorkflowStore = ReturnType<typeof workflowStore>;

/** The workflows of the Catalog table. */
export function workflowStore(deps: VersionedDeps) {
  return versionedItems<Workflow>(deps, {
    nameOf: ({ workflowId }) => `Workflow ${workflowId}`,
    idOf: ({ workflowId }) => workflowId,
    keyOf: workflowKey,
    rowOf,
    ofRow: workflowOf,
  });
}

type Wanted = {
  tenantId: string;
  isWanted: (workflow: { name: string; project: string }) => boolean;
  limit: number;
  /** The page begins behind this workflow. */
  after: string | undefined;
};

/** A page of a tenant's workflows, newest first. */
export function listWorkflowPage(deps: VersionedDeps, { tenantId, isWanted, ...range }: Wanted) {
  const isWantedRow = (row: Record<string, unknown>) => isWanted(headSchema.parse(row));
  return catalogPage(deps, { pk: keys.workflows(tenantId), isWanted: isWantedRow, itemOf: workflowOf, ...range });
}

function workflowKey(tenantId: string, workflowId: string) {
  return { pk: keys.workflows(tenantId), sk: workflowId };
}

function rowOf(tenantId: string, workflow: Workflow): Record<string, unknown> {
  const { workflowId, version, createdAt, createdBy, updatedAt, updatedBy, ...definition } = workflow;
  const { name, project } = definition;
  return {
    ...workflowKey(tenantId, workflowId),
    ...{ workflowId, version, createdAt, createdBy, updatedAt, updatedBy, name, project },
    definition: JSON.stringify(definition),
  };
}

function workflowOf(row: Record<string, unknown>): Workflow {
  const { definition, ...rest } = rowSchema.parse(row);
  return { ...workflowDefinitionSchema.parse(JSON.parse(definition)), ...rest };
}
