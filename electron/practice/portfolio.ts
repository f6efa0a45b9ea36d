// Portfolios in plain words ("25,000 of BTC long, two per cent in profit, stop three per cent below") put into a venue.
// Everything is relative to the mark of that moment. What the venue does not list is left out.
import { compare, decimal, divide, floorToStep, larger, multiply, negate, smaller, type Decimal } from '../../shared/decimal.ts';
import type { PracticeVenueId } from '../../shared/venue.ts';
import { closingOrderSide, type MarginMode, type OrderFamily, type Side } from '../../shared/position.ts';
import type { Instrument, OrderIntent, PositionTag, PracticeAccount } from './exchange.ts';
import { createPracticeAccount } from './keys.ts';
import { quoteValueAt } from './margin.ts';
import type { OperatedVenue } from './operator.ts';

/** By default an order of its own, sized; or one for whatever the position holds; or one that lives on the position. */
export type PlannedGuard = Readonly<{ percent: number; lives?: 'wholePosition' | 'onPosition' }>;

/** Where the venue keeps orders that wait for a price: the family that its dialect lists and cancels them under. */
const CONDITIONAL_FAMILY: Readonly<Record<PracticeVenueId, OrderFamily>> = {
  binanceusdm: 'algo',
  binancecoinm: 'algo',
  bybit: 'trigger',
  okx: 'algo',
  hyperliquid: 'trigger',
  bitget: 'attached',
};
const hasOrdersOnPositions = (venue: PracticeVenueId): boolean => venue !== 'binanceusdm' && venue !== 'binancecoinm';

/** The dollar that most of the venue's linear contracts settle in. */
export const dollarOf = (venue: PracticeVenueId): string => (venue === 'hyperliquid' ? 'USDC' : 'USDT');

/** Binance has no orders that live on a position: there they are algo orders for the whole of it. */
export const familyOf = (venue: PracticeVenueId, wanted: 'conditional' | 'onPosition'): OrderFamily =>
  wanted === 'onPosition' && hasOrdersOnPositions(venue) ? 'attached' : CONDITIONAL_FAMILY[venue];

export type PlannedPosition = Readonly<{
  base: string;
  kind?: 'linear' | 'inverse';
  side: Side;
  /** Worth in quote currency at the mark, or this many times the largest market order, or the smallest order. */
  worth: number | Readonly<{ timesMaxMarketSize: Decimal }> | Readonly<{ timesMinSize: Decimal }>;
  profitPercent: number; // of the price, before leverage
  leverage: number;
  marginMode: MarginMode;
  stop?: PlannedGuard;
  takeProfit?: PlannedGuard;
  /** Plain reduce-only limit order for this share of the position, this far in profit from the mark. */
  reduceLimit?: Readonly<{ percent: number; share: Decimal }>;
}>;

/** A plain resting order that opens. */
export type PlannedOrder = Readonly<{
  base: string;
  kind?: 'linear' | 'inverse';
  side: Side;
  worth: number;
  percentAway: number;
}>;

export type PlannedAccount = Readonly<{
  id: string;
  venue: PracticeVenueId;
  label: string;
  positionMode: PracticeAccount['positionMode'];
  wallets: Readonly<Record<string, Decimal>>;
  positions: readonly PlannedPosition[];
  orders: readonly PlannedOrder[];
}>;

const shifted = (price: Decimal, percent: number): Decimal => multiply(price, decimal((1 + percent / 100).toFixed(6)));

export function findInstrument(venue: OperatedVenue, base: string, kind: Instrument['kind']): Instrument | null {
  const fits = [...venue.instruments.values()].filter((found) => found.base === base && found.kind === kind);
  return fits.find((found) => kind === 'inverse' || found.settle === dollarOf(venue.venue)) ?? fits[0] ?? null;
}

export function sizeWorth(instrument: Instrument, mark: Decimal, worth: number): Decimal {
  const perUnit = quoteValueAt(instrument, '1', mark);
  return larger(floorToStep(divide(decimal(worth), perUnit), instrument.lotSize), instrument.minSize);
}

function plannedSize(instrument: Instrument, mark: Decimal, worth: PlannedPosition['worth']): Decimal {
  if (typeof worth === 'number') return sizeWorth(instrument, mark, worth);
  if ('timesMinSize' in worth) return multiply(instrument.minSize, worth.timesMinSize); // dust lies on no lot
  return floorToStep(multiply(instrument.maxMarketSize, worth.timesMaxMarketSize), instrument.lotSize);
}

/** Makes the account (or empties an existing one) and fills it. */
export function openPlannedAccount(venue: OperatedVenue, plan: PlannedAccount) {
  const { operator } = venue;
  const known = venue.accounts().find((account) => account.id === plan.id);
  const fresh = createPracticeAccount(plan.id, plan.venue, plan.label, plan.positionMode);
  if (known === undefined) operator.createAccount(fresh, plan.wallets);
  else {
    operator.clearAccount(plan.id);
    operator.setAccount(plan.id, { positionMode: plan.positionMode, label: plan.label, key: fresh.key });
    for (const [currency, wallet] of Object.entries(plan.wallets)) operator.setWallet(plan.id, currency, wallet);
  }
  for (const position of plan.positions) openPlannedPosition(venue, plan.id, position);
  for (const order of plan.orders) {
    const instrument = findInstrument(venue, order.base, order.kind ?? 'linear');
    if (instrument === null) continue;
    const mark = markOf(venue, instrument);
    const away = order.side === 'long' ? -order.percentAway : order.percentAway;
    const tag = plan.positionMode === 'oneWay' ? 'both' : order.side;
    const price = floorToStep(shifted(mark, away), instrument.tickSize);
    const orderSide = order.side === 'long' ? 'buy' : 'sell';
    placeOrThrow(venue, plan.id, {
      ...blank(instrument, orderSide, tag),
      type: 'limit',
      size: sizeWorth(instrument, mark, order.worth),
      price,
    });
  }
}

const markOf = (venue: OperatedVenue, instrument: Instrument): Decimal => {
  const quote = venue.quote(instrument.symbol);
  if (quote === undefined) throw new Error(`no quote for ${instrument.symbol}`);
  return quote.mark;
};

const blank = (instrument: Instrument, orderSide: OrderIntent['orderSide'], tag: PositionTag): OrderIntent => ({
  symbol: instrument.symbol,
  orderSide,
  type: 'market',
  size: null,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: false,
  tag,
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
});

function placeOrThrow(venue: OperatedVenue, accountId: string, intent: OrderIntent) {
  const answer = venue.place(accountId, intent);
  if (!answer.ok) throw new Error(`portfolio of ${accountId}: ${intent.symbol} order refused, ${answer.code} (${answer.detail})`);
}

function openPlannedPosition(venue: OperatedVenue, accountId: string, plan: PlannedPosition) {
  const instrument = findInstrument(venue, plan.base, plan.kind ?? 'linear');
  if (instrument === null) return;
  const mark = markOf(venue, instrument);
  const size = plannedSize(instrument, mark, plan.worth);
  const long = plan.side === 'long';
  const entryPrice = floorToStep(
    divide(mark, decimal((1 + (long ? plan.profitPercent : -plan.profitPercent) / 100).toFixed(6))),
    instrument.tickSize,
  );
  const leverage = smaller(decimal(plan.leverage), instrument.maxLeverage);
  const tag = venue.operator.injectPosition(accountId, {
    symbol: instrument.symbol,
    signedSize: long ? size : negate(size),
    entryPrice,
    leverage,
    marginMode: plan.marginMode,
  });
  const closing = { ...blank(instrument, closingOrderSide(plan.side), tag), reduceOnly: true, marginMode: plan.marginMode };
  const priceAt = (percent: number) => floorToStep(shifted(mark, long ? percent : -percent), instrument.tickSize);
  const guards = [
    { kind: 'stop' as const, at: plan.stop, percent: plan.stop === undefined ? 0 : -plan.stop.percent },
    { kind: 'takeProfit' as const, at: plan.takeProfit, percent: plan.takeProfit === undefined ? 0 : plan.takeProfit.percent },
  ];
  for (const { kind, at, percent } of guards) {
    if (at === undefined) continue;
    const whole = at.lives !== undefined || compare(size, instrument.maxMarketSize) > 0 || compare(size, instrument.minSize) < 0;
    const onPosition = at.lives === 'onPosition';
    placeOrThrow(venue, accountId, {
      ...closing,
      size: whole ? null : size,
      family: familyOf(venue.venue, onPosition ? 'onPosition' : 'conditional'),
      trigger: { kind, price: priceAt(percent), by: 'mark', callbackPercent: null },
      attachedTo: onPosition ? tag : null,
    });
  }
  if (plan.reduceLimit === undefined) return;
  const part = smaller(floorToStep(multiply(size, plan.reduceLimit.share), instrument.lotSize), instrument.maxLimitSize);
  if (compare(part, instrument.minSize) < 0) return;
  placeOrThrow(venue, accountId, { ...closing, type: 'limit', size: part, price: priceAt(plan.reduceLimit.percent) });
}

/** Room for any generated position in one market order, so that a bench compares the same number of orders. */
const takesInOneOrder = (instrument: Instrument): boolean =>
  compare(quoteValueAt(instrument, instrument.maxMarketSize, instrument.price), '10000') > 0;

const linearBases = (venue: OperatedVenue): readonly string[] => {
  const linear = [...venue.instruments.values()].filter(
    (found) => found.kind === 'linear' && found.settle === dollarOf(venue.venue) && takesInOneOrder(found),
  );
  return [...new Set(linear.map((found) => found.base))];
};

/** Whether positions and orders can be generated there. */
export const listsLinear = (venue: OperatedVenue): boolean => linearBases(venue).length > 0;

/** `count` positions on different symbols per account, each with a stop if wanted: for benches. */
export function generatePositions(venue: OperatedVenue, count: number, hedge: boolean, stops = false): PlannedPosition[] {
  const bases = linearBases(venue);
  return Array.from({ length: count }, (_, index) => {
    const base = bases[index % bases.length];
    if (base === undefined) throw new Error(`${venue.venue} lists no linear instrument`);
    const round = Math.floor(index / bases.length);
    if (round > (hedge ? 1 : 0))
      throw new RangeError(`${venue.venue} lists only ${bases.length} symbols, ${count} positions asked for`);
    const side: Side = (index + round) % 2 === 0 ? 'long' : 'short';
    return {
      base,
      side,
      worth: 1_000 + 500 * (index % 5),
      profitPercent: ((index % 7) - 3) * 0.8,
      leverage: 10,
      marginMode: index % 3 === 0 ? ('isolated' as const) : ('cross' as const),
      ...(stops ? { stop: { percent: 6 } } : {}),
    };
  });
}

/** `count` resting orders that would open, a tenth from the mark and farther, spread over symbols. */
export function generateOrders(venue: OperatedVenue, count: number): PlannedOrder[] {
  const bases = linearBases(venue);
  return Array.from({ length: count }, (_, index) => {
    const base = bases[index % bases.length];
    if (base === undefined) throw new Error(`${venue.venue} lists no linear instrument`);
    const side: Side = index % 2 === 0 ? 'long' : 'short';
    return { base, side, worth: 1_000, percentAway: 10 + (index % 50) / 10 };
  });
}
