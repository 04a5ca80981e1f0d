import Box from '@cloudscape-design/components/box';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { ConsoleLink } from '../../../design-system/console-link.tsx';
import { links } from '../../../links.ts';
import { useMe } from '../../../sign-in/me.tsx';

type Link = NonNullable<Extract<EntryResponse, { kind: 'TOOL_CALL' }>['link']>;

/** The way to what a call has started; or why there is none for this reader. */
export function EntryLink({ link }: { link: Link }) {
  const { may } = useMe();
  if (!link.visible) {
    return (
      <Box color="text-body-secondary">
        You may not see the {link.kind === 'job' ? 'job' : 'session'} that this call has started, so its output is not
        shown either.
      </Box>
    );
  }
  if (link.kind === 'session') return <ConsoleLink href={links.session(link.id)}>Open the called session</ConsoleLink>;
  if (link.kind === 'manual_task') {
    if (!may('manual-tasks:read')) {
      return <Box color="text-body-secondary">It asks a person in the Work Center, which you may not see.</Box>;
    }
    return <ConsoleLink href={links.task(link.id)}>Open the task in the Work Center</ConsoleLink>;
  }
  return <ConsoleLink href={links.job(link.id)}>Open the job</ConsoleLink>;
}
