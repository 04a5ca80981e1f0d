import * as z from 'zod';
import { type Agent, agentDefinitionSchema, agentSchema, definitionOf } from '../domain/agent/agent.ts';
import { keys } from './table-keys.ts';

/**
 * The definition is kept as JSON text: its schemas and settings may nest deeper, and hold larger numbers, than DynamoDB's
 * own types take.
 */
const rowSchema = agentSchema
  .pick({ agentId: true, version: true, createdAt: true, createdBy: true, updatedAt: true, updatedBy: true })
  .extend({ approvalWaivers: agentSchema.shape.approvalWaivers })
  .extend({ definition: z.string() })
  .strip();

/** Name and project of a row, to choose by without reading the definition. */
const headSchema = z.object({ name: z.string(), project: z.string() });

export function agentKey(tenantId: string, agentId: string) {
  return { pk: keys.agents(tenantId), sk: agentId };
}

export function rowOf(tenantId: string, agent: Agent): Record<string, unknown> {
  const { agentId, version, createdAt, createdBy, updatedAt, updatedBy, approvalWaivers } = agent;
  const definition = definitionOf(agent);
  const { name, project } = definition;
  return {
    ...agentKey(tenantId, agentId),
    ...{ agentId, version, createdAt, createdBy, updatedAt, updatedBy, approvalWaivers, name, project },
    definition: JSON.stringify(definition),
  };
}

export function agentOf(item: Record<string, unknown>): Agent {
  const { definition, ...row } = rowSchema.parse(item);
  return { ...agentDefinitionSchema.parse(JSON.parse(definition)), ...row };
}

export function headOf(item: Record<string, unknown>): z.infer<typeof headSchema> {
  return headSchema.parse(item);
}
