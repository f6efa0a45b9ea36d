// Prices of one venue: a mean-reverting random walk of the mark per instrument, on the instrument's tick grid, and an order
// book synthesised around it: a spread of a few ticks, depth that grows level by level, taken liquidity that comes back
// within a few ticks of the clock. Moves depend on the seed, the base coin and the tick number only, so that BTC goes the
// same way on every venue and a run replays. Floats decide how many ticks a price moves; prices and sizes stay decimals.
import {
  add,
  compare,
  decimal,
  divide,
  floorToStep,
  isPositive,
  larger,
  multiply,
  smaller,
  subtract,
  toNumber,
} from '../../shared/decimal.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { OrderSide } from '../../shared/position.ts';
import type { Instrument, Quote } from './exchange.ts';
import { quoteValueAt } from './margin.ts';
import { bell, hashWord, noise } from './random.ts';

export type MarketOptions = Readonly<{ now: () => number; seed: number; frozen?: boolean | undefined }>;

/** What a taker gets out of the book, best first. */
export type Walk = Readonly<{
  takes: readonly (readonly [price: Decimal, size: Decimal])[];
  left: Decimal;
  stoppedBy: 'size' | 'price' | 'empty';
}>;

type SymbolState = {
  readonly instrument: Instrument;
  readonly word: number; // of the base coin
  readonly anchor: number; // the walk is pulled back to it
  readonly spreadTicks: number;
  readonly gapTicks: number;
  readonly baseLots: number;
  readonly fundingRate: Decimal;
  readonly open24h: Decimal;
  mark: Decimal;
  last: Decimal;
  high24h: Decimal;
  low24h: Decimal;
  volume24h: Decimal;
  turnover24h: Decimal;
  depthFactor: number;
  taken: { buy: Decimal; sell: Decimal }; // by takers' side, not yet replenished
  suspended: boolean;
  quote: Quote | null; // until something changes
};

const FUNDING_EVERY_MS = 8 * 3_600_000;
const DEEP = new Set(['BTC', 'ETH', 'SOL', 'XRP']);
const MOST_LEVELS = 2_000;

export type Market = ReturnType<typeof createMarket>;

export function createMarket(instruments: Iterable<Instrument>, options: MarketOptions) {
  const { now, seed } = options;
  let frozen = options.frozen === true;
  let tickNumber = 0;
  let revision = 0;
  const symbols = new Map<string, SymbolState>();
  for (const instrument of instruments) symbols.set(instrument.symbol, openSymbol(instrument, seed));

  const stateOf = (symbol: string): SymbolState => {
    const state = symbols.get(symbol);
    if (state === undefined) throw new Error(`unknown symbol ${symbol}`);
    return state;
  };
  const touch = (state: SymbolState) => {
    state.quote = null;
    revision += 1;
  };
  const ticks = (state: SymbolState, count: number): Decimal => multiply(state.instrument.tickSize, String(count));

  /** Price and size of level `index` as a taker on `side` sees it, before anything was taken; null below zero. */
  function level(state: SymbolState, side: OrderSide, index: number): readonly [Decimal, Decimal] | null {
    const away = ticks(state, state.spreadTicks + index * state.gapTicks);
    const price = side === 'buy' ? add(state.mark, away) : subtract(state.mark, away);
    if (!isPositive(price)) return null;
    const jitter = 0.7 + 0.6 * noise(seed, state.word + index + (side === 'buy' ? 7_919 : 0), tickNumber);
    const lots = Math.round(state.baseLots * state.depthFactor * (1 + index) * jitter);
    return [price, multiply(state.instrument.lotSize, decimal(Math.max(1, lots)))];
  }

  function* levels(state: SymbolState, side: OrderSide): Generator<readonly [Decimal, Decimal]> {
    if (state.depthFactor <= 0) return;
    let taken = state.taken[side];
    for (let index = 0; index < MOST_LEVELS; index += 1) {
      const found = level(state, side, index);
      if (found === null) return;
      const [price, size] = found;
      const gone = smaller(taken, size);
      taken = subtract(taken, gone);
      const rest = subtract(size, gone);
      if (isPositive(rest)) yield [price, rest];
    }
  }

  function top(state: SymbolState, side: OrderSide): readonly [Decimal, Decimal] {
    for (const found of levels(state, side)) return found;
    return [state.mark, '0'];
  }

  function quoteOf(state: SymbolState): Quote {
    if (state.quote !== null) return state.quote;
    const [ask, askSize] = top(state, 'buy');
    const [bid, bidSize] = top(state, 'sell');
    const atMs = now();
    const lean = Math.round((noise(seed, state.word + 13, tickNumber) - 0.5) * 4) * state.spreadTicks;
    const index = add(state.mark, ticks(state, lean));
    const { mark, last, open24h, high24h, low24h, volume24h, turnover24h, fundingRate } = state;
    state.quote = {
      symbol: state.instrument.symbol,
      mark,
      index: isPositive(index) ? index : mark,
      last,
      bid,
      bidSize,
      ask,
      askSize,
      open24h,
      high24h,
      low24h,
      volume24h,
      turnover24h,
      fundingRate,
      nextFundingAtMs: (Math.floor(atMs / FUNDING_EVERY_MS) + 1) * FUNDING_EVERY_MS,
      atMs,
    };
    return state.quote;
  }

  function moveTo(state: SymbolState, mark: Decimal, last: Decimal) {
    state.mark = mark;
    state.last = last;
    state.high24h = larger(state.high24h, last);
    state.low24h = smaller(state.low24h, last);
  }

  function walkSymbol(state: SymbolState, common: number) {
    const price = toNumber(state.mark);
    const tick = toNumber(state.instrument.tickSize);
    const own = bell(seed, state.word, tickNumber);
    const pull = Math.log(state.anchor / price) * 0.01;
    const move = (price * (0.000_25 * (0.7 * common + 0.5 * own) + pull)) / tick;
    const steps = Math.floor(move + noise(seed, state.word + 29, tickNumber));
    const mark = add(state.mark, ticks(state, steps));
    const next = compare(mark, ticks(state, 10)) > 0 ? mark : state.mark;
    const side = noise(seed, state.word + 31, tickNumber) < 0.5 ? -state.spreadTicks : state.spreadTicks;
    moveTo(state, next, add(next, ticks(state, side)));
    const traded = multiply(
      state.instrument.lotSize,
      decimal(Math.ceil(state.baseLots * noise(seed, state.word + 37, tickNumber))),
    );
    state.volume24h = add(state.volume24h, traded);
    state.turnover24h = add(state.turnover24h, toWhole(quoteValueAt(state.instrument, traded, next)));
  }

  return {
    get revision(): number {
      return revision;
    },
    get frozen(): boolean {
      return frozen;
    },
    setFrozen(next: boolean) {
      frozen = next;
    },
    quote(symbol: string): Quote | undefined {
      const state = symbols.get(symbol);
      return state === undefined ? undefined : quoteOf(state);
    },
    mark: (symbol: string): Decimal => stateOf(symbol).mark,
    last: (symbol: string): Decimal => stateOf(symbol).last,
    best: (symbol: string, takerSide: OrderSide): Decimal => top(stateOf(symbol), takerSide)[0],

    book(symbol: string, count: number) {
      const state = stateOf(symbol);
      const side = (takerSide: OrderSide) => {
        const rows: (readonly [Decimal, Decimal])[] = [];
        for (const row of levels(state, takerSide)) {
          if (rows.length >= count) break;
          rows.push(row);
        }
        return rows;
      };
      return { bids: side('sell'), asks: side('buy') };
    },

    /** What a taker would get, without taking it. `worst`: the last price that is still good enough. */
    walk(symbol: string, side: OrderSide, size: Decimal, worst: Decimal): Walk {
      const state = stateOf(symbol);
      const takes: (readonly [Decimal, Decimal])[] = [];
      let left = size;
      for (const [price, available] of levels(state, side)) {
        const beyond = side === 'buy' ? compare(price, worst) > 0 : compare(price, worst) < 0;
        if (beyond) return { takes, left, stoppedBy: 'price' };
        const size = smaller(available, left);
        takes.push([price, size]);
        left = subtract(left, size);
        if (!isPositive(left)) return { takes, left, stoppedBy: 'size' };
      }
      return { takes, left, stoppedBy: 'empty' };
    },
    take(symbol: string, side: OrderSide, price: Decimal, size: Decimal) {
      const state = stateOf(symbol);
      state.taken[side] = add(state.taken[side], size);
      moveTo(state, state.mark, price);
      state.volume24h = add(state.volume24h, size);
      state.quote = null; // marks stand still: what the ledger remembers stays good
    },

    /** One step of time: liquidity comes back, and marks move unless frozen. Answers every symbol. */
    tick(): readonly string[] {
      tickNumber += 1;
      const common = bell(seed, 101, tickNumber);
      for (const state of symbols.values()) {
        state.taken.buy = floorToStep(divide(state.taken.buy, '4'), state.instrument.lotSize);
        state.taken.sell = floorToStep(divide(state.taken.sell, '4'), state.instrument.lotSize);
        if (!frozen && !state.suspended) walkSymbol(state, common);
        state.quote = null;
      }
      revision += 1;
      return [...symbols.keys()];
    },
    /** Puts mark and last on a price, rounded to the tick. Throws below one tick. */
    setPrice(symbol: string, price: Decimal) {
      const state = stateOf(symbol);
      const onGrid = floorToStep(price, state.instrument.tickSize);
      if (!isPositive(onGrid)) throw new RangeError(`price ${price} of ${symbol} is below one tick`);
      moveTo(state, onGrid, onGrid);
      touch(state);
    },
    /** 1 is the usual depth, 0 an empty book. */
    setDepth(symbol: string, factor: number) {
      const state = stateOf(symbol);
      state.depthFactor = factor;
      touch(state);
    },
    setSuspended(symbol: string, suspended: boolean) {
      stateOf(symbol).suspended = suspended;
    },
    isSuspended: (symbol: string): boolean => stateOf(symbol).suspended,
  };
}

const toWhole = (value: Decimal): Decimal => floorToStep(value, '0.01');

function openSymbol(instrument: Instrument, seed: number): SymbolState {
  const mark = floorToStep(instrument.price, instrument.tickSize);
  const priceInTicks = toNumber(divide(mark, instrument.tickSize));
  const word = hashWord(instrument.base);
  const unitQuote = multiply(instrument.contractSize, instrument.kind === 'linear' ? mark : '1');
  const lotQuote = toNumber(multiply(unitQuote, instrument.lotSize));
  const day = 1 + (noise(seed, word, 1) - 0.5) * 0.08;
  const open24h = multiply(instrument.tickSize, String(Math.max(1, Math.round(priceInTicks * day))));
  const turnoverQuote = Math.round((DEEP.has(instrument.base) ? 900_000_000 : 40_000_000) * (0.5 + noise(seed, word, 2)));
  const volume24h = floorToStep(divide(String(turnoverQuote), unitQuote), instrument.lotSize);
  const funding = Math.round((noise(seed, word, 3) * 3 - 1) * 100);
  return {
    instrument,
    word,
    anchor: toNumber(mark),
    spreadTicks: Math.max(1, Math.round(priceInTicks * 0.000_02)),
    gapTicks: Math.max(1, Math.round(priceInTicks * 0.000_1)),
    baseLots: Math.max(1, Math.round((DEEP.has(instrument.base) ? 240_000 : 60_000) / lotQuote)),
    fundingRate: decimal((funding / 1_000_000).toFixed(6)),
    open24h,
    mark,
    last: mark,
    high24h: larger(mark, open24h),
    low24h: smaller(mark, open24h),
    volume24h,
    turnover24h: toWhole(quoteValueAt(instrument, volume24h, mark)),
    depthFactor: 1,
    taken: { buy: '0', sell: '0' },
    suspended: false,
    quote: null,
  };
}
