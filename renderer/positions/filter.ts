// The filter bar and what it may flatten. A flatten closes exactly the rows on screen or it is not offered:
// only account, venue, instrument and side travel to the main process, so a text counts when it names one instrument.
// A saved filter goes into the bar field by field and comes out of it as it went in, whatever is held now.
import type { AccountView, VenueId } from '../../shared/account.ts';
import { isNegative, isPositive } from '../../shared/decimal.ts';
import type { FlattenFilter } from '../../shared/exit.ts';
import type { PositionView, Side } from '../../shared/position.ts';
import { venueName } from '../ui/venueNames.ts';

export type TableFilter = Readonly<{
  text: string;
  /** Exactly this one, by either of its names; a text may mean several. */
  instrument: string | null;
  account: string | null;
  venue: VenueId | null;
  side: Side | null;
  result: 'winners' | 'losers' | null;
}>;

export const noFilter: TableFilter = { text: '', instrument: null, account: null, venue: null, side: null, result: null };

export const isFiltered = (filter: TableFilter): boolean =>
  filter.text.trim() !== '' ||
  filter.instrument !== null ||
  filter.account !== null ||
  filter.venue !== null ||
  filter.side !== null ||
  filter.result !== null;

/** The bar that shows this scope and offers to flatten it. */
export const tableFilterOf = ({ account, venue, instrument, marketPosition }: FlattenFilter): TableFilter => ({
  ...noFilter,
  instrument: instrument ?? null,
  account: account ?? null,
  venue: venue ?? null,
  side: marketPosition ?? null,
});

export const isSameScope = (one: FlattenFilter, other: FlattenFilter): boolean =>
  one.account === other.account &&
  one.venue === other.venue &&
  one.instrument === other.instrument &&
  one.marketPosition === other.marketPosition;

export type AccountLabels = ReadonlyMap<string, string>;
export const labelsOf = (accounts: readonly AccountView[]): AccountLabels =>
  new Map(accounts.map((account) => [account.id, account.label]));

function matchesText(position: PositionView, text: string, labels: AccountLabels): boolean {
  const words = text.trim().toLowerCase().split(/\s+/);
  const label = labels.get(position.accountId) ?? position.accountId;
  const haystack =
    `${position.symbol} ${position.nativeSymbol} ${venueName(position.venue)} ${label} ${position.side}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

/** As the main process reads an instrument. */
function isInstrument(position: PositionView, instrument: string): boolean {
  const wanted = instrument.toLowerCase();
  return position.symbol.toLowerCase() === wanted || position.nativeSymbol.toLowerCase() === wanted;
}

export function matchesFilter(position: PositionView, filter: TableFilter, labels: AccountLabels): boolean {
  if (filter.instrument !== null && !isInstrument(position, filter.instrument)) return false;
  if (filter.account !== null && position.accountId !== filter.account) return false;
  if (filter.venue !== null && position.venue !== filter.venue) return false;
  if (filter.side !== null && position.side !== filter.side) return false;
  if (filter.result === 'winners' && !isPositive(position.unrealizedPnl)) return false;
  if (filter.result === 'losers' && !isNegative(position.unrealizedPnl)) return false;
  return filter.text.trim() === '' || matchesText(position, filter.text, labels);
}

export type FlattenOffer = Readonly<{ kind: 'ready'; filter: FlattenFilter } | { kind: 'blocked'; reason: string }>;

/** What "Flatten (filtered)" would ask for, or why it cannot be said exactly. */
export function offerFlatten(positions: readonly PositionView[], filter: TableFilter, labels: AccountLabels): FlattenOffer {
  if (!isFiltered(filter)) return { kind: 'blocked', reason: 'Set a filter first. Emergency Exit closes everything.' };
  if (filter.result === 'winners') return { kind: 'blocked', reason: 'Winners are closed by Flatten Winners.' };
  if (filter.result === 'losers')
    return { kind: 'blocked', reason: 'Losers is a view. Filter by account, venue, side or symbol.' };
  if (filter.account !== null && !labels.has(filter.account))
    return { kind: 'blocked', reason: 'The account of this filter is not connected.' };
  const scope: FlattenFilter = {
    ...(filter.account === null ? {} : { account: filter.account }),
    ...(filter.venue === null ? {} : { venue: filter.venue }),
    ...(filter.instrument === null ? {} : { instrument: filter.instrument }),
    ...(filter.side === null ? {} : { marketPosition: filter.side }),
  };
  if (filter.text.trim() === '') return { kind: 'ready', filter: scope };
  const withoutText = positions.filter((position) => matchesFilter(position, { ...filter, text: '' }, labels));
  const shown = withoutText.filter((position) => matchesText(position, filter.text, labels));
  const symbols = new Set(shown.map((position) => position.symbol));
  const [symbol] = symbols;
  if (symbol === undefined) return { kind: 'blocked', reason: 'No position matches the text.' };
  if (symbols.size > 1) {
    return { kind: 'blocked', reason: `The text matches ${symbols.size} symbols. Narrow it to one.` };
  }
  const hidden = withoutText.filter((position) => position.symbol === symbol).length - shown.length;
  if (hidden > 0) {
    return { kind: 'blocked', reason: `${hidden} more ${symbol} would close too. Use the account or venue filter.` };
  }
  return { kind: 'ready', filter: { ...scope, instrument: symbol } };
}
