import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type TriggerType, triggerTypeSchema } from '../domain/session/trigger-origin.ts';
import { keys } from './table-keys.ts';

const sourceSchema = z.object({ type: triggerTypeSchema, name: z.string(), project: z.string() });
export type Source = z.infer<typeof sourceSchema>;

/** So many sources are known to a process; more are forgotten and put again. */
const MOST_KNOWN = 10_000;

export type SourceStoreDeps = { documentClient: DynamoDBDocumentClient; table: string };

/** Who and what has started sessions, by trigger type: the choices of the list's filter. */
export function sourceStore(deps: SourceStoreDeps) {
  // Sources are never removed. Without this, every start of a trigger's would write the same item, which takes 1,000 writes a second.
  const known = new Set<string>();
  return {
    /** The same source again changes nothing, and is not written again. */
    async putSource(
      tenantId: string,
      { type, name, project }: { type: string; name: string; project: string },
    ): Promise<void> {
      const item = { pk: keys.sources(tenantId), sk: keys.sourceOf(type, name, project), type, name, project };
      const source = `${item.pk} ${item.sk}`;
      if (known.has(source)) return;
      await deps.documentClient.send(new PutCommand({ TableName: deps.table, Item: item }));
      if (known.size >= MOST_KNOWN) known.clear();
      known.add(source);
    },

    /** Of one type, or of all; a name that started sessions of several projects is there for each. */
    async listSources(tenantId: string, type?: TriggerType): Promise<Source[]> {
      const pages = paginateQuery(
        { client: deps.documentClient },
        {
          TableName: deps.table,
          KeyConditionExpression: type === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :type)',
          ExpressionAttributeValues: {
            ':pk': keys.sources(tenantId),
            ...(type === undefined ? {} : { ':type': keys.sourcesOf(type) }),
          },
        },
      );
      const sources: Source[] = [];
      for await (const page of pages) sources.push(...(page.Items ?? []).map((item) => sourceSchema.parse(item)));
      return sources;
    },
  };
}
