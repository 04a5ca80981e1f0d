import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { nextRuns, scheduleViolations } from '../../../../shared/domain/trigger/schedule-expression.ts';
import { scheduleOf } from '../../../../shared/domain/trigger/trigger-schedule.ts';
import { useNow } from '../../time/use-now.ts';
import { scheduleWords } from './schedule-words.ts';
import type { TriggerDraft } from './trigger-draft.ts';

const SHOWN = 5;

/** What a schedule means: in words, and its next runs, by the rules that the service applies. */
export function SchedulePreview({ draft }: { draft: TriggerDraft }) {
  const now = useNow();
  const { expression, timezone, startAt, endAt } = draft;
  const schedule = scheduleOf({
    expression: expression.trim(),
    timezone,
    ...(Number.isFinite(Date.parse(startAt)) && { startAt }),
    ...(Number.isFinite(Date.parse(endAt)) && { endAt }),
  });
  const [violation] = scheduleViolations(schedule, now);
  if (violation !== undefined) return <StatusIndicator type="warning">{violation.message}</StatusIndicator>;
  return (
    <div>
      <Box variant="awsui-key-label">{scheduleWords(expression)}</Box>
      <ol className="plain-list">
        {nextRuns(schedule, { after: now, count: SHOWN }).map((run) => (
          <li key={run} className="time">
            {new Date(run).toLocaleString('en', {
              dateStyle: 'full',
              timeStyle: 'short',
              hourCycle: 'h23',
              timeZone: timezone,
            })}{' '}
            <span className="entry-soft">{timezone}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
