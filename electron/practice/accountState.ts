// What the exchange remembers of one account. Orders are immutable values that are replaced; ended ones are kept, bounded.
import { add, type Decimal } from '../../shared/decimal.ts';
import type { MarginMode } from '../../shared/position.ts';
import type { OrderFilter, PositionTag, PracticeAccount, PracticeFill, PracticeOrder, Instrument } from './exchange.ts';

export const KEPT_ENDED_ORDERS = 1_000;
export const KEPT_FILLS = 5_000;

export type PositionState = {
  readonly symbol: string;
  readonly tag: PositionTag;
  signedSize: Decimal; // short is negative, whatever the tag
  cost: Decimal; // value at entry, settle currency (margin.ts)
  marginMode: MarginMode;
  realizedPnl: Decimal;
  createdAtMs: number;
  updatedAtMs: number;
};

export type AccountState = {
  account: PracticeAccount;
  revision: number; // grows with every change of wallet, position, order or leverage
  readonly wallets: Map<string, Decimal>;
  readonly positions: Map<string, PositionState>;
  readonly leverages: Map<string, Decimal>;
  readonly marginModes: Map<string, MarginMode>;
  readonly working: Map<string, PracticeOrder>;
  readonly orders: Map<string, PracticeOrder>; // working and kept ended, by order id, oldest first
  readonly newestByClientId: Map<string, string>;
  readonly usedClientIds: Set<string>;
  ended: PracticeOrder[]; // oldest first
  fills: PracticeFill[]; // oldest first
};

export const positionId = (symbol: string, tag: PositionTag): string => `${symbol}|${tag}`;

export function openAccount(account: PracticeAccount, wallets: Iterable<readonly [string, Decimal]>): AccountState {
  return {
    account,
    revision: 0,
    wallets: new Map(wallets),
    positions: new Map(),
    leverages: new Map(),
    marginModes: new Map(),
    working: new Map(),
    orders: new Map(),
    newestByClientId: new Map(),
    usedClientIds: new Set(),
    ended: [],
    fills: [],
  };
}

export function putOrder(state: AccountState, order: PracticeOrder) {
  state.revision += 1;
  const isNew = !state.orders.has(order.orderId);
  state.orders.set(order.orderId, order);
  if (isNew && order.clientOrderId !== null) {
    state.newestByClientId.set(order.clientOrderId, order.orderId);
    state.usedClientIds.add(order.clientOrderId);
  }
  if (order.status === 'working') {
    state.working.set(order.orderId, order);
    return;
  }
  state.working.delete(order.orderId);
  state.ended.push(order);
  if (state.ended.length < KEPT_ENDED_ORDERS * 1.5) return;
  for (const old of state.ended.splice(0, state.ended.length - KEPT_ENDED_ORDERS)) {
    state.orders.delete(old.orderId);
    if (old.clientOrderId !== null && state.newestByClientId.get(old.clientOrderId) === old.orderId) {
      state.newestByClientId.delete(old.clientOrderId);
    }
  }
}

export function putFill(state: AccountState, fill: PracticeFill) {
  state.fills.push(fill);
  if (state.fills.length > KEPT_FILLS * 1.5) state.fills.splice(0, state.fills.length - KEPT_FILLS);
}

export function credit(state: AccountState, currency: string, amount: Decimal) {
  const wallet = state.wallets.get(currency);
  state.wallets.set(currency, wallet === undefined ? amount : add(wallet, amount));
  state.revision += 1;
}

export function matches(order: PracticeOrder, instrument: Instrument, filter: OrderFilter): boolean {
  return (
    (filter.symbol === undefined || filter.symbol === order.symbol) &&
    (filter.family === undefined || filter.family === order.family) &&
    (filter.settle === undefined || filter.settle === instrument.settle) &&
    (filter.kind === undefined || filter.kind === instrument.kind)
  );
}
