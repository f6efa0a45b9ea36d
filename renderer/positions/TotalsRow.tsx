import { useMemo } from 'react';
import { usePanel } from '../panelStore.ts';
import { formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { isFiltered } from './filter.ts';
import { totalsOf } from './totals.ts';
import { useShownPositions } from './useShownPositions.ts';
import { useTableView } from './tableView.ts';

/** Sums over the rows that the filter shows, live. */
export function TotalsRow() {
  const shown = useShownPositions();
  const all = usePanel((state) => Object.keys(state.snapshot?.positions ?? {}).length);
  const filtered = useTableView((state) => isFiltered(state.filter));
  const totals = useMemo(() => totalsOf(shown), [shown]);
  if (all === 0) return null;
  return (
    <div className="totals number">
      <div className="totals-row">
        <div className="totals-count">
          <strong>{filtered ? `${totals.count} of ${plural(all, 'position')}` : plural(all, 'position')}</strong>
          <span className="faint">
            {totals.longs} long · {totals.shorts} short
          </span>
          {totals.unpriced > 0 && <span className="warn">{totals.unpriced} without a USD rate, not in the sums</span>}
        </div>
        <div className="totals-item">
          <span className="faint">Long</span> {formatUsd(totals.longUsd, 0)}
        </div>
        <div className="totals-item">
          <span className="faint">Short</span> {formatUsd(totals.shortUsd, 0)}
        </div>
        <div className="totals-item">
          <span className="faint">Net</span> {formatSignedUsd(totals.netUsd, 0)}
        </div>
        <div className="totals-item">
          <span className="faint">Unrealised PnL</span>{' '}
          <strong className={toneOf(totals.pnlUsd)}>{formatSignedUsd(totals.pnlUsd)}</strong>
        </div>
      </div>
    </div>
  );
}
