import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import type { SessionAction } from '../../../../shared/domain/session/session-actions.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { links } from '../../links.ts';
import { actionTexts } from '../../session-actions/action-texts.ts';
import { useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';

type Props = {
  session: Session;
  onAction: (action: SessionAction) => Promise<unknown>;
  onRunAgain: () => Promise<unknown>;
  onDownload: () => Promise<unknown>;
};

/** The agent's name and everything that can be done with the session now. */
export function SessionHeader({ session, onAction, onRunAgain, onDownload }: Props) {
  const { may } = useMe();
  const [doing, setDoing] = useState<string>();
  const during = async (name: string, work: () => Promise<unknown>) => {
    setDoing(name);
    await work();
    setDoing(undefined);
  };
  const mayStart = may('sessions:start');
  return (
    <Header
      variant="h1"
      info={
        <ConsoleLink variant="info" href={links.agent(session.agent.agentId)}>
          Its agent
        </ConsoleLink>
      }
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {session.actions.map((action) => (
            <Button key={action} loading={doing === action} onClick={() => void during(action, () => onAction(action))}>
              {actionTexts(action).verb}
            </Button>
          ))}
          <Button
            loading={doing === 'again'}
            disabled={!mayStart}
            disabledReason="You need the permission sessions:start for this."
            onClick={() => void during('again', onRunAgain)}
          >
            Run again
          </Button>
          <ButtonDropdown
            variant="icon"
            ariaLabel="More"
            loading={doing === 'download'}
            items={[{ id: 'download', text: 'Download as JSON' }]}
            onItemClick={() => void during('download', onDownload)}
          />
        </SpaceBetween>
      }
    >
      <ForeignText text={session.agent.name} />
    </Header>
  );
}
