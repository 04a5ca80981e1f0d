import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import type { ReactNode } from 'react';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { isTerminal } from '../../../../shared/domain/session/session-status.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { SessionStatus } from '../../design-system/session-status.tsx';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { links } from '../../links.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { SessionBudget } from './session-budget.tsx';
import { Waits, WaitText } from './session-waits.tsx';

/** What is to be known of a session at a glance, in one line that keeps its height; the rest when it is asked for. */
export function SessionFacts({ session }: { session: Session }) {
  const { usage, trigger } = session;
  return (
    <>
      <dl className="facts">
        <Fact label="Status" value={<SessionStatus status={session.status} waitingOn={session.waitingOn} />} />
        <Fact label="Duration" value={<Elapsed since={session.startedAt} durationMs={session.durationMs} />} />
        <Fact label="Started" value={<TimeText at={session.startedAt} />} />
        <LastFact session={session} />
        <Fact
          label="Trigger"
          value={
            <>
              {triggerTypeText(trigger.type)}, <Source trigger={trigger} />
            </>
          }
        />
        <Fact label="Tokens" value={usage.totalTokens.toLocaleString('en')} />
        <Fact label="Cost" value={usage.costUsd === null ? '–' : `$${usage.costUsd.toFixed(4)}`} />
      </dl>
      <ExpandableSection headerText="Details">
        <KeyValuePairs columns={4} items={furtherFacts(session)} />
      </ExpandableSection>
    </>
  );
}

function Fact({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What it waits for while it lives, then when it ended: in the same place, so that nothing moves. */
function LastFact({ session: { status, endedAt, waiting } }: { session: Session }) {
  if (isTerminal(status)) return <Fact label="Ended" value={endedAt === null ? '–' : <TimeText at={endedAt} />} />;
  const [first, ...others] = waiting;
  const text =
    first === undefined ? (
      '–'
    ) : (
      <>
        <WaitText wait={first} />
        {others.length > 0 && <span className="entry-soft"> and {others.length} more</span>}
      </>
    );
  return <Fact label="Waiting on" value={text} />;
}

function furtherFacts(session: Session): KeyValuePairsProps.Item[] {
  const { usage, calledUsage, caller, waiting } = session;
  const items: KeyValuePairsProps.Item[] = [
    { label: 'Session id', value: <code className="id">{session.sessionId}</code> },
    { label: 'Started by', value: <ForeignText text={session.createdBy.name} /> },
    { label: 'Model', value: <ForeignText text={`${session.model.provider}/${session.model.modelId}`} /> },
    { label: 'Project', value: session.project },
    {
      label: 'Tokens in and out',
      value: `${usage.inputTokens.toLocaleString('en')} in, ${usage.outputTokens.toLocaleString('en')} out`,
    },
    ...(calledUsage === null ? [] : [{ label: 'Used by called sessions', value: calledText(calledUsage) }]),
    // The budget tells of turns and tool calls too: they are always limited.
    ...(session.budget.length === 0
      ? [{ label: 'Turns and tool calls', value: `${session.turns} and ${session.toolCalls}` }]
      : [{ label: 'Budget', value: <SessionBudget budget={session.budget} /> }]),
  ];
  if (caller !== null) {
    items.push({
      label: 'Called by',
      value:
        caller.kind === 'session' ? (
          <ConsoleLink href={links.session(caller.id)}>the calling session</ConsoleLink>
        ) : (
          <ConsoleLink href={links.job(caller.id)}>a job</ConsoleLink>
        ),
    });
  }
  if (waiting.length > 1) items.push({ label: 'Waiting on', value: <Waits waiting={waiting} /> });
  return items;
}

/** Who or what started it; a trigger with the way to it. */
function Source({ trigger: { type, source } }: Pick<Session, 'trigger'>) {
  const name = <ForeignText text={source.name} />;
  if (source.id === undefined) return name;
  if (type === 'AGENT') return <ConsoleLink href={links.agent(source.id)}>{name}</ConsoleLink>;
  if (type === 'JOB') return <ConsoleLink href={links.workflow(source.id)}>{name}</ConsoleLink>;
  // Of a session that a person started, it is the person.
  return type === 'MANUAL' ? name : <ConsoleLink href={links.trigger(source.id)}>{name}</ConsoleLink>;
}

function calledText({ totalTokens, costUsd }: NonNullable<Session['calledUsage']>): string {
  return `${totalTokens.toLocaleString('en')} tokens${costUsd === 0 ? '' : `, $${costUsd.toFixed(4)}`}`;
}
