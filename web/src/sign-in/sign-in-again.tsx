import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SignIn } from './sign-in.ts';

/** Asks somebody whose sign-in has run out to sign in beside the page, which stays as it is with all that was typed. */
export function SignInAgain({ signIn, onDone }: { signIn: SignIn; onDone: () => void }) {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const signInNow = async () => {
    try {
      await signIn.signInBeside();
      onDone();
      await queries.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Modal
      visible
      header="Your sign-in has run out"
      onDismiss={onDone}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={() => void signInNow()}>
            Sign in
          </Button>
        </Box>
      }
    >
      Sign in again in a small window. Nothing that you typed here is lost.
      {problem !== undefined && <Box color="text-status-error">{problem}</Box>}
    </Modal>
  );
}
