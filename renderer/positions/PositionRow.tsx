/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are virtual and placed by hand, which table elements do not allow */
import { SlidersHorizontal } from 'lucide-react';
import { memo } from 'react';
import type { PositionKey } from '../../shared/position.ts';
import { hasUncountedOrders, orderCountText } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { Age } from '../ui/Age.tsx';
import { positionColumns } from './columns.tsx';
import { PartialClose } from './PartialClose.tsx';
import { useTableView } from './tableView.ts';

const bringIntoView = (detail: HTMLElement | null): void => detail?.scrollIntoView({ block: 'nearest' });

type PositionRowProps = Readonly<{
  positionKey: PositionKey;
  /** 1-based, header included. */
  rowIndex: number;
  active: boolean;
  onActivate: (key: PositionKey) => void;
}>;

/** Re-renders only when its own position, its account's health or label, or its own openness changes. */
export const PositionRow = memo(function PositionRow({ positionKey, rowIndex, active, onActivate }: PositionRowProps) {
  const position = usePanel((state) => state.snapshot?.positions[positionKey]);
  const account = position?.accountId;
  const label = usePanel((state) => state.snapshot?.accounts.find((each) => each.id === account)?.label) ?? account ?? '';
  const place = usePanel((state) => state.snapshot?.accounts.find((each) => each.id === account)?.place);
  const health = usePanel((state) => state.snapshot?.accounts.find((each) => each.id === account)?.health.kind);
  const freshAtMs = usePanel((state) => {
    const own = state.snapshot?.accounts.find((each) => each.id === account);
    return own === undefined || own.health.kind === 'live' ? null : own.freshAtMs;
  });
  const ordersComplete = usePanel(
    (state) => !(state.snapshot?.accounts ?? []).some((each) => each.id === account && hasUncountedOrders(each)),
  );
  const open = useTableView((state) => state.openKey === positionKey);
  const setOpen = useTableView((state) => state.open);
  if (position === undefined) return null;
  const stale = health !== 'live';
  return (
    <>
      <div
        role="row"
        className="row"
        aria-rowindex={rowIndex}
        tabIndex={active ? 0 : -1}
        data-position-key={positionKey}
        data-stale={stale || undefined}
        data-open={open || undefined}
        onFocus={() => onActivate(positionKey)}
      >
        {positionColumns.map((column) => (
          <div key={column.id} role="cell" className="cell" data-align={column.align} data-column={column.id}>
            {column.id === 'mark' && stale && freshAtMs !== null ? (
              <span className="stack">
                {column.draw(position, label, place)}
                <span className="stale-age">
                  stale <Age sinceMs={freshAtMs} />
                </span>
              </span>
            ) : column.id === 'orders' && !ordersComplete ? (
              <span className="warn" title="Not all orders of this account could be listed">
                {orderCountText(position.workingOrders, false)}
              </span>
            ) : (
              column.draw(position, label, place)
            )}
          </div>
        ))}
        <div role="cell" className="cell" data-align="end" data-column="action">
          <button
            type="button"
            className="row-action"
            aria-label={`Partial close ${position.symbol} ${position.side}`}
            aria-expanded={open}
            tabIndex={active ? 0 : -1}
            onClick={() => setOpen(open ? null : positionKey)}
          >
            <SlidersHorizontal size={13} aria-hidden="true" />
            Close %
          </button>
        </div>
      </div>
      {open && (
        <div role="row" className="row-detail" ref={bringIntoView}>
          <div role="cell" aria-colspan={positionColumns.length + 1}>
            <PartialClose position={position} onClose={() => setOpen(null)} />
          </div>
        </div>
      )}
    </>
  );
});
