// The rows of the table: filtered, sorted by TanStack Table, in the order that rowOrder.ts allows.
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { PositionView } from '../../shared/position.ts';
import { readPanel, usePanel } from '../panelStore.ts';
import { columnWidths } from './columnWidths.ts';
import { positionColumns } from './columns.tsx';
import { labelsOf, matchesFilter } from './filter.ts';
import { makeRowOrder, type Positions } from './rowOrder.ts';
import { useTableView } from './tableView.ts';

type Row = Readonly<{ position: PositionView; label: string }>;

const empty: Positions = {};
const storedPositions = { read: () => readPanel().snapshot?.positions ?? empty, subscribe: usePanel.subscribe };
const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, Row>();
type Cell = number | string | undefined;

const columns = helper.columns(
  positionColumns.map((column) =>
    helper.accessor((row) => column.sortValue(row.position, row.label), {
      id: column.id,
      sortUndefined: 'last',
      sortDescFirst: column.align === 'end',
      sortFn: (a, b, id) => compareCells(a.getValue<Cell>(id), b.getValue<Cell>(id)),
    }),
  ),
);

function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

/** Keys in display order, the widths that all rows need, and the sorting to show in the header. */
export function usePositionRows(held: boolean) {
  const [order] = useState(() => makeRowOrder(storedPositions, Date.now));
  useEffect(() => order.hold(held), [order, held]);
  const source = useSyncExternalStore(order.subscribe, order.read);
  const accounts = usePanel((state) => state.snapshot?.accounts);
  const filter = useTableView((state) => state.filter);
  const labelText = accounts?.map((account) => `${account.id}\n${account.label}`).join('\n\n');
  // oxlint-disable-next-line react/exhaustive-deps -- accounts come anew with every age; only their labels matter here
  const labels = useMemo(() => labelsOf(accounts ?? []), [labelText]);
  const [sorting, setSorting] = useState<SortingState>([{ id: 'notional', desc: true }]);
  const data = useMemo(
    () =>
      Object.values(source)
        .filter((position) => matchesFilter(position, filter, labels))
        .map((position) => ({ position, label: labels.get(position.accountId) ?? position.accountId })),
    [source, filter, labels],
  );
  const table = useTable({
    features,
    columns,
    data,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: (row: Row) => row.position.key,
    enableSortingRemoval: false,
  });
  const rows = table.getRowModel().rows;
  const keys = useMemo(() => rows.map((row) => row.id), [rows]);
  const widths = useMemo(() => columnWidths(Object.values(source)), [source]);
  return {
    keys,
    widths,
    total: Object.keys(source).length,
    sorting: sorting[0],
    toggleSorting: (columnId: string) => table.getColumn(columnId)?.toggleSorting(),
  };
}
