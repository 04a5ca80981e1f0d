import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';

/** While something is read. */
export function Loading({ what }: { what: string }) {
  return (
    <Box color="text-status-inactive">
      <Spinner /> Loading the {what}
    </Box>
  );
}
