import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { CopyButton } from '../../text/copy-button.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { JsonText } from '../../text/json-text.tsx';

/** A prompt up to this length, in characters, is shown at once: a longer one would hide the activity. */
const SHORT = 1_000;

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
  if (finalResponse === null) return null;
  return (
    <Container
      header={
        <Header variant="h2" actions={<CopyButton text={finalResponse} label="Copy the final response" />}>
          Final response
        </Header>
      }
    >
      <p className="prose">
        <ForeignText text={finalResponse} />
      </p>
    </Container>
  );
}

/** What the agent was asked: the prompt with its inputs filled in, and the inputs. */
export function SessionSummary({ session }: { session: Session }) {
  const hasInputs = Object.keys(session.inputs).length > 0;
  return (
    <ExpandableSection
      variant="container"
      defaultExpanded={session.prompt.length < SHORT}
      headerText="Summary"
      headerActions={<CopyButton text={session.prompt} label="Copy the prompt" />}
    >
      <div className={hasInputs ? 'summary summary-inputs' : 'summary'}>
        <div>
          <h3 className="small-title">Prompt</h3>
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
    </ExpandableSection>
  );
}
