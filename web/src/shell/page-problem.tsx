import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ErrorComponentProps } from '@tanstack/react-router';

/** In the place of a page that broke: our fault, so a way on. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  return (
    <Alert type="error" header="This page broke" action={<Button onClick={reset}>Show it again</Button>}>
      {error instanceof Error ? error.message : String(error)}
    </Alert>
  );
}
