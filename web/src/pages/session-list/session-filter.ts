import * as z from 'zod';
import { routes } from '../../../../shared/contracts/routes.ts';

const { status, triggerType, source, agentId, project, startedAfter, startedBefore, search, sort } =
  routes.listSessions.query.shape;

/** What of the list is shown: the contract's own filters, in the page's address as they are in the API's. */
const filterSchema = z.object({
  status: status.catch(undefined),
  triggerType: triggerType.catch(undefined),
  source: source.catch(undefined),
  agentId: agentId.catch(undefined),
  project: project.catch(undefined),
  startedAfter: startedAfter.catch(undefined),
  startedBefore: startedBefore.catch(undefined),
  search: search.catch(undefined),
  sort: sort.catch('-startedAt'),
});
export type SessionFilter = z.output<typeof filterSchema>;

/** Reads the filter out of an address; what the contract would refuse is left out. */
export function filterFromAddress(query: Record<string, string>): SessionFilter {
  return filterSchema.parse(query);
}

/** The query of the address that shows this filter. The usual order is not named. */
export function addressOfFilter(filter: SessionFilter): Record<string, string | undefined> {
  return {
    ...filter,
    status: filter.status?.join(','),
    triggerType: filter.triggerType?.join(','),
    sort: filter.sort === '-startedAt' ? undefined : filter.sort,
  };
}

/** Whether anything but the order is chosen. */
export function isFiltered({ sort: _, ...filters }: SessionFilter): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
