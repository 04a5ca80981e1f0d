import type { SessionRow } from '../../../shared/contracts/session-schemas.ts';
import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';
import type { Question } from '../design-system/confirmation.tsx';
import { ForeignText } from '../text/foreign-text.tsx';

type Named = Pick<SessionRow, 'sessionId' | 'agent'>;

/** What is asked before the action; `undefined` where it can be taken back. */
export function confirmationFor(action: SessionAction, sessions: readonly Named[]): Question | undefined {
  const count = sessions.length === 1 ? 'this session' : `${sessions.length} sessions`;
  if (action === 'cancel') {
    return {
      header: `Cancel ${count}?`,
      confirm: sessions.length === 1 ? 'Cancel the session' : `Cancel ${count}`,
      content: (
        <>
          <Names sessions={sessions} />
          <p>
            No further tool call starts. Calls in flight finish on their own. Sessions and jobs that were started from
            here go on. A canceled session cannot be resumed.
          </p>
        </>
      ),
    };
  }
  if (action === 'delete') {
    return {
      header: `Delete ${count}?`,
      confirm: sessions.length === 1 ? 'Delete the session' : `Delete ${count}`,
      typed: 'delete',
      content: (
        <>
          <Names sessions={sessions} />
          <p>The whole activity goes with it, for everybody and for good.</p>
        </>
      ),
    };
  }
  return undefined;
}

function Names({ sessions }: { sessions: readonly Named[] }) {
  const shown = sessions.slice(0, 8);
  return (
    <ul className="plain-list">
      {shown.map(({ sessionId, agent }) => (
        <li key={sessionId}>
          <ForeignText text={agent.name} /> <code className="id">{sessionId}</code>
        </li>
      ))}
      {sessions.length > shown.length && <li>and {sessions.length - shown.length} more</li>}
    </ul>
  );
}
