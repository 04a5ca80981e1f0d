import ButtonGroup, { type ButtonGroupProps } from '@cloudscape-design/components/button-group';
import { useState } from 'react';
import type { SessionRow } from '../../../../shared/contracts/session-schemas.ts';
import { SESSION_ACTIONS, type SessionAction } from '../../../../shared/domain/session/session-actions.ts';
import { actionTexts } from '../../session-actions/action-texts.ts';
import { useSessionActions } from '../../session-actions/use-session-actions.tsx';

const ICONS = {
  pause: 'pause',
  resume: 'play',
  cancel: 'status-stopped',
  delete: 'remove',
} as const satisfies Record<SessionAction, string>;

/** What can be done with the session of a row, in one click. */
export function QuickActions({ session }: { session: SessionRow }) {
  const act = useSessionActions();
  const [doing, setDoing] = useState<SessionAction>();
  const doAction = async (id: string) => {
    const action = SESSION_ACTIONS.find((one) => one === id);
    if (action === undefined) return;
    setDoing(action);
    await act(action, [session]);
    setDoing(undefined);
  };
  const items = session.actions.map(
    (action): ButtonGroupProps.IconButton => ({
      type: 'icon-button',
      id: action,
      text: actionTexts(action).verb,
      iconName: ICONS[action],
      loading: doing === action,
      loadingText: `${actionTexts(action).verb} …`,
    }),
  );
  if (items.length === 0) return null;
  return (
    <ButtonGroup
      variant="icon"
      ariaLabel={`Actions for the session of ${session.agent.name}`}
      items={items}
      dropdownExpandToViewport
      onItemClick={({ detail }) => void doAction(detail.id)}
    />
  );
}
