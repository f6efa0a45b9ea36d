// Positions and orders of one made-up account, and a book on a clock that is moved by hand. Tests only.
import { createAccountBook } from '../../../electron/book/accountBook.ts';
import { createRates } from '../../../electron/book/rates.ts';
import type { Decimal } from '../../../shared/decimal.ts';
import { positionKey, type MarketRules, type Position, type Side, type WorkingOrder } from '../../../shared/position.ts';
import type { AccountTruthEvent } from '../../../shared/truth.ts';

export const EPOCH = 1_700_000_000_000;

export const linear: MarketRules = {
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  inverse: false,
  contractSize: '1',
  lotSize: '0.001',
  minSize: '0.001',
  maxMarketSize: null,
  tickSize: '0.1',
  minNotional: null,
  takerFee: '0.0005',
};
export const inverse: MarketRules = {
  ...linear,
  symbol: 'BTC/USD:BTC',
  nativeSymbol: 'BTCUSD',
  quote: 'USD',
  settle: 'BTC',
  inverse: true,
  contractSize: '100',
  lotSize: '1',
  minSize: '1',
};

export function holding(side: Side, size: Decimal, change: Partial<Position> = {}): Position {
  const market = change.market ?? linear;
  const { symbol, nativeSymbol } = market;
  return {
    key: positionKey('a', symbol, side),
    accountId: 'a',
    venue: 'bybit',
    symbol,
    nativeSymbol,
    side,
    size,
    hedged: false,
    marginMode: 'cross',
    leverage: '10',
    entryPrice: '50000',
    markPrice: '50000',
    liquidationPrice: null,
    unrealizedPnl: '0',
    market,
    updatedAtMs: EPOCH,
    ...change,
  };
}

export const order = (orderId: string, change: Partial<WorkingOrder> = {}): WorkingOrder => ({
  accountId: 'a',
  venue: 'bybit',
  symbol: linear.symbol,
  nativeSymbol: linear.nativeSymbol,
  family: 'plain',
  orderId,
  clientOrderId: null,
  orderSide: 'sell',
  positionSide: null,
  type: 'Limit',
  reduceOnly: true,
  size: '1',
  price: '51000',
  triggerPrice: null,
  ...change,
});

export type Snapshot = Extract<AccountTruthEvent, { kind: 'snapshot' }>;

export function openBook() {
  let passedMs = 0;
  const rates = createRates();
  const clock = { now: () => passedMs, epoch: () => EPOCH + passedMs };
  const book = createAccountBook({ accountId: 'a', venue: 'bybit', label: 'A', environment: 'practice', rates, clock });
  const snapshot = (positions: readonly Position[], orders: readonly WorkingOrder[], change: Partial<Snapshot> = {}) =>
    book.apply({
      kind: 'snapshot',
      positions,
      orders,
      unreadableFamilies: [],
      hedgeMode: false,
      readStartedAtMs: clock.now(),
      ...change,
    });
  return {
    book,
    rates,
    clock,
    snapshot,
    pass: (ms: number) => {
      passedMs += ms;
    },
  };
}
