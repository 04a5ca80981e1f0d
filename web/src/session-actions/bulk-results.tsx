import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { BulkResult } from '../../../shared/contracts/session-command-routes.ts';
import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';
import { statusText } from '../design-system/session-status.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { actionTexts } from './action-texts.ts';

/** What a bulk action has done, in one line. */
export function bulkHeader(action: SessionAction, done: number, of: number): string {
  const { past } = actionTexts(action);
  if (done === of) return `${of} sessions were ${past}`;
  if (done === 0) return `None of the ${of} sessions was ${past}`;
  return `${done} of ${of} sessions were ${past}`;
}

/** What happened to one session of a bulk action, in words. */
export function outcomeText({ outcome, status, code }: BulkResult): string {
  const now = status === undefined ? '' : `, now ${statusText(status).toLowerCase()}`;
  switch (outcome) {
    case 'applied':
      return `Done${now}`;
    case 'unchanged':
      return `Nothing to do${now}`;
    case 'refused':
      return `Not possible any more${now}`;
    case 'forbidden':
      return 'You may not do this';
    case 'not_found':
      return 'It is gone, or you may not see it';
    case 'failed':
      return code === 'UNAVAILABLE' ? 'The service was busy: try again' : `It failed (${code ?? 'unknown'}): try again`;
  }
}

/** What happened to each session of a bulk action. */
export function BulkResults({
  results,
  nameOf,
}: {
  results: readonly BulkResult[];
  nameOf: (sessionId: string) => string;
}) {
  return (
    <ExpandableSection headerText="What happened to each" headingTagOverride="h3">
      <ul className="plain-list">
        {results.map((result) => (
          <li key={result.sessionId}>
            {outcomeText(result)}: <ForeignText text={nameOf(result.sessionId)} />{' '}
            <code className="id">{result.sessionId}</code>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
