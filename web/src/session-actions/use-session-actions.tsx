import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { routes } from '../../../shared/contracts/routes.ts';
import type { SessionRow } from '../../../shared/contracts/session-schemas.ts';
import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';
import type { ApiClient } from '../api-client/api-client.ts';
import { isProblem } from '../api-client/api-problem.ts';
import { useApi } from '../api-client/use-api.ts';
import { useAsk } from '../design-system/confirmation.tsx';
import { useTell } from '../design-system/notices.tsx';
import { visibleText } from '../text/visible-text.ts';
import { actionTexts } from './action-texts.ts';
import { BulkResults, bulkHeader } from './bulk-results.tsx';
import { confirmationFor } from './confirmation-for.tsx';
import { inFlightText } from './in-flight-text.ts';

type Target = Pick<SessionRow, 'sessionId' | 'agent'>;

/** Does an action with sessions: asks where it cannot be taken back, and tells what became of it. True: it was done. */
export type ActOnSessions = (action: SessionAction, sessions: readonly Target[]) => Promise<boolean>;

/** How sessions are paused, resumed, canceled and deleted from any page. */
export function useSessionActions(): ActOnSessions {
  const api = useApi();
  const ask = useAsk();
  const tell = useTell();
  const queries = useQueryClient();
  return useCallback(
    async (action, sessions) => {
      const question = confirmationFor(action, sessions);
      if (question !== undefined && !(await ask(question))) return false;
      const id = `action-${sessions.map(({ sessionId }) => sessionId).join()}`;
      try {
        const [only] = sessions;
        if (sessions.length === 1 && only !== undefined) tell({ id, ...(await actOnOne(api, action, only)) });
        else tell({ id, ...(await actOnMany(api, action, sessions)) });
        return true;
      } catch (error) {
        const hasChanged = isProblem(error, 'ACTION_NOT_ALLOWED') || isProblem(error, 'NOT_FOUND');
        tell({
          id,
          type: hasChanged ? 'warning' : 'error',
          header: hasChanged
            ? 'The session has changed meanwhile'
            : `The session could not be ${actionTexts(action).past}`,
          content: error instanceof Error ? error.message : String(error),
        });
        return false;
      } finally {
        await queries.invalidateQueries();
      }
    },
    [api, ask, tell, queries],
  );
}

async function actOnOne(api: ApiClient, action: SessionAction, { sessionId, agent }: Target) {
  const input = { params: { sessionId } };
  const name = `The session of ${visibleText(agent.name)}`;
  switch (action) {
    case 'delete':
      await api.send(routes.deleteSession, input);
      return { type: 'success', header: `${name} was deleted` } as const;
    case 'resume': {
      await api.call(routes.resumeSession, input);
      return { type: 'success', header: `${name} goes on` } as const;
    }
    default: {
      const receipt = await api.call(action === 'pause' ? routes.pauseSession : routes.cancelSession, input);
      const isUnderWay = receipt.inFlight.length > 0;
      const { past } = actionTexts(action);
      return {
        type: 'success',
        header: isUnderWay ? `${name} is being ${past}` : `${name} was ${past}`,
        content: inFlightText(receipt.inFlight),
      } as const;
    }
  }
}

async function actOnMany(api: ApiClient, action: SessionAction, sessions: readonly Target[]) {
  const { results, counts } = await api.call(routes.bulkSessions, {
    body: { action, sessionIds: sessions.map(({ sessionId }) => sessionId) },
  });
  const done = (counts.applied ?? 0) + (counts.unchanged ?? 0);
  const names = new Map(sessions.map(({ sessionId, agent }) => [sessionId, agent.name]));
  return {
    type: done === results.length ? 'success' : done === 0 ? 'error' : 'warning',
    header: bulkHeader(action, done, results.length),
    content: <BulkResults results={results} nameOf={(sessionId) => names.get(sessionId) ?? sessionId} />,
  } as const;
}
