import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

/** All sessions. */
export function SessionListPage() {
  return <ContentLayout header={<Header variant="h1">Sessions</Header>}>soon</ContentLayout>;
}
