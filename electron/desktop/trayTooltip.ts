// The tooltip of the tray: where it is, what is open, what it is worth, what is read.
import { absolute, isNegative, isZero, sum, toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { count, ordersOf, reachOf, type TrayState } from './trayState.ts';

/** Windows shows no more: [D] NOTIFYICONDATAW, szTip holds 128 characters with the ending zero. */
const MOST_CHARACTERS = 127;

export function trayTooltip(snapshot: PanelSnapshot, state: TrayState): string {
  const { read, all } = reachOf(snapshot);
  const reach = read === all ? `${count(read, 'account')} live` : `${read} of ${all} accounts live`;
  const known = state.kind === 'stale' && all > 0;
  const lines = [
    `Breakglass ${snapshot.environment === 'live' ? 'LIVE' : 'PRACTICE'}, ${reach}`,
    known ? `${count(Object.keys(snapshot.positions).length, 'position')} known` : state.words,
    ...worthLines(snapshot, read < all),
  ];
  const text = lines.join('\n');
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}

function worthLines(snapshot: PanelSnapshot, partly: boolean): readonly string[] {
  const positions = Object.values(snapshot.positions);
  if (positions.length === 0) return [];
  const worth = positions.flatMap(({ notionalUsd }) => (notionalUsd === null ? [] : [absolute(notionalUsd)]));
  const results = positions.flatMap(({ unrealizedPnlUsd }) => (unrealizedPnlUsd === null ? [] : [unrealizedPnlUsd]));
  const atLeast = partly || worth.length < positions.length ? 'at least ' : '';
  const result = results.length < positions.length ? 'not known' : signedDollars(sum(results));
  const orders = ordersOf(snapshot);
  return [`${atLeast}${dollars(sum(worth))} open, ${count(orders, 'order')}`, `${partly ? 'known ' : ''}PnL ${result}`];
}

const grouped = (value: Decimal, places: number): string =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: places, maximumFractionDigits: places }).format(
    toPlaces(value, places) as `${number}`,
  );

const dollars = (value: Decimal): string => `$${grouped(value, 0)}`;

function signedDollars(value: Decimal): string {
  const rounded = toPlaces(value, 2);
  const sign = isZero(rounded) ? '' : isNegative(rounded) ? '\u2212' : '+';
  return `${sign}$${grouped(absolute(rounded), 2)}`;
}
