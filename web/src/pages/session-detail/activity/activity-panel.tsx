import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMemo } from 'react';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import type { Session } from '../../../../../shared/contracts/session-schemas.ts';
import { useAddressQuery } from '../../../design-system/use-address-query.ts';
import { ActivityList } from './activity-list.tsx';
import { ActivityTimeline } from './activity-timeline.tsx';
import { matchingEntries, SHOWN_KINDS, type ShownKind } from './entry-matches.ts';
import { useActivity } from './use-activity.ts';

const KIND_TEXTS: Record<ShownKind, string> = { all: 'All', reasoning: 'Reasoning', 'tool-calls': 'Tool calls' };

/** The whole trace of a session, live: as a list or over time. What is shown is in the address. */
export function ActivityPanel({ session, onResume }: { session: Session; onResume: () => void }) {
  const [query, setQuery] = useAddressQuery();
  const { data, error, refetch } = useActivity(session.sessionId);
  const all = data?.entries ?? [];
  const kind = SHOWN_KINDS.find((one) => one === query.show) ?? 'all';
  const text = query.find ?? '';
  const entries = useMemo(() => matchingEntries(all, { kind, text }), [all, kind, text]);
  const counts = useMemo(() => countsOf(all), [all]);
  const isTimeline = query.view === 'timeline';
  const target = query.entry === undefined ? undefined : Number(query.entry);
  return (
    <section aria-label="Activity">
      <SpaceBetween size="s">
        <Header
          variant="h2"
          counter={`(${all.length})`}
          actions={
            <SegmentedControl
              label="How to show the activity"
              selectedId={isTimeline ? 'timeline' : 'list'}
              options={[
                { id: 'list', text: 'List' },
                { id: 'timeline', text: 'Timeline' },
              ]}
              onChange={({ detail }) =>
                setQuery({ ...query, view: detail.selectedId === 'list' ? undefined : 'timeline' })
              }
            />
          }
        >
          Activity
        </Header>
        <div className="activity-tools">
          <SegmentedControl
            label="Which entries to show"
            selectedId={kind}
            options={SHOWN_KINDS.map((id) => ({ id, text: `${KIND_TEXTS[id]} (${counts[id]})` }))}
            onChange={({ detail }) =>
              setQuery({ ...query, show: detail.selectedId === 'all' ? undefined : detail.selectedId })
            }
          />
          <Input
            type="search"
            value={text}
            ariaLabel="Find in the activity"
            placeholder="Find in the activity"
            onChange={({ detail }) => setQuery({ ...query, find: detail.value })}
          />
        </div>
        {error !== null && (
          <Alert
            type="error"
            header="The activity cannot be read at the moment"
            action={<Button onClick={() => void refetch()}>Retry</Button>}
          >
            {error.message}
          </Alert>
        )}
        {data === undefined && error === null && (
          <Box color="text-status-inactive">
            <Spinner /> Loading the activity
          </Box>
        )}
        {data !== undefined && entries.length === 0 && (
          <Box color="text-body-secondary">{all.length === 0 ? 'Nothing has happened yet.' : 'No entry matches.'}</Box>
        )}
        {isTimeline && entries.length > 0 && (
          <ActivityTimeline
            entries={entries}
            all={all}
            onOpen={(seq) => setQuery({ ...query, view: undefined, entry: String(seq) })}
          />
        )}
        {!isTimeline && (
          <ActivityList
            sessionId={session.sessionId}
            entries={entries}
            target={target}
            pausedSeq={session.actions.includes('resume') ? pausedSeqOf(all) : undefined}
            onResume={onResume}
            isLive={data?.isComplete === false}
          />
        )}
      </SpaceBetween>
    </section>
  );
}

function countsOf(entries: readonly EntryResponse[]): Record<ShownKind, number> {
  const count = (kind: EntryResponse['kind']) => entries.filter((entry) => entry.kind === kind).length;
  return { all: entries.length, reasoning: count('REASONING'), 'tool-calls': count('TOOL_CALL') };
}

/** The entry of the pause that lasts: the last one. */
function pausedSeqOf(entries: readonly EntryResponse[]): number | undefined {
  return entries.findLast(
    (entry) => entry.kind === 'SYSTEM' && (entry.event === 'PAUSED' || entry.event === 'PAUSE_REQUESTED'),
  )?.seq;
}
