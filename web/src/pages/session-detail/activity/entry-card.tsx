import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Icon from '@cloudscape-design/components/icon';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { memo } from 'react';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { useFollow } from '../../../design-system/use-follow.ts';
import { links } from '../../../links.ts';
import { ForeignText } from '../../../text/foreign-text.tsx';
import { Elapsed } from '../../../time/elapsed.tsx';
import { TimeText } from '../../../time/time-text.tsx';
import { compactionText } from './compaction-text.ts';
import { EntryApproval } from './entry-approval.tsx';
import { EntryBody } from './entry-body.tsx';
import { EntryLink } from './entry-link.tsx';
import { EntryState } from './entry-state.tsx';
import { systemEventText } from './system-event-text.ts';

type Props = {
  sessionId: string;
  entry: EntryResponse;
  isOpen: boolean;
  /** The address names this entry. */
  isTarget: boolean;
  onFold: (seq: number, isOpen: boolean) => void;
  /** On the entry of a pause that lasts: ends it. */
  onResume: (() => void) | undefined;
};

/** One entry of the activity: a line that unfolds. */
export const EntryCard = memo(function EntryCard(props: Props) {
  return props.entry.kind === 'SYSTEM' ? (
    <SystemLine {...props} entry={props.entry} />
  ) : (
    <CallCard {...props} entry={props.entry} />
  );
});

type SystemEntry = Extract<EntryResponse, { kind: 'SYSTEM' }>;
type OtherEntry = Exclude<EntryResponse, SystemEntry>;

function SystemLine({ sessionId, entry, isTarget, onResume }: Props & { entry: SystemEntry }) {
  return (
    <article className={isTarget ? 'entry-system entry-target' : 'entry-system'} aria-label={`Entry ${entry.seq}`}>
      <span className="entry-system-text">
        <ForeignText text={systemEventText(entry)} />
        {entry.reason !== undefined && (
          <>
            :{' '}
            <q>
              <ForeignText text={entry.reason} />
            </q>
          </>
        )}
      </span>
      {onResume !== undefined && (
        <Button variant="normal" iconName="play" onClick={onResume}>
          Resume
        </Button>
      )}
      <EntryPlace sessionId={sessionId} entry={entry} />
    </article>
  );
}

function CallCard({ sessionId, entry, isOpen, isTarget, onFold }: Props & { entry: OtherEntry }) {
  return (
    <article
      className={`entry entry-${entry.kind.toLowerCase()}${isTarget ? ' entry-target' : ''}`}
      aria-label={`Entry ${entry.seq}`}
    >
      <div className="entry-head">
        <button type="button" className="entry-fold" aria-expanded={isOpen} onClick={() => onFold(entry.seq, !isOpen)}>
          <Icon name={isOpen ? 'caret-down-filled' : 'caret-right-filled'} />
          <EntryTitle entry={entry} />
          {!isOpen && <span className="entry-preview">{previewOf(entry)}</span>}
        </button>
        {entry.kind !== 'RESPONSE' && <EntryState entry={entry} />}
        <span className="entry-duration">
          {entry.kind !== 'RESPONSE' && <Elapsed since={entry.at} durationMs={entry.durationMs} />}
        </span>
        <EntryPlace sessionId={sessionId} entry={entry} />
      </div>
      {isOpen && <div className="entry-content">{contentOf(sessionId, entry)}</div>}
    </article>
  );
}

function EntryTitle({ entry }: { entry: OtherEntry }) {
  switch (entry.kind) {
    case 'REASONING':
      return (
        <span className="entry-title">
          Reasoning <span className="entry-soft">turn {entry.turn}</span>
        </span>
      );
    case 'TOOL_CALL':
      return (
        <span className="entry-title">
          <ForeignText text={entry.toolName} /> <Badge>{entry.toolKind?.replace('_', ' ') ?? 'unknown tool'}</Badge>
        </span>
      );
    case 'RESPONSE':
      return <span className="entry-title">Final response</span>;
  }
}

function EntryPlace({ sessionId, entry }: { sessionId: string; entry: EntryResponse }) {
  const follow = useFollow();
  const href = links.entry(sessionId, entry.seq);
  return (
    <span className="entry-place">
      <TimeText at={entry.at} />
      {/* A plain link: it is copied, shared and opened like any other, and two thousand of them weigh nothing. */}
      <a
        className="entry-number"
        href={href}
        aria-label={`Link to entry ${entry.seq}`}
        onClick={(event) => {
          if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
          follow({ preventDefault: () => event.preventDefault(), detail: { href } });
        }}
      >
        #{entry.seq}
      </a>
    </span>
  );
}

/** The beginning of what an entry holds, for its folded line. */
function previewOf(entry: OtherEntry) {
  const text =
    entry.kind === 'TOOL_CALL'
      ? (entry.error?.message ?? (typeof entry.input === 'string' ? entry.input : JSON.stringify(entry.input)))
      : entry.kind === 'REASONING'
        ? (entry.reasoning ?? '') || entry.text || (entry.error?.message ?? '')
        : entry.text;
  return <ForeignText text={text.slice(0, 200).replace(/\s+/g, ' ')} />;
}

function contentOf(sessionId: string, entry: OtherEntry) {
  switch (entry.kind) {
    case 'REASONING':
      return (
        <>
          {entry.reasoning !== undefined && (
            <EntryBody
              sessionId={sessionId}
              entry={entry}
              field="reasoning"
              title="Reasoning"
              value={entry.reasoning}
            />
          )}
          {entry.text !== '' && (
            <EntryBody sessionId={sessionId} entry={entry} field="text" title="Text" value={entry.text} />
          )}
          {entry.error !== undefined && <Failure failure={entry.error} />}
          <p className="entry-soft">
            {entry.model.provider}/{entry.model.modelId}
            {entry.usage !== null &&
              `, ${entry.usage.inputTokens.toLocaleString('en')} tokens in, ${entry.usage.outputTokens.toLocaleString('en')} out`}
            {entry.stopReason !== null && `, ended with ${entry.stopReason}`}
            {entry.costUsd !== null && `, $${entry.costUsd.toFixed(4)}`}
            {entry.failedAttempts !== undefined && `, after ${entry.failedAttempts} attempts that failed`}
          </p>
          {entry.compacted !== undefined && (
            <StatusIndicator type="info" colorOverride="grey">
              {compactionText(entry.compacted)}
            </StatusIndicator>
          )}
        </>
      );
    case 'TOOL_CALL':
      return (
        <>
          {entry.approval !== undefined && <EntryApproval approval={entry.approval} />}
          {entry.link !== undefined && entry.link.id !== entry.approval?.taskId && <EntryLink link={entry.link} />}
          <EntryBody sessionId={sessionId} entry={entry} field="input" title="Input" value={entry.input} />
          {entry.error !== undefined && <Failure failure={entry.error} />}
          {entry.warning !== undefined && (
            <StatusIndicator type="warning">The model was told: {entry.warning}</StatusIndicator>
          )}
          {entry.output !== null && entry.output !== undefined && (
            <EntryBody sessionId={sessionId} entry={entry} field="output" title="Output" value={entry.output} />
          )}
        </>
      );
    case 'RESPONSE':
      return <EntryBody sessionId={sessionId} entry={entry} field="text" title="Text" value={entry.text} />;
  }
}

function Failure({ failure }: { failure: { category: string; message: string } }) {
  return (
    <p className="entry-failure">
      <b>{failure.category}</b> <ForeignText text={failure.message} />
    </p>
  );
}
