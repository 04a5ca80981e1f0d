import Alert from '@cloudscape-design/components/alert';

/** Above a page that is kept up to date, while it cannot be. */
export function OutOfDate({ problem }: { problem: Error }) {
  return <Alert type="warning">{problem.message} What is shown may be out of date.</Alert>;
}
