/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are virtual and placed by hand, which table elements do not allow */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { PositionKey } from '../../shared/position.ts';
import { Button } from '../ui/Button.tsx';
import { plural } from '../ui/numbers.ts';
import { rowForKey } from '../ui/rowKeys.ts';
import { positionColumns, type PositionColumn } from './columns.tsx';
import { PositionRow } from './PositionRow.tsx';
import { TotalsRow } from './TotalsRow.tsx';
import { useTableView } from './tableView.ts';
import { usePositionRows } from './usePositionRows.ts';

const ROW_PX = 36;

function HeaderCell(props: Readonly<{ column: PositionColumn; sorted: 'ascending' | 'descending' | null; onSort: () => void }>) {
  const { column, sorted, onSort } = props;
  const Icon = sorted === null ? ChevronsUpDown : sorted === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <div role="columnheader" className="head-cell" data-align={column.align} aria-sort={sorted ?? 'none'}>
      <button
        type="button"
        className="head-button"
        data-sorted={sorted !== null || undefined}
        title={column.meaning}
        onClick={onSort}
      >
        {column.header}
        <Icon size={11} aria-hidden="true" />
      </button>
    </div>
  );
}

export function PositionsTable({ whenEmpty }: { readonly whenEmpty: ReactNode }) {
  const [touched, setTouched] = useState(false);
  const [activeKey, setActiveKey] = useState<PositionKey | null>(null);
  const openKey = useTableView((state) => state.openKey);
  const open = useTableView((state) => state.open);
  const clearFilter = useTableView((state) => state.clearFilter);
  const { keys, widths, total, sorting, toggleSorting } = usePositionRows(touched || openKey !== null);
  const scroller = useRef<HTMLDivElement>(null);
  const openIndex = openKey === null ? -1 : keys.indexOf(openKey);
  const activeIndex = activeKey === null ? 0 : Math.max(0, keys.indexOf(activeKey));

  // oxlint-disable-next-line react/incompatible-library -- no compiler in use
  const virtualizer = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 6,
    rangeExtractor: (range) => {
      const shown = new Set(defaultRangeExtractor(range));
      if (openIndex >= 0) shown.add(openIndex); // an opened row keeps its plan while it is scrolled away
      if (activeIndex < range.count) shown.add(activeIndex);
      return [...shown].sort((a, b) => a - b);
    },
  });

  useEffect(() => {
    if (openKey !== null && openIndex < 0) open(null); // closed, or filtered away
  }, [openKey, openIndex, open]);

  const activate = useCallback((key: PositionKey) => setActiveKey(key), []);
  const focusRow = (index: number) => {
    const key = keys[index];
    if (key === undefined) return;
    setActiveKey(key);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-position-key="${CSS.escape(key)}"]`)?.focus(),
    );
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape' && openKey !== null) {
      open(null);
      focusRow(openIndex);
      return;
    }
    const target = event.target as HTMLElement;
    const key = target.dataset['positionKey'];
    if (key === undefined) return; // a control inside a row keeps its own keys
    if (event.key === 'Enter') {
      event.preventDefault();
      open(openKey === key ? null : key);
      return;
    }
    const next = rowForKey(event.key, keys.indexOf(key), keys.length);
    if (next === null) return;
    event.preventDefault();
    focusRow(next);
  };

  return (
    <div className="table" data-empty={total === 0 || undefined}>
      {/* The pointer or the keyboard on the rows holds their order. */}
      <div
        className="table-scroll"
        ref={scroller}
        role="presentation"
        onKeyDown={onKeyDown}
        onPointerEnter={() => setTouched(true)}
        onPointerLeave={() => setTouched(false)}
      >
        <div
          role="table"
          className="table-grid"
          style={widths}
          aria-label="Positions"
          aria-rowcount={keys.length + 1}
          aria-colcount={positionColumns.length + 1}
        >
          <div className="table-head" role="rowgroup">
            <div className="row head-row" role="row" aria-rowindex={1}>
              {positionColumns.map((column) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sorted={sorting?.id === column.id ? (sorting.desc ? 'descending' : 'ascending') : null}
                  onSort={() => toggleSorting(column.id)}
                />
              ))}
              <div role="columnheader" className="head-cell" data-align="end" data-column="action">
                <span className="unseen">Action</span>
              </div>
            </div>
          </div>
          <div className="table-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const key = keys[item.index];
              if (key === undefined) return null;
              return (
                <div
                  key={key}
                  role="presentation"
                  className="table-slot"
                  data-index={item.index}
                  ref={virtualizer.measureElement}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <PositionRow
                    positionKey={key}
                    rowIndex={item.index + 2}
                    active={item.index === activeIndex}
                    onActivate={activate}
                  />
                </div>
              );
            })}
          </div>
        </div>
        {keys.length === 0 &&
          (total === 0 ? (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
            <div className="table-empty" tabIndex={0}>
              {whenEmpty}
            </div>
          ) : (
            <div className="table-none">
              <p>
                No position meets the filter. {plural(total, 'position')} {total === 1 ? 'is' : 'are'} hidden.
              </p>
              <Button look="outline" onPress={clearFilter}>
                Clear filter
              </Button>
            </div>
          ))}
      </div>
      <TotalsRow />
    </div>
  );
}
