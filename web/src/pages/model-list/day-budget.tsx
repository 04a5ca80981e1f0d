import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { routes } from '../../../../shared/contracts/routes.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import { useMe } from '../../sign-in/me.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { dayBudgetText, isDaySpent } from './day-budget-text.ts';

/** How often it is read again while the tab is visible. */
const REFRESH_MS = 10_000;

/** What all sessions of the tenant have spent or hold today; nothing where the deployment sets no limit. */
export function DayBudget() {
  const { may } = useMe();
  const { data } = useApiQuery(routes.getBudget, {}, { enabled: may('sessions:read'), refetchInterval: REFRESH_MS });
  const text = data === undefined ? undefined : dayBudgetText(data);
  if (data === undefined || text === undefined) return null;
  return (
    <StatusIndicator type={isDaySpent(data) ? 'warning' : 'info'} colorOverride={isDaySpent(data) ? undefined : 'grey'}>
      Today: {text} spent or held by sessions, until <TimeText at={data.endsAt} />
    </StatusIndicator>
  );
}
