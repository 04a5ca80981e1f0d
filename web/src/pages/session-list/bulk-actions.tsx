import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { SessionRow } from '../../../../shared/contracts/session-schemas.ts';
import { SESSION_ACTIONS, type SessionAction } from '../../../../shared/domain/session/session-actions.ts';
import { actionAvailability } from '../../session-actions/action-availability.ts';
import { actionTexts } from '../../session-actions/action-texts.ts';
import { useSessionActions } from '../../session-actions/use-session-actions.tsx';
import { useMe } from '../../sign-in/me.tsx';

/** What can be done with every selected session; what cannot says why. */
export function BulkActions({ selected, onDone }: { selected: readonly SessionRow[]; onDone: () => void }) {
  const { may } = useMe();
  const act = useSessionActions();
  const [doing, setDoing] = useState<SessionAction>();
  const doAction = async (action: SessionAction) => {
    setDoing(action);
    const isDone = await act(action, selected);
    setDoing(undefined);
    if (isDone) onDone();
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {SESSION_ACTIONS.map((action) => {
        const availability = actionAvailability(action, selected, may);
        return (
          <Button
            key={action}
            disabled={!availability.isAvailable}
            disabledReason={availability.isAvailable ? undefined : availability.reason}
            loading={doing === action}
            onClick={() => void doAction(action)}
          >
            {actionTexts(action).verb}
          </Button>
        );
      })}
    </SpaceBetween>
  );
}
