import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useState } from 'react';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { CopyButton } from '../../text/copy-button.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { JsonText } from '../../text/json-text.tsx';
import { FinalResponse } from './final-response.tsx';

/** More than fits one line of a wide screen, in characters. */
const PREVIEW = 250;

/** How the session ended: its answer, or what went wrong. Nothing while it goes on. */
export function SessionEnd({ session }: { session: Session }) {
  const { error, finalResponse } = session;
  if (error !== null) {
    return (
      <Alert type="error" header={`Failed: ${error.category}`}>
        <ForeignText text={error.message} />
      </Alert>
    );
  }
  return finalResponse === null ? null : <FinalResponse text={finalResponse} />;
}

/** What the agent was asked: its first line, and when unfolded the prompt with its inputs filled in, and the inputs. */
export function SessionSummary({ session }: { session: Session }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
      headerText={
        <>
          Summary{' '}
          {!isOpen && (
            <span className="one-line">
              <ForeignText text={session.prompt.slice(0, PREVIEW).replaceAll(/\s+/g, ' ')} />
            </span>
          )}
        </>
      }
    >
      {isOpen && <Asked session={session} />}
    </ExpandableSection>
  );
}

function Asked({ session }: { session: Session }) {
  const hasInputs = Object.keys(session.inputs).length > 0;
  return (
    <div className={hasInputs ? 'summary summary-inputs' : 'summary'}>
      <div>
        <div className="entry-body-head">
          <h3 className="small-title">Prompt</h3>
          <CopyButton text={session.prompt} label="Copy the prompt" />
        </div>
        <p className="prose">
          <ForeignText text={session.prompt} />
        </p>
      </div>
      {hasInputs && (
        <div>
          <h3 className="small-title">Inputs</h3>
          <JsonText value={session.inputs} />
        </div>
      )}
    </div>
  );
}
