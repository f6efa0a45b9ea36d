// Which rows the table shows and in which order. Values tick in their rows; the order is renewed once a second, and not
// at all while the pointer or the keyboard is on the rows, so that a row never moves away under a finger.
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PositionKey, PositionView } from '../../shared/position.ts';
import { usePanel } from '../panelStore.ts';
import { positionColumns } from './columns.tsx';
import { labelsOf, matchesFilter } from './filter.ts';
import { useTableView } from './tableView.ts';

type Positions = Readonly<Record<PositionKey, PositionView>>;
type Row = Readonly<{ position: PositionView; label: string }>;

const REORDER_MS = 1000;
const empty: Positions = {};
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

const sameKeys = (a: Positions, b: Positions): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b);
};

/** The positions as they were at the last renewal of the order; a key that comes or goes is taken over at once. */
function useOrderingSource(held: boolean): Positions {
  const [source, setSource] = useState<Positions>(() => usePanel.getState().snapshot?.positions ?? empty);
  const heldNow = useRef(held);
  useEffect(() => {
    heldNow.current = held;
  }, [held]);
  useEffect(() => {
    let current = usePanel.getState().snapshot?.positions ?? empty;
    let renewedAtMs = 0;
    setSource(current);
    return usePanel.subscribe((state) => {
      const next = state.snapshot?.positions ?? empty;
      if (next === current) return;
      const same = sameKeys(current, next);
      if (same && (heldNow.current || Date.now() - renewedAtMs < REORDER_MS)) return;
      current = heldNow.current
        ? Object.fromEntries(Object.entries(next).map(([key, position]) => [key, current[key] ?? position]))
        : next;
      renewedAtMs = Date.now();
      setSource(current);
    });
  }, []);
  return source;
}

/** Keys in display order, and the sorting to show in the header. */
export function usePositionRows(held: boolean) {
  const source = useOrderingSource(held);
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
  return {
    keys,
    total: Object.keys(source).length,
    sorting: sorting[0],
    toggleSorting: (columnId: string) => table.getColumn(columnId)?.toggleSorting(),
  };
}
