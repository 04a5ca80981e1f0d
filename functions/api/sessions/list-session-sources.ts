import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import type { SessionSource } from '../../../shared/contracts/session-schemas.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { sourceStore } from '../../../shared/storage/source-store.ts';
import type { Operation } from '../http/operation.ts';
import type { ReadDeps } from './session-reads.ts';

export const listSessionSources: Operation<typeof sessionRoutes.listSessionSources, ReadDeps> = async (
  { query, caller },
  { documentClient, tables },
) => {
  const sources = await sourceStore({ documentClient, table: tables.Catalog }).listSources(
    caller.tenantId,
    query.triggerType,
  );
  const search = query.search?.toLowerCase() ?? '';
  const visible = sources.filter(
    ({ name, project }) => seesProject(caller, project) && name.toLowerCase().includes(search),
  );
  // The same name in several projects is one choice.
  const choices = new Map(visible.map(({ type, name }) => [`${type}#${name}`, { triggerType: type, name }]));
  return { body: { items: [...choices.values()].sort(byName) } };
};

function byName(a: SessionSource, b: SessionSource): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.triggerType < b.triggerType ? -1 : 1;
}
