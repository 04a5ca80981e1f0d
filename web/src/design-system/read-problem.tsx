import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { isProblem } from '../api-client/api-problem.ts';

/** In the place of the one thing that a page shows, when it cannot be read: gone, refused, or out of reach. */
export function ReadProblem({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  const isGone = isProblem(error, 'NOT_FOUND');
  return (
    <ContentLayout
      header={<Header variant="h1">{isGone ? `There is no such ${what}` : `The ${what} cannot be read`}</Header>}
    >
      <Alert type={isGone ? 'info' : 'error'} action={<Button onClick={onRetry}>Retry</Button>}>
        {error.message} {isGone && 'It may have been deleted.'}
      </Alert>
    </ContentLayout>
  );
}
