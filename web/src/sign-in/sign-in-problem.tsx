import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { links } from '../links.ts';

/** The page in the place of a console to which nobody could sign in. */
export function SignInProblem({ error }: { error: unknown }) {
  return (
    <main className="alone">
      <Box variant="h1" padding={{ bottom: 'm' }}>
        Agent Sessions
      </Box>
      <Alert
        type="error"
        header="You could not be signed in"
        action={<Button href={links.home()}>Sign in again</Button>}
      >
        {error instanceof Error ? error.message : String(error)}
      </Alert>
    </main>
  );
}
