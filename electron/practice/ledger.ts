// Money and positions of one account: what a fill does to them, and how they look at the current marks.
// Wallet after any number of fills = wallet before + realised PnL - fees, to the last digit that is booked.
import {
  absolute,
  add,
  compare,
  divide,
  isNegative,
  isPositive,
  isZero,
  multiply,
  smaller,
  subtract,
  sum,
} from '../../shared/decimal.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { MarginMode, OrderSide } from '../../shared/position.ts';
import { credit, positionId, type AccountState, type PositionState } from './accountState.ts';
import type { Instrument, PositionTag, PracticeBalance, PracticePosition } from './exchange.ts';
import { entryPriceOf, liquidationPriceOf, maintenanceRate, profitOf, quoteValueAt, toMoney, valueAt } from './margin.ts';
import { isReducing } from './reduceOnly.ts';

export type LedgerWorld = Readonly<{
  now: () => number;
  instrument: (symbol: string) => Instrument;
  mark: (symbol: string) => Decimal;
  marketRevision: () => number;
}>;

export const leverageOf = (state: AccountState, instrument: Instrument): Decimal =>
  state.leverages.get(instrument.symbol) ?? smaller('20', instrument.maxLeverage);

export const marginModeOf = (state: AccountState, symbol: string): MarginMode => state.marginModes.get(symbol) ?? 'cross';

export type FillTerms = Readonly<{
  tag: PositionTag;
  orderSide: OrderSide;
  size: Decimal;
  price: Decimal;
  feeRate: Decimal;
  marginMode: MarginMode; // used when the fill opens
}>;

/** Books one fill. `leftSide`: the position went flat or changed direction. */
export function bookFill(state: AccountState, instrument: Instrument, terms: FillTerms, nowMs: number) {
  const { size, price } = terms;
  const id = positionId(instrument.symbol, terms.tag);
  const before = state.positions.get(id);
  const held = before === undefined ? '0' : before.signedSize;
  const buying = terms.orderSide === 'buy';
  const reduces = buying ? isNegative(held) : isPositive(held);
  const closing = reduces ? smaller(absolute(held), size) : '0';
  const opening = subtract(size, closing);

  let realizedPnl: Decimal = '0';
  let kept: Decimal = held;
  let cost: Decimal = before === undefined ? '0' : before.cost;
  if (isPositive(closing)) {
    const closedCost = compare(closing, absolute(held)) === 0 ? cost : divide(multiply(cost, closing), absolute(held));
    realizedPnl = toMoney(profitOf(instrument, held, closedCost, valueAt(instrument, closing, price)));
    cost = subtract(cost, closedCost);
    kept = buying ? add(held, closing) : subtract(held, closing);
  }
  const leftSide = isPositive(closing) && isZero(kept);
  const fresh = isZero(kept);
  if (isPositive(opening)) {
    cost = add(fresh ? '0' : cost, valueAt(instrument, opening, price));
    kept = buying ? add(kept, opening) : subtract(kept, opening);
  }
  const fee = toMoney(multiply(valueAt(instrument, size, price), terms.feeRate));
  credit(state, instrument.settle, subtract(realizedPnl, fee));
  const net = subtract(realizedPnl, fee);
  if (before === undefined || fresh) {
    state.positions.set(id, {
      symbol: instrument.symbol,
      tag: terms.tag,
      signedSize: kept,
      cost,
      marginMode: before !== undefined && !isPositive(opening) ? before.marginMode : terms.marginMode,
      realizedPnl: before !== undefined && !isPositive(opening) ? add(before.realizedPnl, net) : net,
      createdAtMs: before !== undefined && !isPositive(opening) ? before.createdAtMs : nowMs,
      updatedAtMs: nowMs,
    });
  } else {
    before.signedSize = kept;
    before.cost = cost;
    before.realizedPnl = add(before.realizedPnl, net);
    before.updatedAtMs = nowMs;
  }
  return { realizedPnl, fee, leftSide };
}

type Marked = Readonly<{ unrealizedPnl: Decimal; initialMargin: Decimal; maintenanceMargin: Decimal }>;

function markPosition(world: LedgerWorld, state: AccountState, position: PositionState): Marked {
  const instrument = world.instrument(position.symbol);
  const value = valueAt(instrument, position.signedSize, world.mark(position.symbol));
  const base = position.marginMode === 'isolated' ? position.cost : value;
  return {
    unrealizedPnl: toMoney(profitOf(instrument, position.signedSize, position.cost, value)),
    initialMargin: toMoney(divide(base, leverageOf(state, instrument))),
    maintenanceMargin: toMoney(multiply(value, maintenanceRate(instrument))),
  };
}

type Totals = {
  unrealizedPnl: Decimal;
  crossPnl: Decimal;
  crossMaintenance: Decimal;
  isolatedMargin: Decimal;
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
};
type Marks = Readonly<{ key: string; byPosition: ReadonlyMap<PositionState, Marked>; byCurrency: ReadonlyMap<string, Totals> }>;

const emptyTotals = (): Totals => ({
  unrealizedPnl: '0',
  crossPnl: '0',
  crossMaintenance: '0',
  isolatedMargin: '0',
  initialMargin: '0',
  maintenanceMargin: '0',
});

/** Everything at the current marks; remembered until the account or the market changes. */
export function createLedger(world: LedgerWorld) {
  const remembered = new WeakMap<AccountState, Marks>();
  const markedBefore = new WeakMap<PositionState, Readonly<{ key: string; marked: Marked }>>();

  function markedOf(state: AccountState, position: PositionState): Marked {
    const leverage = leverageOf(state, world.instrument(position.symbol));
    const key = `${position.signedSize}|${position.cost}|${position.marginMode}|${leverage}|${world.mark(position.symbol)}`;
    const before = markedBefore.get(position);
    if (before !== undefined && before.key === key) return before.marked;
    const marked = markPosition(world, state, position);
    markedBefore.set(position, { key, marked });
    return marked;
  }

  function marksOf(state: AccountState): Marks {
    const key = `${state.revision}|${world.marketRevision()}`;
    const old = remembered.get(state);
    if (old !== undefined && old.key === key) return old;
    const byPosition = new Map<PositionState, Marked>();
    const byCurrency = new Map<string, Totals>();
    const totalsOf = (currency: string): Totals => {
      const found = byCurrency.get(currency) ?? emptyTotals();
      byCurrency.set(currency, found);
      return found;
    };
    for (const currency of state.wallets.keys()) totalsOf(currency);
    for (const position of state.positions.values()) {
      if (isZero(position.signedSize)) continue;
      const marked = markedOf(state, position);
      byPosition.set(position, marked);
      const totals = totalsOf(world.instrument(position.symbol).settle);
      totals.unrealizedPnl = add(totals.unrealizedPnl, marked.unrealizedPnl);
      totals.initialMargin = add(totals.initialMargin, marked.initialMargin);
      totals.maintenanceMargin = add(totals.maintenanceMargin, marked.maintenanceMargin);
      if (position.marginMode === 'isolated') totals.isolatedMargin = add(totals.isolatedMargin, marked.initialMargin);
      else {
        totals.crossPnl = add(totals.crossPnl, marked.unrealizedPnl);
        totals.crossMaintenance = add(totals.crossMaintenance, marked.maintenanceMargin);
      }
    }
    for (const order of state.working.values()) {
      if (order.family !== 'plain' || order.size === null || order.price === null || isReducing(order)) continue;
      const instrument = world.instrument(order.symbol);
      const totals = totalsOf(instrument.settle);
      const value = valueAt(instrument, subtract(order.size, order.filledSize), order.price);
      totals.initialMargin = add(totals.initialMargin, toMoney(divide(value, leverageOf(state, instrument))));
    }
    const marks = { key, byPosition, byCurrency };
    remembered.set(state, marks);
    return marks;
  }

  function walletOf(state: AccountState, currency: string): Decimal {
    return state.wallets.get(currency) ?? '0'; // a currency that was never held is held at zero
  }

  function balances(state: AccountState): PracticeBalance[] {
    return [...marksOf(state).byCurrency].map(([currency, totals]) => {
      const wallet = walletOf(state, currency);
      const free = subtract(add(wallet, totals.crossPnl), totals.initialMargin);
      return {
        currency,
        wallet,
        unrealizedPnl: totals.unrealizedPnl,
        equity: add(wallet, totals.unrealizedPnl),
        available: isPositive(free) ? free : '0',
        initialMargin: totals.initialMargin,
        maintenanceMargin: totals.maintenanceMargin,
      };
    });
  }

  function view(state: AccountState, position: PositionState): PracticePosition {
    const instrument = world.instrument(position.symbol);
    const marks = marksOf(state);
    const marked = marks.byPosition.get(position) ?? { unrealizedPnl: '0', initialMargin: '0', maintenanceMargin: '0' }; // flat
    const totals = marks.byCurrency.get(instrument.settle) ?? emptyTotals();
    const open = marks.byPosition.has(position);
    const cushion =
      position.marginMode === 'isolated'
        ? marked.initialMargin
        : sum([
            walletOf(state, instrument.settle),
            subtract(totals.crossPnl, marked.unrealizedPnl),
            subtract(marked.maintenanceMargin, totals.crossMaintenance),
            subtract('0', totals.isolatedMargin),
          ]);
    const mark = world.mark(position.symbol);
    return {
      accountId: state.account.id,
      symbol: position.symbol,
      tag: position.tag,
      signedSize: position.tag === 'both' ? position.signedSize : absolute(position.signedSize),
      entryPrice: open ? entryPriceOf(instrument, position.signedSize, position.cost) : '0',
      markPrice: mark,
      liquidationPrice: open ? liquidationPriceOf(instrument, position.signedSize, position.cost, cushion) : null,
      leverage: leverageOf(state, instrument),
      marginMode: position.marginMode,
      ...marked,
      realizedPnl: position.realizedPnl,
      notional:
        instrument.kind === 'linear'
          ? quoteValueAt(instrument, position.signedSize, mark)
          : toMoney(valueAt(instrument, position.signedSize, mark)),
      createdAtMs: position.createdAtMs,
      updatedAtMs: position.updatedAtMs,
    };
  }

  /** What the venue would close by force now: isolated positions and whole cross wallets below their maintenance. */
  function underwater(state: AccountState): PositionState[] {
    const marks = marksOf(state);
    return [...marks.byPosition].flatMap(([position, marked]) => {
      const currency = world.instrument(position.symbol).settle;
      const totals = marks.byCurrency.get(currency) ?? emptyTotals();
      const [cushion, needed] =
        position.marginMode === 'isolated'
          ? [add(marked.initialMargin, marked.unrealizedPnl), marked.maintenanceMargin]
          : [add(subtract(walletOf(state, currency), totals.isolatedMargin), totals.crossPnl), totals.crossMaintenance];
      return compare(cushion, needed) <= 0 ? [position] : [];
    });
  }

  return {
    view,
    underwater,
    balances,
    openPositions: (state: AccountState): PracticePosition[] =>
      [...state.positions.values()].filter((position) => !isZero(position.signedSize)).map((position) => view(state, position)),
    available: (state: AccountState, currency: string): Decimal => {
      const found = balances(state).find((balance) => balance.currency === currency);
      return found === undefined ? '0' : found.available;
    },
  };
}
