import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { links } from '../../links.ts';
import { useMe } from '../../sign-in/me.tsx';
import { Elapsed } from '../../time/elapsed.tsx';

type Wait = Session['waiting'][number];

/** Everything that a session waits for. */
export function Waits({ waiting }: { waiting: readonly Wait[] }) {
  return (
    <ul className="plain-list">
      {waiting.map((wait) => (
        <li key={wait.seq}>
          <WaitText wait={wait} />
        </li>
      ))}
    </ul>
  );
}

/** What a call waits for, since when, and the way to both. */
export function WaitText({ wait }: { wait: Wait }) {
  return (
    <>
      <WaitLink wait={wait} /> for <Elapsed since={wait.since} durationMs={null} /> (
      <ConsoleLink href={`?entry=${wait.seq}`}>entry {wait.seq}</ConsoleLink>)
    </>
  );
}

function WaitLink({ wait: { kind, id } }: { wait: Wait }) {
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
