import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { ConsoleLink } from '../design-system/console-link.tsx';
import { links } from '../links.ts';

/** For an address at which the console has nothing. */
export function NotFoundPage() {
  return (
    <ContentLayout header={<Header variant="h1">There is no such page</Header>}>
      <Box>
        The address may be mistyped or out of date. Go to the{' '}
        <ConsoleLink href={links.sessions()}>sessions</ConsoleLink>.
      </Box>
    </ContentLayout>
  );
}
