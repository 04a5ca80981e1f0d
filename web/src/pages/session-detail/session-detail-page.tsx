import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Container from '@cloudscape-design/components/container';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { isTerminal } from '../../../../shared/domain/session/session-status.ts';
import { isProblem } from '../../api-client/api-problem.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { Loading } from '../../design-system/loading.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { OutOfDate } from '../../design-system/out-of-date.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { statusText } from '../../design-system/session-status.tsx';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { usePageTitle } from '../../design-system/use-page-title.ts';
import { links } from '../../links.ts';
import { useSessionActions } from '../../session-actions/use-session-actions.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { ActivityPanel } from './activity/activity-panel.tsx';
import { offerFile, sessionAsJson } from './download-session.ts';
import { SessionFacts } from './session-facts.tsx';
import { SessionHeader } from './session-header.tsx';
import { SessionEnd, SessionSummary } from './session-texts.tsx';

/** How often a live session is read again while the tab is visible. */
const REFRESH_MS = 1_000;

/** One session: what it was asked, what it does, what it answered, and how to steer it. */
export function SessionDetailPage() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' });
  const [isOver, setOver] = useState(false);
  const { data, error, refetch } = useApiQuery(
    routes.getSession,
    { params: { sessionId } },
    { refetchInterval: isOver ? false : REFRESH_MS },
  );
  const isTerminalNow = data !== undefined && isTerminal(data.status);
  if (isTerminalNow !== isOver) setOver(isTerminalNow);
  // Deleted while it was looked at: what is left of it is no more true.
  if (data === undefined || isProblem(error, 'NOT_FOUND')) {
    if (error === null) return <Loading what="session" />;
    return <ReadProblem what="session" error={error} onRetry={() => void refetch()} />;
  }
  return <ShownSession key={sessionId} session={data} problem={error} />;
}

function ShownSession({ session, problem }: { session: Session; problem: Error | null }) {
  const api = useApi();
  const act = useSessionActions();
  const go = useGo();
  const tell = useTell();
  const follow = useFollow();
  const { sessionId, agent } = session;
  usePageTitle(agent.name);
  const runAgain = async () => {
    try {
      const started = await api.call(routes.startSession, { body: { agentId: agent.agentId, inputs: session.inputs } });
      go(links.session(started.sessionId));
    } catch (error) {
      tell({
        type: 'error',
        header: 'It could not be run again',
        content: error instanceof Error ? error.message : '',
      });
    }
  };
  const download = async () => {
    try {
      offerFile(`${sessionId}.json`, await sessionAsJson(api, sessionId));
    } catch (error) {
      tell({
        type: 'error',
        header: 'It could not be downloaded',
        content: error instanceof Error ? error.message : '',
      });
    }
  };
  return (
    <SpaceBetween size="s">
      <BreadcrumbGroup
        items={[
          { text: 'Sessions', href: links.sessions() },
          { text: visibleText(agent.name), href: links.session(sessionId) },
        ]}
        onFollow={follow}
      />
      {problem !== null && <OutOfDate problem={problem} />}
      <SessionHeader
        session={session}
        onAction={async (action) => {
          const isDone = await act(action, [session]);
          if (isDone && action === 'delete') go(links.sessions());
        }}
        onRunAgain={runAgain}
        onDownload={download}
      />
      <LiveRegion hidden>{`The session is ${statusText(session.status).toLowerCase()}.`}</LiveRegion>
      <Container>
        <SessionFacts session={session} />
        <SessionSummary session={session} />
      </Container>
      <SessionEnd session={session} />
      <ActivityPanel session={session} onResume={() => void act('resume', [session])} />
    </SpaceBetween>
  );
}
