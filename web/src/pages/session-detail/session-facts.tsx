import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { SessionStatus } from '../../design-system/session-status.tsx';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { links } from '../../links.ts';
import { useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { SessionBudget } from './session-budget.tsx';

/** What is to be known of a session at a glance. */
export function SessionFacts({ session }: { session: Session }) {
  const { usage, calledUsage, trigger, caller, waiting } = session;
  const items: KeyValuePairsProps.Item[] = [
    { label: 'Status', value: <SessionStatus status={session.status} /> },
    { label: 'Duration', value: <Elapsed since={session.startedAt} durationMs={session.durationMs} /> },
    { label: 'Started', value: <TimeText at={session.startedAt} /> },
    { label: 'Ended', value: session.endedAt === null ? '–' : <TimeText at={session.endedAt} /> },
    {
      label: 'Trigger',
      value: (
        <>
          {triggerTypeText(trigger.type)}, <Source trigger={trigger} />
        </>
      ),
    },
    { label: 'Started by', value: <ForeignText text={session.createdBy.name} /> },
    { label: 'Model', value: <ForeignText text={`${session.model.provider}/${session.model.modelId}`} /> },
    { label: 'Project', value: session.project },
    {
      label: 'Tokens',
      value: `${usage.totalTokens.toLocaleString('en')} (${usage.inputTokens.toLocaleString('en')} in, ${usage.outputTokens.toLocaleString('en')} out)`,
    },
    { label: 'Cost', value: usage.costUsd === null ? '–' : `$${usage.costUsd.toFixed(4)}` },
    ...(calledUsage === null ? [] : [{ label: 'Used by called sessions', value: calledText(calledUsage) }]),
    // The budget tells of turns and tool calls too: they are always limited.
    ...(session.budget.length === 0
      ? [{ label: 'Turns and tool calls', value: `${session.turns} and ${session.toolCalls}` }]
      : [{ label: 'Budget', value: <SessionBudget budget={session.budget} /> }]),
    { label: 'Session id', value: <code className="id">{session.sessionId}</code> },
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
  if (waiting.length > 0) items.push({ label: 'Waiting on', value: <Waits waiting={waiting} /> });
  return <KeyValuePairs columns={4} items={items} />;
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

function Waits({ waiting }: { waiting: Session['waiting'] }) {
  return (
    <ul className="plain-list">
      {waiting.map((wait) => (
        <li key={wait.seq}>
          <WaitLink wait={wait} /> for <Elapsed since={wait.since} durationMs={null} /> (
          <ConsoleLink href={`?entry=${wait.seq}`}>entry {wait.seq}</ConsoleLink>)
        </li>
      ))}
    </ul>
  );
}

function WaitLink({ wait: { kind, id } }: { wait: Session['waiting'][number] }) {
  const { may } = useMe();
  switch (kind) {
    case 'manual_task':
      if (!may('manual-tasks:read')) return <>a manual task</>;
      return <ConsoleLink href={links.task(id)}>a manual task</ConsoleLink>;
    case 'session':
      return <ConsoleLink href={links.session(id)}>a called session</ConsoleLink>;
    case 'job':
      return <ConsoleLink href={links.job(id)}>a job</ConsoleLink>;
  }
}
