// Room for the numeric columns. Each row is a grid of its own, so the widths come from the longest text of all rows:
// a number is never cut. In em of the text; Inter's digits are 0.62 em wide with `tabular-nums`.
import { sizeUnitOf, type PositionView } from '../../shared/position.ts';
import { formatPrice, formatSignedUsd, formatSize, formatUsd } from '../ui/numbers.ts';

const DIGIT_EM = 0.64;
const MARK_EM = 0.34; // comma, point, blank
const SIGN_EM = 0.7;
const BOLD = 1.04;
const REM_PER_EM = 13 / 16; // the table's type size
const UNIT_SCALE = 11 / 13;
const PADDING_REM = 1.05;

function textEm(text: string): number {
  let em = 0;
  for (const letter of text) em += /[,. ]/.test(letter) ? MARK_EM : /\d/.test(letter) ? DIGIT_EM : SIGN_EM;
  return em;
}

const TEXTS = {
  size: (position: PositionView) => textEm(formatSize(position.size)) + MARK_EM + textEm(shortUnit(position)) * UNIT_SCALE,
  entry: (position: PositionView) => textEm(formatPrice(position.entryPrice, position.market.tickSize)),
  mark: (position: PositionView) => textEm(formatPrice(position.markPrice, position.market.tickSize)),
  notional: (position: PositionView) => (position.notionalUsd === null ? 0 : textEm(formatUsd(position.notionalUsd))),
  pnl: (position: PositionView) =>
    textEm(position.unrealizedPnlUsd === null ? position.unrealizedPnl : formatSignedUsd(position.unrealizedPnlUsd)) * BOLD,
} as const;

/** "cont" for contracts, else the unit itself. */
export function shortUnit(position: PositionView): string {
  const unit = sizeUnitOf(position.market);
  return unit === 'contracts' ? 'cont' : unit;
}

/** CSS variables for positions.css, in quarter rem so that a ticking digit does not move the columns. */
export function columnWidths(positions: readonly PositionView[]): Readonly<Record<`--column-${keyof typeof TEXTS}`, string>> {
  const width = (name: keyof typeof TEXTS): string => {
    const widest = positions.reduce((most, position) => Math.max(most, TEXTS[name](position)), 0);
    return `${Math.ceil((widest * REM_PER_EM + PADDING_REM) * 4) / 4}rem`;
  };
  return {
    '--column-size': width('size'),
    '--column-entry': width('entry'),
    '--column-mark': width('mark'),
    '--column-notional': width('notional'),
    '--column-pnl': width('pnl'),
  };
}
