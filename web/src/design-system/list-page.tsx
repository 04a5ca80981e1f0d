import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useColumnWidths } from './use-column-widths.ts';
import { usePageTitle } from './use-page-title.ts';

type Props<Row> = {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  filter?: ReactNode;
  /** As `useCursorPages` answers it. */
  page: {
    data: { items: Row[] } | undefined;
    error: Error | null;
    isPending: boolean;
    refetch: () => unknown;
    pageNumber: number;
    hasNext: boolean;
    goTo: (pageNumber: number) => void;
  };
  columns: TableProps.ColumnDefinition<Row>[];
  rowId: keyof Row & string;
  empty: { title: string; text: string };
};

/** A page that is a list: heading, filter, rows, pages; what it says when it is empty or cannot be read. */
export function ListPage<Row>({ title, description, actions, filter, page, columns, rowId, empty }: Props<Row>) {
  const widths = useColumnWidths(title.toLowerCase().replaceAll(' ', '-'), columns);
  usePageTitle(title);
  return (
    <>
      {page.error !== null && (
        <Alert
          type="error"
          header="The list cannot be read at the moment"
          action={<Button onClick={() => void page.refetch()}>Retry</Button>}
        >
          {page.error.message} What is shown may be out of date.
        </Alert>
      )}
      <Table
        variant="full-page"
        stickyHeader
        stickyHeaderVerticalOffset={56}
        enableKeyboardNavigation
        resizableColumns
        wrapLines
        trackBy={rowId}
        items={page.data?.items ?? []}
        loading={page.isPending && page.error === null}
        loadingText={`Loading ${title.toLowerCase()}`}
        {...widths}
        ariaLabels={{ tableLabel: title }}
        header={
          <Header variant="awsui-h1-sticky" description={description} actions={actions}>
            {title}
          </Header>
        }
        filter={filter}
        pagination={
          <Pagination
            currentPageIndex={page.pageNumber}
            pagesCount={page.pageNumber + (page.hasNext ? 1 : 0)}
            openEnd={page.hasNext}
            onChange={({ detail }) => page.goTo(detail.currentPageIndex)}
          />
        }
        empty={
          <SpaceBetween size="xs" alignItems="center">
            <b>{empty.title}</b>
            <Box color="text-body-secondary">{empty.text}</Box>
          </SpaceBetween>
        }
      />
    </>
  );
}
