import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { ConsoleLink } from '../../../design-system/console-link.tsx';
import { links } from '../../../links.ts';
import { useMe } from '../../../sign-in/me.tsx';
import { ForeignText } from '../../../text/foreign-text.tsx';

type Approval = NonNullable<Extract<EntryResponse, { kind: 'TOOL_CALL' }>['approval']>;

/** Whether a person let the call be made, who and why, with the way to the task that asked them. */
export function EntryApproval({ approval }: { approval: Approval }) {
  const { may } = useMe();
  const { taskId, approved, by, reason } = approval;
  return (
    <p className="entry-approval">
      <StatusIndicator type={approved === null ? 'pending' : approved ? 'success' : 'error'}>
        {approved === null ? 'Waits for approval' : approved ? 'Approved' : 'Refused'}
        {by !== null && (
          <>
            {' '}
            by <ForeignText text={by.name} />
          </>
        )}
      </StatusIndicator>
      {reason !== undefined && reason !== '' && (
        <q>
          <ForeignText text={reason} />
        </q>
      )}
      {may('manual-tasks:read') && (
        <ConsoleLink href={links.task(taskId)}>
          {approved === null ? 'Open the task in the Work Center' : 'The task that asked'}
        </ConsoleLink>
      )}
    </p>
  );
}
