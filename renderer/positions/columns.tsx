import { ArrowDownRight, ArrowUpRight, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { multiply, toNumber, type Decimal } from '../../shared/decimal.ts';
import { sizeUnitOf, type PositionView, type Side } from '../../shared/position.ts';
import {
  formatPercent,
  formatPlaces,
  formatPrice,
  formatSignedPercent,
  formatSignedUsd,
  formatSize,
  formatUsd,
  toneOf,
} from '../ui/numbers.ts';
import { shortUnit } from './columnWidths.ts';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { shortVenueName, venueName } from '../ui/venueNames.ts';

export type PositionColumn = Readonly<{
  id: string;
  header: string;
  /** Spoken and shown on hover where the header is short. */
  meaning: string;
  align: 'start' | 'end';
  sortValue: (position: PositionView, label: string) => number | string | undefined;
  draw: (position: PositionView, label: string, place?: string) => ReactNode;
}>;

const numeric = (value: Decimal | null): number | undefined => (value === null ? undefined : toNumber(value));
const unknown = <span className="faint">—</span>;

export function SideMark({ side }: { readonly side: Side }) {
  return side === 'long' ? (
    <span className="mark gain">
      <ArrowUpRight size={14} aria-hidden="true" />
      Long
    </span>
  ) : (
    <span className="mark loss">
      <ArrowDownRight size={14} aria-hidden="true" />
      Short
    </span>
  );
}

/** The base stands out; the rest of the unified symbol is quiet. */
export function SymbolText({ symbol }: { readonly symbol: string }) {
  const [base, ...rest] = symbol.split('/');
  return (
    <span className="symbol" title={symbol}>
      <strong>{base}</strong>
      {rest.length > 0 && <span className="symbol-rest">/{rest.join('/')}</span>}
    </span>
  );
}

const NEAR_PERCENT = 8;
const WATCH_PERCENT = 20;
const FULL_BAR_PERCENT = 50;

function LiquidationBar({ percent }: { readonly percent: Decimal }) {
  const distance = toNumber(percent);
  const tone = distance < NEAR_PERCENT ? 'near' : distance < WATCH_PERCENT ? 'watch' : 'far';
  return (
    <span className="liquidation" data-tone={tone}>
      <svg className="liquidation-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="liquidation-track" width="100" height="4" rx="2" />
        <rect
          className="liquidation-fill"
          width={Math.max(3, Math.min(100, (distance / FULL_BAR_PERCENT) * 100))}
          height="4"
          rx="2"
        />
      </svg>
      <span className="liquidation-number">
        {tone === 'near' && (
          <>
            <TriangleAlert size={12} aria-hidden="true" className="liquidation-near" />
            <span className="unseen">near </span>
          </>
        )}
        {formatPercent(percent, distance >= 100 ? 0 : 1)}
      </span>
    </span>
  );
}

function ShortUnit({ position }: { readonly position: PositionView }) {
  const unit = sizeUnitOf(position.market);
  return unit === 'contracts' ? (
    <abbr className="unit" title="contracts">
      {shortUnit(position)}
    </abbr>
  ) : (
    <span className="unit">{unit}</span>
  );
}

export const positionColumns: readonly PositionColumn[] = [
  {
    id: 'venue',
    header: 'Venue',
    meaning: 'Venue',
    align: 'start',
    sortValue: (position) => venueName(position.venue),
    draw: (position) => (
      <span className="soft" title={venueName(position.venue)}>
        {shortVenueName(position.venue)}
      </span>
    ),
  },
  {
    id: 'account',
    header: 'Account',
    meaning: 'Account',
    align: 'start',
    sortValue: (_, label) => label,
    draw: (_, label, place) => (
      <span className="account-cell">
        <span className="account-cell-label" title={label}>
          {label}
        </span>
        <PlaceBadge place={place} />
      </span>
    ),
  },
  {
    id: 'symbol',
    header: 'Symbol',
    meaning: 'Symbol',
    align: 'start',
    sortValue: (position) => position.symbol,
    draw: (position) => <SymbolText symbol={position.symbol} />,
  },
  {
    id: 'side',
    header: 'Side',
    meaning: 'Side',
    align: 'start',
    sortValue: (position) => position.side,
    draw: (position) => <SideMark side={position.side} />,
  },
  {
    id: 'size',
    header: 'Size',
    meaning: 'Size in the unit of the venue (cont = contracts)',
    align: 'end',
    sortValue: (position) => numeric(position.size),
    draw: (position) => (
      <>
        {formatSize(position.size)} <ShortUnit position={position} />
      </>
    ),
  },
  {
    id: 'entry',
    header: 'Entry',
    meaning: 'Entry price',
    align: 'end',
    sortValue: (position) => numeric(position.entryPrice),
    draw: (position) => <span className="soft">{formatPrice(position.entryPrice, position.market.tickSize)}</span>,
  },
  {
    id: 'mark',
    header: 'Mark',
    meaning: 'Mark price',
    align: 'end',
    sortValue: (position) => numeric(position.markPrice),
    draw: (position) => formatPrice(position.markPrice, position.market.tickSize),
  },
  {
    id: 'notional',
    header: 'Notional',
    meaning: 'Notional in USD at the mark',
    align: 'end',
    sortValue: (position) => numeric(position.notionalUsd),
    draw: (position) => (position.notionalUsd === null ? unknown : formatUsd(position.notionalUsd)),
  },
  {
    id: 'leverage',
    header: 'Lev.',
    meaning: 'Leverage',
    align: 'end',
    sortValue: (position) => numeric(position.leverage),
    draw: (position) =>
      position.leverage === null ? unknown : <span className="soft">{formatPlaces(position.leverage, 0)}×</span>,
  },
  {
    id: 'liquidation',
    header: 'To liquidation',
    meaning: 'Distance from the mark to the liquidation price',
    align: 'end',
    sortValue: (position) => numeric(position.liquidationDistancePercent),
    draw: (position) =>
      position.liquidationDistancePercent === null ? unknown : <LiquidationBar percent={position.liquidationDistancePercent} />,
  },
  {
    id: 'pnl',
    header: 'Unreal. PnL',
    meaning: 'Unrealised PnL in USD',
    align: 'end',
    sortValue: (position) => numeric(position.unrealizedPnlUsd ?? multiply(position.unrealizedPnl, '1')),
    draw: (position) => (
      <strong className={toneOf(position.unrealizedPnl)}>
        {position.unrealizedPnlUsd === null
          ? `${formatPlaces(position.unrealizedPnl, 4)} ${position.market.settle}`
          : formatSignedUsd(position.unrealizedPnlUsd)}
      </strong>
    ),
  },
  {
    id: 'percent',
    header: 'PnL %',
    meaning: 'Unrealised PnL over the initial margin',
    align: 'end',
    sortValue: (position) => numeric(position.unrealizedPnlPercent),
    draw: (position) =>
      position.unrealizedPnlPercent === null ? (
        unknown
      ) : (
        <span className={toneOf(position.unrealizedPnlPercent)}>{formatSignedPercent(position.unrealizedPnlPercent)}</span>
      ),
  },
  {
    id: 'orders',
    header: 'Ord.',
    meaning: 'Working orders on this position',
    align: 'end',
    sortValue: (position) => position.workingOrders,
    draw: (position) => (position.workingOrders === 0 ? <span className="faint">0</span> : position.workingOrders),
  },
];
