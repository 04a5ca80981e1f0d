import type { TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import * as z from 'zod';
import { useKept } from './kept.ts';

/** In pixels, by the column's id. */
const widthsSchema = z.record(z.string(), z.number().positive().max(4_000));

/** The columns of a list as wide as the reader has dragged them in this browser, and what keeps a new width. */
export function useColumnWidths<Row>(
  listName: string,
  columns: readonly TableProps.ColumnDefinition<Row>[],
): Required<Pick<TableProps<Row>, 'columnDefinitions' | 'onColumnWidthsChange'>> {
  const [widths, keep] = useKept(`${listName}.widths`, widthsSchema, {});
  const columnDefinitions = useMemo(
    () =>
      columns.map((column) => {
        const width = widths[column.id ?? ''];
        return width === undefined ? column : { ...column, width };
      }),
    [columns, widths],
  );
  return {
    columnDefinitions,
    onColumnWidthsChange: ({ detail }) =>
      keep(Object.fromEntries(columns.map(({ id = '' }, index) => [id, Math.round(detail.widths[index] ?? 0)]))),
  };
}
