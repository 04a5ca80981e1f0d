import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Conflict } from '../contracts/refusal.ts';
import type { Clock } from '../runtime/clock.ts';
import { conditionHeld } from './condition-held.ts';
import { keys } from './table-keys.ts';

/** A name whose agent was not saved after the claim is free again after this: far longer than a request lives. */
const CLAIM_MS = 120_000;

const claimSchema = z.object({ agentId: z.string(), heldUntil: z.number().optional() });

type Deps = {
  documentClient: DynamoDBDocumentClient;
  table: string;
  clock: Pick<Clock, 'now'>;
  /** Whether the agent is there, under this name. */
  hasName: (agentId: string, name: AgentName) => Promise<boolean>;
};
export type AgentName = { tenantId: string; project: string; name: string };

/** The same name may be typed in two Unicode forms. */
export function isSameName(one: Omit<AgentName, 'tenantId'>, other: Omit<AgentName, 'tenantId'>): boolean {
  return one.project === other.project && one.name.normalize('NFC') === other.name.normalize('NFC');
}

/**
 * Who has a name in a project: one item per name, claimed before the agent is saved and confirmed after. A claim of another
 * agent counts while it is fresh, or while that agent is there under the name; what a crash left behind is taken over.
 */
export function agentNames(deps: Deps) {
  const put = (name: AgentName, item: z.infer<typeof claimSchema>, holder: string | undefined) =>
    conditionHeld(
      deps.documentClient.send(
        new PutCommand({ TableName: deps.table, Item: { ...keyOf(name), ...item }, ...heldBy(holder) }),
      ),
    );

  return {
    /** @throws Conflict when another agent has the name. */
    async claim(name: AgentName, agentId: string): Promise<void> {
      const now = deps.clock.now();
      const item = { agentId, heldUntil: now + CLAIM_MS };
      if (await put(name, item, undefined)) return;
      const held = await read(deps, name);
      if (held?.agentId === agentId) return;
      if (held !== undefined && ((held.heldUntil ?? 0) > now || (await deps.hasName(held.agentId, name))))
        throw taken(name);
      if (await put(name, item, held?.agentId)) return;
      if ((await read(deps, name))?.agentId !== agentId) throw taken(name);
    },

    /** After the agent was saved. False: the claim ran out before, and somebody else has the name. */
    confirm: (name: AgentName, agentId: string): Promise<boolean> => put(name, { agentId }, agentId),

    /** Frees the name if it is this agent's. */
    release: (name: AgentName, agentId: string): Promise<boolean> =>
      conditionHeld(
        deps.documentClient.send(new DeleteCommand({ TableName: deps.table, Key: keyOf(name), ...heldBy(agentId) })),
      ),
  };
}

function heldBy(agentId: string | undefined) {
  if (agentId === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return { ConditionExpression: 'agentId = :holder', ExpressionAttributeValues: { ':holder': agentId } };
}

function taken({ project, name }: AgentName): Conflict {
  return new Conflict(`An agent named "${name}" is in the project "${project}" already. Choose another name.`);
}

async function read(deps: Deps, name: AgentName): Promise<z.infer<typeof claimSchema> | undefined> {
  const answer = await deps.documentClient.send(
    new GetCommand({ TableName: deps.table, Key: keyOf(name), ConsistentRead: true }),
  );
  return answer.Item && claimSchema.parse(answer.Item);
}

function keyOf({ tenantId, project, name }: AgentName) {
  return { pk: keys.agentNames(tenantId), sk: keys.agentName(project, name.normalize('NFC')) };
}
