import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { SessionRow } from '../../../../shared/contracts/session-schemas.ts';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useColumnWidths } from '../../design-system/use-column-widths.ts';
import { useFollow } from '../../design-system/use-follow.ts';
import { usePageTitle } from '../../design-system/use-page-title.ts';
import { links } from '../../links.ts';
import { BulkActions } from './bulk-actions.tsx';
import { useListPreferences } from './list-preferences.ts';
import { ListPreferencesButton } from './list-preferences-button.tsx';
import { SESSION_COLUMNS } from './session-columns.tsx';
import { addressOfFilter, filterFromAddress, isFiltered, type SessionFilter } from './session-filter.ts';
import { useSessionPage } from './use-session-page.ts';

// Much of the page's script, needed by nobody who only looks: the rows do not wait for it.
const SessionFilterBar = lazy(async () => ({ default: (await import('./session-filter-bar.tsx')).SessionFilterBar }));

const STARTED = { sortingField: 'startedAt' };

/** All sessions, newest start first, live. */
export function SessionListPage() {
  const [query, setQuery] = useAddressQuery();
  const filter = useMemo(() => filterFromAddress(query), [query]);
  const setFilter = (next: SessionFilter) => setQuery(addressOfFilter(next));
  const [preferences, setPreferences] = useListPreferences();
  const widths = useColumnWidths('session-list', SESSION_COLUMNS);
  usePageTitle('Sessions');
  const page = useSessionPage(filter, preferences.pageSize);
  const rows = page.data?.items ?? [];
  // What is not needed to look is loaded after the first rows.
  const isLooking = page.data !== undefined || page.error !== null;
  const [chosen, setChosen] = useState<readonly SessionRow[]>([]);
  // The rows as they are now: what may be done with them changes while they are selected.
  const selected = rows.filter(({ sessionId }) => chosen.some((row) => row.sessionId === sessionId));
  return (
    <SpaceBetween size="s">
      {page.error !== null && <ListProblem error={page.error} onRetry={() => void page.refetch()} />}
      <Table
        variant="full-page"
        stickyHeader
        stickyHeaderVerticalOffset={56}
        stickyColumns={{ first: 1, last: 1 }}
        enableKeyboardNavigation
        resizableColumns
        trackBy="sessionId"
        items={rows}
        loading={page.isPending && page.error === null}
        loadingText="Loading sessions"
        {...widths}
        columnDisplay={preferences.contentDisplay}
        contentDensity={preferences.contentDensity}
        wrapLines={preferences.wrapLines}
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        sortingColumn={STARTED}
        sortingDescending={filter.sort === '-startedAt'}
        onSortingChange={({ detail }) =>
          setFilter({ ...filter, sort: detail.isDescending ? '-startedAt' : 'startedAt' })
        }
        ariaLabels={{
          tableLabel: 'Sessions',
          selectionGroupLabel: 'Select sessions',
          allItemsSelectionLabel: () => 'Select all sessions of this page',
          itemSelectionLabel: (_, { agent, sessionId }) => `Select the session of ${agent.name}, ${sessionId}`,
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={selected.length > 0 ? `(${selected.length} selected)` : ''}
            actions={<BulkActions selected={selected} onDone={() => setChosen([])} />}
          >
            Sessions
          </Header>
        }
        filter={
          <Suspense fallback={<FilterPlace filter={filter} />}>
            {isLooking ? (
              <SessionFilterBar
                filter={filter}
                onChange={setFilter}
                countText={matchesText(rows.length, page.hasNext)}
                isLoading={page.isPlaceholderData}
              />
            ) : (
              <FilterPlace filter={filter} />
            )}
          </Suspense>
        }
        pagination={
          <Pagination
            currentPageIndex={page.pageNumber}
            pagesCount={page.pageNumber + (page.hasNext ? 1 : 0)}
            openEnd={page.hasNext}
            onChange={({ detail }) => page.goTo(detail.currentPageIndex)}
          />
        }
        preferences={<ListPreferencesButton preferences={preferences} onChange={setPreferences} />}
        empty={<Nothing isFiltered={isFiltered(filter)} onClear={() => setFilter(filterFromAddress({}))} />}
      />
    </SpaceBetween>
  );
}

function ListProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <Alert
      type="error"
      header="The sessions cannot be read at the moment"
      action={<Button onClick={onRetry}>Retry</Button>}
    >
      {error.message} What is shown may be out of date.
    </Alert>
  );
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const follow = useFollow();
  if (isFiltered) {
    return (
      <SpaceBetween size="xs" alignItems="center">
        <b>No session matches</b>
        <Button onClick={onClear}>Clear the filter</Button>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="xs" alignItems="center">
      <b>No sessions yet</b>
      <Box color="text-body-secondary">A session is one run of an agent. Run one, and watch here what it does.</Box>
      <Button href={links.agents()} onFollow={follow}>
        Choose an agent
      </Button>
    </SpaceBetween>
  );
}

function matchesText(count: number, hasNext: boolean): string {
  if (hasNext) return `${count}+ matches`;
  return count === 1 ? '1 match' : `${count} matches`;
}

/** As high as the filter that comes there, which has a line of its own for what is filtered by. */
function FilterPlace({ filter }: { filter: SessionFilter }) {
  return <div className={isFiltered(filter) ? 'filter-place with-tokens' : 'filter-place'} />;
}
