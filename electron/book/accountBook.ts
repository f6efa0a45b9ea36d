// Last known truth of one account, with its age and health.
// Invariants:
//  - Truth never goes backwards. Each position and order remembers when its news was received; a snapshot whose read began
//    before that does not replace it, and what the stream reported gone is not brought back by an older snapshot.
//  - Only a snapshot ends a gap, and only one whose read began after it: after `down` the account is stale until then,
//    whatever the stream says. A snapshot that began before the last one is dropped.
//  - What is newer is decided on the monotonic clock: a wall clock that is set back must not freeze the truth.
//  - Age is the age of the last frame or pong on a healthy private stream, on the monotonic clock. A snapshot is as old as
//    the start of its read; balances and prices say nothing about positions.
import type { AccountHealth, AccountId, AccountView, Environment, VenueId } from '../../shared/account.ts';
import { add, floorToStep, isPositive, multiply, toPlaces, type Decimal } from '../../shared/decimal.ts';
import { assertNever, type Failure } from '../../shared/failure.ts';
import {
  ORDER_FAMILIES,
  positionKey,
  type OrderFamily,
  type Position,
  type PositionKey,
  type PositionView,
  type Side,
  type WorkingOrder,
} from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { KnownTruth } from '../exit/ports.ts';
import { unrealizedPnlAt, viewPosition } from './positionView.ts';
import type { Rates } from './rates.ts';

/** A private stream that says nothing for this long is shown as stale. */
export const STALE_AFTER_MS = 3000;
/** Share of the mark by which an immediate-or-cancel close may be worse: inside every venue's price band. */
const CLOSING_TOLERANCE = '0.01';

type Known<T> = Readonly<{ value: T | null; heardAtMs: number }>; // value null: gone
type Status = Readonly<
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'down'; reason: string; sinceMs: number }
  | { kind: 'failed'; failure: Failure }
>;

export type BookChanges = Readonly<{
  upserted: readonly PositionView[];
  removed: readonly PositionKey[];
  /** Null when no order changed. */
  orders: readonly WorkingOrder[] | null;
}>;

export interface AccountBook {
  apply(event: AccountTruthEvent): void;
  known(): KnownTruth;
  onTruth(listener: () => void): () => void;
  account(): AccountView;
  /** What a reader who has called this before does not know yet. One reader. */
  takeChanges(): BookChanges;
  closingPrice(position: Position): Decimal | null;
  markPrice(symbol: string): Decimal | undefined;
}

export type AccountBookOptions = Readonly<{
  accountId: AccountId;
  venue: VenueId;
  label: string;
  environment: Environment;
  rates: Rates;
  clock: Readonly<{ now(): number; epoch(): number }>;
}>;

export function createAccountBook(options: AccountBookOptions): AccountBook {
  const { accountId, clock, rates } = options;
  const positions = new Map<PositionKey, Known<Position>>();
  const orders = new Map<string, Known<WorkingOrder>>();
  const marks = new Map<string, Readonly<{ price: Decimal; heardAtMs: number }>>();
  const listeners = new Set<() => void>();
  const changedPositions = new Set<PositionKey>();
  const shown = new Set<PositionKey>();
  let ordersChanged = false;
  let status: Status = { kind: 'connecting' };
  let hasTruth = false;
  let aliveAt: number | null = null; // monotonic, as the next two
  let snapshotAt = -Infinity;
  let brokeAt: number | null = null;
  let freshAtMs: number | null = null; // epoch
  let hedgeMode: boolean | null = null;
  let equity: Readonly<Record<string, Decimal>> | null = null;
  let unreadable: readonly string[] = [];
  let notClosable: readonly string[] = [];

  /** Venues number their books of orders separately. */
  const orderKey = (family: OrderFamily, symbol: string, orderId: string) => `${family}|${symbol}|${orderId}`;
  const present = <T>(known: ReadonlyMap<string, Known<T>>): T[] =>
    [...known.values()].flatMap(({ value }) => (value === null ? [] : [value]));

  const heard = (at = clock.now()) => {
    if (aliveAt !== null && at < aliveAt) return;
    aliveAt = at;
    freshAtMs = clock.epoch() - (clock.now() - at);
  };
  const setPosition = (key: PositionKey, value: Position | null, heardAtMs: number) => {
    positions.set(key, { value: value === null ? null : atMark(value), heardAtMs });
    changedPositions.add(key);
  };
  const atMark = (position: Position): Position => {
    const markPrice = marks.get(position.symbol)?.price;
    if (markPrice === undefined || markPrice === position.markPrice) return position;
    return { ...position, markPrice, unrealizedPnl: unrealizedPnlAt(position, markPrice) };
  };
  const setOrder = (key: string, value: WorkingOrder | null, heardAtMs: number) => {
    orders.set(key, { value, heardAtMs });
    ordersChanged = true;
    for (const [positionsKey, { value: position }] of positions) if (position !== null) changedPositions.add(positionsKey);
  };

  const applySnapshot = (event: Extract<AccountTruthEvent, { kind: 'snapshot' }>) => {
    if (event.readStartedAtMs < snapshotAt) return;
    snapshotAt = event.readStartedAtMs;
    const merge = <T>(
      known: Map<string, Known<T>>,
      read: ReadonlyMap<string, T>,
      set: (key: string, value: T | null, at: number) => void,
    ) => {
      for (const [key, { value, heardAtMs }] of known) {
        if (heardAtMs > event.readStartedAtMs) continue; // the stream knows better
        if (read.has(key)) continue;
        if (value === null) known.delete(key);
        else {
          set(key, null, event.readStartedAtMs);
          known.delete(key);
        }
      }
      for (const [key, value] of read) {
        const before = known.get(key);
        if (before === undefined || before.heardAtMs <= event.readStartedAtMs) set(key, value, event.readStartedAtMs);
      }
    };
    // A price stream that broke must not outlive the marks that were read since.
    for (const { symbol, markPrice } of event.positions) {
      const before = marks.get(symbol);
      if (before === undefined || before.heardAtMs > event.readStartedAtMs) continue;
      marks.set(symbol, { price: markPrice, heardAtMs: event.readStartedAtMs });
    }
    merge(positions, new Map(event.positions.map((position) => [position.key, position])), setPosition);
    const readable = new Map(event.orders.map((order) => [orderKey(order.family, order.symbol, order.orderId), order]));
    // A family that could not be listed is not empty: what was known of it stays.
    for (const [key, { value }] of orders) {
      if (value !== null && event.unreadableFamilies.includes(value.family) && !readable.has(key)) readable.set(key, value);
    }
    merge(orders, readable, setOrder);
    for (const position of event.positions) rates.learn(position.symbol, position.markPrice);
    hedgeMode = event.hedgeMode;
    unreadable = event.unreadableFamilies;
    notClosable = event.notClosable ?? []; // absent: nothing
    hasTruth = true;
    if (brokeAt === null || event.readStartedAtMs >= brokeAt) {
      status = { kind: 'live' };
      brokeAt = null;
    }
    heard(event.readStartedAtMs);
  };

  const apply = (event: AccountTruthEvent): void => {
    const at = clock.now();
    switch (event.kind) {
      case 'snapshot':
        applySnapshot(event);
        break;
      case 'position': {
        const { position } = event;
        setPosition(position.key, position, at);
        // One-way accounts hold one side: a flip takes the other away.
        if (!position.hedged) setGone(position.symbol, position.side === 'long' ? 'short' : 'long', at);
        heard();
        break;
      }
      case 'positionGone':
        for (const side of ['long', 'short'] as const)
          if (event.side === null || event.side === side) setGone(event.symbol, side, at);
        heard();
        break;
      case 'order':
        setOrder(orderKey(event.order.family, event.order.symbol, event.order.orderId), event.order, at);
        heard();
        break;
      case 'orderGone':
        for (const family of event.family === null ? ORDER_FAMILIES : [event.family])
          setOrder(orderKey(family, event.symbol, event.orderId), null, at);
        heard();
        break;
      case 'mark': {
        rates.learn(event.symbol, event.markPrice);
        const before = marks.get(event.symbol);
        marks.set(event.symbol, { price: event.markPrice, heardAtMs: at });
        if (before?.price === event.markPrice) return;
        for (const [key, known] of positions) {
          if (known.value?.symbol !== event.symbol) continue;
          positions.set(key, { ...known, value: atMark(known.value) });
          changedPositions.add(key);
        }
        return; // a public price is not truth about the account
      }
      case 'equity':
        equity = event.byCurrency;
        break;
      case 'alive':
        heard();
        return;
      case 'connecting':
        if (!hasTruth) status = { kind: 'connecting' };
        break;
      case 'down':
        brokeAt = at;
        status = { kind: 'down', reason: event.reason, sinceMs: status.kind === 'down' ? status.sinceMs : event.atMs };
        break;
      case 'failed':
        brokeAt = at;
        status = { kind: 'failed', failure: event.failure };
        break;
      default:
        assertNever(event);
    }
    for (const listener of listeners) listener();
  };
  const setGone = (symbol: string, side: Side, at: number) => setPosition(positionKey(accountId, symbol, side), null, at);

  const silentMs = () => (aliveAt === null ? Infinity : clock.now() - aliveAt);
  const health = (): AccountHealth => {
    switch (status.kind) {
      case 'connecting':
      case 'failed':
        return status;
      case 'down':
        return hasTruth ? { kind: 'stale', sinceMs: status.sinceMs, reason: status.reason } : { kind: 'connecting' };
      case 'live':
        if (silentMs() <= STALE_AFTER_MS) return { kind: 'live' };
        return { kind: 'stale', sinceMs: freshAtMs ?? clock.epoch(), reason: 'the private stream is silent' };
      default:
        return assertNever(status);
    }
  };

  const equityUsd = (): Decimal | null => {
    if (equity === null) return null;
    let total: Decimal = '0';
    for (const [currency, amount] of Object.entries(equity)) {
      const rate = rates.usdPer(currency);
      if (rate === null) return null;
      total = add(total, multiply(amount, rate));
    }
    return toPlaces(total, 2);
  };

  return {
    apply,
    known: () => ({
      positions: present(positions),
      orders: present(orders),
      ageMs: status.kind === 'live' && aliveAt !== null ? silentMs() : null,
    }),
    onTruth: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    account: () => ({
      id: accountId,
      venue: options.venue,
      label: options.label,
      environment: options.environment,
      health: health(),
      hedgeMode,
      equityUsd: equityUsd(),
      freshAtMs,
      unreadableOrderFamilies: unreadable,
      ...(notClosable.length === 0 ? {} : { notClosable }),
    }),
    takeChanges: () => {
      const working = present(orders);
      const upserted: PositionView[] = [];
      const removed: PositionKey[] = [];
      for (const key of changedPositions) {
        const position = positions.get(key)?.value ?? null;
        if (position !== null) {
          upserted.push(viewPosition(position, working, rates));
          shown.add(key);
        } else if (shown.delete(key)) removed.push(key);
      }
      changedPositions.clear();
      const changed = ordersChanged ? working : null;
      ordersChanged = false;
      return { upserted, removed, orders: changed };
    },
    closingPrice: (position) => {
      const mark = marks.get(position.symbol)?.price ?? position.markPrice;
      if (!isPositive(mark)) return null;
      const factor = position.side === 'long' ? add('1', `-${CLOSING_TOLERANCE}`) : add('1', CLOSING_TOLERANCE);
      return floorToStep(multiply(mark, factor), position.market.tickSize);
    },
    markPrice: (symbol) => marks.get(symbol)?.price,
  };
}
