import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { createContext, type ReactNode, use, useCallback, useState } from 'react';

/** What a person is asked before something that cannot be taken back. */
export type Question = {
  header: string;
  content: ReactNode;
  /** The button that does it. */
  confirm: string;
  /** The button that does not. */
  refuse?: string;
  /** Has to be typed first. */
  typed?: string;
};

const AskContext = createContext<(question: Question) => Promise<boolean>>(async () => false);

/** Asks the person; true when they confirmed. */
export function useAsk(): (question: Question) => Promise<boolean> {
  return use(AskContext);
}

type Asked = { question: Question; answer: (confirmed: boolean) => void };

/** Shows the question that is asked, one at a time. */
export function ConfirmationHost({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const ask = useCallback(
    (question: Question) =>
      new Promise<boolean>((resolve) => {
        const answer = (confirmed: boolean) => {
          setAsked(undefined);
          resolve(confirmed);
        };
        setAsked({ question, answer });
      }),
    [],
  );
  return (
    <AskContext value={ask}>
      {children}
      {asked !== undefined && <ConfirmationModal {...asked} />}
    </AskContext>
  );
}

function ConfirmationModal({ question, answer }: Asked) {
  const [typed, setTyped] = useState('');
  const isReady = question.typed === undefined || typed.trim().toLowerCase() === question.typed;
  return (
    <Modal
      visible
      header={question.header}
      onDismiss={() => answer(false)}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => answer(false)}>
              {question.refuse ?? 'Go back'}
            </Button>
            <Button variant="primary" disabled={!isReady} onClick={() => answer(true)}>
              {question.confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <div>{question.content}</div>
        {question.typed !== undefined && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (isReady) answer(true);
            }}
          >
            <FormField label={`To confirm, type ${question.typed}`}>
              <Input
                autoFocus
                value={typed}
                placeholder={question.typed}
                onChange={({ detail }) => setTyped(detail.value)}
              />
            </FormField>
          </form>
        )}
      </SpaceBetween>
    </Modal>
  );
}
