import { useQuery, useQueryClient } from '@tanstack/react-query';
import { routes } from '../../../../../shared/contracts/routes.ts';
import type { ApiClient } from '../../../api-client/api-client.ts';
import { pollInterval } from '../../../api-client/query-client.ts';
import { useApi } from '../../../api-client/use-api.ts';
import { type Activity, mergeEntries, NO_ACTIVITY } from './merge-activity.ts';

/** How often a live session's feed is asked for changes while the tab is visible. */
const FOLLOW_MS = 1_000;
const PAGE = 500;

/** A session's activity, followed by the feed's `next` until nothing can change any more. */
export function useActivity(sessionId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const queryKey = ['activity', sessionId];
  return useQuery<Activity>({
    queryKey,
    queryFn: ({ signal }) =>
      readOn({
        api,
        sessionId,
        signal,
        known: queries.getQueryData<Activity>(queryKey) ?? NO_ACTIVITY,
        // The beginning of a long activity is shown while the rest is read.
        onPage: (activity) => queries.setQueryData(queryKey, activity),
      }),
    refetchInterval: ({ state }) => state.data?.isComplete !== true && pollInterval(FOLLOW_MS, state.error),
    structuralSharing: false,
  });
}

type Reading = {
  api: ApiClient;
  sessionId: string;
  signal: AbortSignal;
  known: Activity;
  onPage: (activity: Activity) => void;
};

/** Reads everything from where changes may be. The `next` that counts is the first page's: an entry may resolve behind the reader. */
async function readOn({ api, sessionId, signal, known, onPage }: Reading): Promise<Activity> {
  const read = (after: number) =>
    api.call(routes.listActivity, { params: { sessionId }, query: { after, limit: PAGE }, signal });
  let page = await read(known.next);
  const { next, complete } = page;
  let entries = mergeEntries(known.entries, page.items);
  while (page.more) {
    // Until everything is read, asking again has to begin where this began.
    onPage({ entries, next: known.next, isComplete: false });
    page = await read(page.items.at(-1)?.seq ?? next);
    entries = mergeEntries(entries, page.items);
  }
  return entries === known.entries && next === known.next && complete === known.isComplete
    ? known
    : { entries, next, isComplete: complete };
}
