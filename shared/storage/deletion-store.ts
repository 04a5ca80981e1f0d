import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Actor } from '../domain/session/actor.ts';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

/** What stays of a deleted session: who (null: its retention was over), when, and how many entries its activity had. */
export type Deletion = SessionKey & { at: number; by: Actor | null; entries: number };

export function deletionStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  return {
    /** The same deletion again is the same line. */
    async putDeletion({ tenantId, ...deletion }: Deletion): Promise<void> {
      const at = new Date(deletion.at).toISOString();
      const key = { pk: keys.deletions(tenantId), sk: keys.deletionOf(at, deletion.sessionId) };
      await deps.documentClient.send(new PutCommand({ TableName: deps.table, Item: { ...deletion, ...key } }));
    },
  };
}
