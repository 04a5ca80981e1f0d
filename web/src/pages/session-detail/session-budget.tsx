import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { budgetText, isUsedUp } from './budget-text.ts';

/** Each limit of the session: what of it is used, and what is reserved for what is under way. */
export function SessionBudget({ budget }: { budget: Session['budget'] }) {
  return (
    <ul className="plain-list">
      {budget.map((line) => (
        <li key={line.limit}>
          {isUsedUp(line) ? <StatusIndicator type="warning">{budgetText(line)}</StatusIndicator> : budgetText(line)}
        </li>
      ))}
    </ul>
  );
}
