// One simulated venue: matching on top of market, ledger and admission. Rules that the dialects may rely on:
//  - Events leave in causal order when the call that caused them is done: new, then per fill order, position, balance,
//    then what the fill took with it (attached and whole-position orders always die with their position; plain
//    reduce-only orders as VenueBehaviour.onFlat says; sized trigger orders stay in the book until they fire or are
//    cancelled, which is the trap that real venues set).
//  - A market order that runs out of its price band or of the book ends `expired` with what it got; with nothing to get
//    it is refused. IOC, FOK and post-only leftovers end `expired`, endReason says why.
//  - Positions below their maintenance margin are closed by force, their order's wire data says `liquidation`.
//  - A fired trigger order ends `triggered`, its child is a plain order whose wire data carries `parentOrderId`.
import {
  absolute,
  add,
  compare,
  decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  smaller,
  subtract,
  toPlaces,
} from '../../shared/decimal.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { VenueId } from '../../shared/account.ts';
import type { MarginMode } from '../../shared/position.ts';
import { matches, openAccount, positionId, putFill, putOrder, type AccountState, type PositionState } from './accountState.ts';
import { admit, marginModeFor, refuse, type Admitted } from './admission.ts';
import type {
  Instrument,
  OrderIntent,
  Placed,
  PositionTag,
  PracticeAccount,
  PracticeEvent,
  PracticeFill,
  PracticeOrder,
  PracticeVenue,
  Refusal,
  VenueBehaviour,
} from './exchange.ts';
import { bookFill, createLedger, leverageOf, marginModeOf } from './ledger.ts';
import { valueAt } from './margin.ts';
import { createMarket } from './market.ts';
import type { OperatedVenue, VenueOperator } from './operator.ts';
import { freeSize, isReducing, reducibleSize, restingReducers } from './reduceOnly.ts';
import { startWatch, watchFires, type Watch } from './triggers.ts';

export type PracticeVenueOptions = Readonly<{ now: () => number; seed: number; frozen?: boolean | undefined }>;

export function createPracticeVenue(
  venue: VenueId,
  instrumentList: readonly Instrument[],
  behaviour: VenueBehaviour,
  options: PracticeVenueOptions,
): OperatedVenue {
  const { now } = options;
  const instruments = new Map(instrumentList.map((instrument) => [instrument.symbol, instrument]));
  const market = createMarket(instrumentList, options);
  const instrumentOf = (symbol: string): Instrument => {
    const instrument = instruments.get(symbol);
    if (instrument === undefined) throw new Error(`unknown symbol ${symbol}`);
    return instrument;
  };
  const ledger = createLedger({ now, instrument: instrumentOf, mark: market.mark, marketRevision: () => market.revision });
  const world = { instruments, behaviour, market, ledger };

  const states = new Map<string, AccountState>();
  const byKey = new Map<string, AccountState>();
  const workingBySymbol = new Map<string, Map<string, AccountState>>();
  const watches = new Map<string, Watch>();
  let orderSequence = 0;
  let fillSequence = 0;

  const stateOf = (accountId: string): AccountState => {
    const state = states.get(accountId);
    if (state === undefined) throw new Error(`unknown practice account ${accountId}`);
    return state;
  };

  // ---- events: collected while a call runs, told when it is done ----
  const listeners = new Set<(event: PracticeEvent) => void>();
  const outbox: PracticeEvent[] = [];
  let telling = false;
  function tell() {
    if (telling) return; // a listener that calls back in: the loop below gets to it
    telling = true;
    try {
      for (let event = outbox.shift(); event !== undefined; event = outbox.shift()) {
        for (const listener of listeners) listener(event);
      }
    } finally {
      telling = false;
    }
  }
  const emitOrder = (
    state: AccountState,
    order: PracticeOrder,
    cause: 'new' | 'fill' | 'cancel' | 'expire' | 'trigger',
    fill: PracticeFill | null = null,
  ) => outbox.push({ kind: 'order', account: state.account, order, fill, cause });
  const emitPosition = (state: AccountState, position: PositionState) =>
    outbox.push({ kind: 'position', account: state.account, position: ledger.view(state, position) });
  const emitBalance = (state: AccountState) =>
    outbox.push({ kind: 'balance', account: state.account, balances: ledger.balances(state) });
  const emitQuote = (symbol: string) => {
    const quote = market.quote(symbol);
    if (quote !== undefined && listeners.size > 0) outbox.push({ kind: 'quote', quote });
  };

  // ---- orders ----
  function store(state: AccountState, order: PracticeOrder) {
    putOrder(state, order);
    let onSymbol = workingBySymbol.get(order.symbol);
    if (onSymbol === undefined) workingBySymbol.set(order.symbol, (onSymbol = new Map()));
    if (order.status === 'working') {
      onSymbol.set(order.orderId, state);
      return;
    }
    onSymbol.delete(order.orderId);
    watches.delete(order.orderId);
  }
  function end(state: AccountState, order: PracticeOrder, status: 'cancelled' | 'expired', endReason: string): PracticeOrder {
    const ended = { ...order, status, endReason, updatedAtMs: now() };
    store(state, ended);
    emitOrder(state, ended, status === 'cancelled' ? 'cancel' : 'expire');
    return ended;
  }
  const current = (state: AccountState, order: PracticeOrder): PracticeOrder => state.orders.get(order.orderId) ?? order;
  const remaining = (order: PracticeOrder): Decimal => (order.size === null ? '0' : subtract(order.size, order.filledSize));

  /** Fills at most `wanted`; a reducing order never more than is left to reduce. Answers null when that is nothing. */
  function fillOrder(
    state: AccountState,
    order: PracticeOrder,
    price: Decimal,
    wanted: Decimal,
    maker: boolean,
  ): PracticeFill | null {
    const size = isReducing(order) ? smaller(wanted, reducibleSize(state, order)) : wanted;
    if (!isPositive(size)) return null;
    const instrument = instrumentOf(order.symbol);
    const { tag, orderSide } = order;
    const feeRate = maker ? behaviour.makerFee : behaviour.takerFee;
    const marginMode = marginModeFor(state, order);
    const booked = bookFill(state, instrument, { tag, orderSide, size, price, feeRate, marginMode }, now());
    market.take(order.symbol, orderSide, price, maker ? '0' : size);
    fillSequence += 1;
    const fill: PracticeFill = {
      fillId: String(100_000_000 + fillSequence),
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      accountId: state.account.id,
      symbol: order.symbol,
      orderSide,
      tag,
      price,
      size,
      fee: booked.fee,
      maker,
      realizedPnl: booked.realizedPnl,
      atMs: now(),
    };
    putFill(state, fill);
    const filledSize = add(order.filledSize, size);
    const paid = add(multiply(order.averagePrice ?? '0', order.filledSize), multiply(price, size)); // null: nothing filled yet
    const filled: PracticeOrder = {
      ...order,
      filledSize,
      averagePrice: decimal(toPlaces(divide(paid, filledSize), 10)),
      status: order.size !== null && compare(filledSize, order.size) >= 0 ? 'filled' : 'working',
      updatedAtMs: now(),
    };
    store(state, filled);
    emitOrder(state, filled, 'fill', fill);
    const position = state.positions.get(positionId(order.symbol, tag));
    if (position !== undefined) emitPosition(state, position);
    emitBalance(state);
    if (booked.leftSide) clearAfterClose(state, order);
    return fill;
  }

  function clearAfterClose(state: AccountState, closer: PracticeOrder) {
    for (const order of state.working.values()) {
      if (order.orderId === closer.orderId || order.symbol !== closer.symbol || order.tag !== closer.tag) continue;
      if (order.orderSide !== closer.orderSide || !isReducing(order)) continue;
      const boundToPosition = order.family === 'attached' || order.size === null;
      const resting = order.trigger === null && behaviour.onFlat === 'cancelReduceOnly';
      if (boundToPosition || resting) end(state, order, 'cancelled', 'positionClosed');
    }
  }

  /** Lets the order take what the book offers up to `worst`. */
  function takeFromBook(state: AccountState, order: PracticeOrder, worst: Decimal): PracticeFill[] {
    const fills: PracticeFill[] = [];
    for (const [price, size] of market.walk(order.symbol, order.orderSide, remaining(order), worst).takes) {
      const fill = fillOrder(state, current(state, order), price, size, false);
      if (fill === null) break;
      fills.push(fill);
    }
    return fills;
  }

  const bandEdge = (intent: OrderIntent): Decimal => {
    const share = divide(behaviour.marketBandPercent, '100');
    const factor = intent.orderSide === 'buy' ? add('1', share) : subtract('1', share);
    return multiply(market.mark(intent.symbol), factor);
  };

  function enter(state: AccountState, intent: OrderIntent, admitted: Admitted, orderId: string): Placed | Refusal {
    const order: PracticeOrder = {
      ...intent,
      size: admitted.size,
      orderId,
      accountId: state.account.id,
      status: 'working',
      filledSize: '0',
      averagePrice: null,
      triggeredOrderId: null,
      createdAtMs: now(),
      updatedAtMs: now(),
      endReason: null,
    };
    const accept = () => {
      store(state, order);
      emitOrder(state, order, 'new');
    };
    if (intent.trigger !== null) {
      accept();
      watches.set(orderId, startWatch(intent.trigger, watchedPrice(intent.symbol, intent.trigger.by)));
      return { ok: true, order, fills: [] };
    }
    const limit = intent.type === 'limit' ? intent.price : null;
    const worst = limit ?? bandEdge(intent);
    const reach = market.walk(intent.symbol, intent.orderSide, remaining(order), worst);
    if (limit === null && reach.takes.length === 0) {
      return reach.stoppedBy === 'empty' ? refuse('noLiquidity', 'the book is empty') : refuse('priceBand', `beyond ${worst}`);
    }
    accept();
    if (intent.timeInForce === 'postOnly' && reach.takes.length > 0) {
      return { ok: true, order: end(state, order, 'expired', 'postOnlyWouldTake'), fills: [] };
    }
    if (intent.timeInForce === 'fok' && isPositive(reach.left)) {
      return { ok: true, order: end(state, order, 'expired', 'fillOrKill'), fills: [] };
    }
    const fills = takeFromBook(state, order, worst);
    const after = current(state, order);
    if (after.status !== 'working') return { ok: true, order: after, fills };
    if (limit === null) {
      const reason = reach.stoppedBy === 'empty' ? 'noLiquidity' : 'priceBand';
      return { ok: true, order: end(state, after, 'expired', reason), fills };
    }
    if (intent.timeInForce === 'ioc') return { ok: true, order: end(state, after, 'expired', 'immediateOrCancel'), fills };
    return { ok: true, order: after, fills };
  }

  const nextOrderId = (): string => {
    orderSequence += 1;
    return behaviour.newOrderId(orderSequence);
  };

  function placeIntent(state: AccountState, intent: OrderIntent, wholePosition: boolean): Placed | Refusal {
    const admitted = admit(world, state, intent, { wholePosition });
    return admitted.ok ? enter(state, intent, admitted, nextOrderId()) : admitted;
  }

  // ---- time ----
  const watchedPrice = (symbol: string, by: 'mark' | 'last'): Decimal =>
    by === 'mark' ? market.mark(symbol) : market.last(symbol);

  function fire(state: AccountState, order: PracticeOrder) {
    const whole = order.size === null || order.family === 'attached';
    const held = reducibleSize(state, order);
    const intent: OrderIntent = {
      ...pickIntent(order),
      size: whole ? (order.size === null ? held : smaller(order.size, held)) : order.size,
      reduceOnly: isReducing(order),
      trigger: null,
      attachedTo: null,
      clientOrderId: null,
      family: 'plain',
      wire: { ...order.wire, parentOrderId: order.orderId },
    };
    const admitted = admit(world, state, intent, { wholePosition: whole });
    if (!admitted.ok) {
      end(state, order, 'expired', admitted.code);
      return;
    }
    const childId = nextOrderId();
    const triggered: PracticeOrder = { ...order, status: 'triggered', triggeredOrderId: childId, updatedAtMs: now() };
    store(state, triggered);
    emitOrder(state, triggered, 'trigger');
    const child = enter(state, intent, admitted, childId);
    if (!child.ok) {
      const refused: PracticeOrder = {
        ...intent,
        size: admitted.size,
        orderId: childId,
        accountId: state.account.id,
        status: 'expired',
        filledSize: '0',
        averagePrice: null,
        triggeredOrderId: null,
        createdAtMs: now(),
        updatedAtMs: now(),
        endReason: child.code,
      };
      store(state, refused);
      emitOrder(state, refused, 'expire');
    }
  }

  /** Resting orders that the book has reached fill at their price; triggers that are reached fire; oldest first. */
  function matchSymbol(symbol: string) {
    const onSymbol = workingBySymbol.get(symbol);
    if (onSymbol === undefined || onSymbol.size === 0 || market.isSuspended(symbol)) return;
    for (const [orderId, state] of Array.from(onSymbol)) {
      const order = state.working.get(orderId);
      if (order === undefined) continue;
      if (order.trigger !== null) {
        const watch = watches.get(orderId);
        const asleep = order.family === 'attached' && isZero(reducibleSize(state, order));
        if (watch === undefined || asleep) continue;
        if (watchFires(watch, order.trigger, order.orderSide, watchedPrice(symbol, order.trigger.by))) fire(state, order);
        continue;
      }
      if (order.price === null) continue;
      const best = market.best(symbol, order.orderSide);
      const reached = order.orderSide === 'buy' ? compare(best, order.price) <= 0 : compare(best, order.price) >= 0;
      if (!reached) continue;
      fillOrder(state, order, order.price, remaining(order), true);
      const after = current(state, order);
      if (after.status === 'working') end(state, after, 'expired', 'reduceOnly');
    }
  }

  /** Closes by force what fell below its maintenance; what the band or the book leaves is tried again at the next tick. */
  function liquidate() {
    for (const state of states.values()) {
      for (const { symbol, tag, signedSize } of ledger.underwater(state)) {
        for (const resting of restingReducers(state, symbol, tag)) end(state, resting, 'cancelled', 'liquidation');
        placeIntent(state, { ...closingIntent(symbol, tag, isPositive(signedSize)), wire: { liquidation: true } }, true);
      }
    }
  }

  const done = <Answer>(answer: Answer): Answer => {
    tell();
    return answer;
  };

  function cancelOrder(state: AccountState, orderId: string) {
    const order = state.orders.get(orderId);
    if (order === undefined) return refuse('orderNotFound', orderId);
    if (order.status !== 'working') return refuse('orderFinal', order.status);
    return { ok: true as const, order: end(state, order, 'cancelled', 'user') };
  }

  function exposed(state: AccountState, symbol: string | null): boolean {
    const here = (item: { symbol: string }) => symbol === null || item.symbol === symbol;
    return (
      [...state.positions.values()].some((position) => here(position) && !isZero(position.signedSize)) ||
      [...state.working.values()].some(here)
    );
  }

  const api: PracticeVenue = {
    venue,
    instruments,
    takerFee: behaviour.takerFee,
    makerFee: behaviour.makerFee,
    now,
    quote: (symbol) => market.quote(symbol),
    book: (symbol, levels) => market.book(symbol, levels),
    accounts: () => [...states.values()].map((state) => state.account),
    accountByKey: (apiKey) => byKey.get(apiKey)?.account,
    account: (accountId) => stateOf(accountId).account,

    positions: (accountId) => ledger.openPositions(stateOf(accountId)),
    position(accountId, symbol, tag) {
      const state = stateOf(accountId);
      const position = state.positions.get(positionId(symbol, tag));
      return position === undefined || isZero(position.signedSize) ? undefined : ledger.view(state, position);
    },
    balances: (accountId) => ledger.balances(stateOf(accountId)),
    workingOrders: (accountId, filter = {}) =>
      [...stateOf(accountId).working.values()].filter((order) => matches(order, instrumentOf(order.symbol), filter)),
    order(accountId, id) {
      const state = stateOf(accountId);
      if (id.orderId !== undefined) return state.orders.get(id.orderId);
      const newest = id.clientOrderId === undefined ? undefined : state.newestByClientId.get(id.clientOrderId);
      return newest === undefined ? undefined : state.orders.get(newest);
    },
    endedOrders: (accountId, filter = {}) =>
      stateOf(accountId)
        .ended.filter((order) => matches(order, instrumentOf(order.symbol), filter))
        .slice(-1_000)
        .reverse(),
    fills: (accountId, filter = {}) =>
      stateOf(accountId).fills.filter(
        (fill) =>
          (filter.symbol === undefined || fill.symbol === filter.symbol) &&
          (filter.orderId === undefined || fill.orderId === filter.orderId) &&
          (filter.sinceMs === undefined || fill.atMs >= filter.sinceMs),
      ),

    place: (accountId, intent) => done(placeIntent(stateOf(accountId), intent, false)),
    cancel: (accountId, orderId) => done(cancelOrder(stateOf(accountId), orderId)),
    closePosition(accountId, symbol, tag, { autoCancel, clientOrderId }) {
      const state = stateOf(accountId);
      if (!instruments.has(symbol)) return refuse('unknownSymbol', symbol);
      const position = state.positions.get(positionId(symbol, tag));
      if (position === undefined || isZero(position.signedSize)) return refuse('noPosition', symbol);
      const intent = { ...closingIntent(symbol, tag, isPositive(position.signedSize)), clientOrderId };
      if (compare(freeSize(state, intent), absolute(position.signedSize)) < 0) {
        if (!autoCancel) return refuse('restingOrdersHoldSize', 'orders that close this position are resting');
        for (const resting of restingReducers(state, symbol, tag)) end(state, resting, 'cancelled', 'autoCancel');
      }
      return done(placeIntent(state, intent, true));
    },

    leverage: (accountId, symbol) => leverageOf(stateOf(accountId), instrumentOf(symbol)),
    setLeverage(accountId, symbol, leverage) {
      const state = stateOf(accountId);
      const instrument = instruments.get(symbol);
      if (instrument === undefined) return refuse('unknownSymbol', symbol);
      if (compare(leverage, '1') < 0 || compare(leverage, instrument.maxLeverage) > 0) {
        return refuse('aboveMaxSize', `leverage ${leverage}, most ${instrument.maxLeverage}`);
      }
      const before = leverageOf(state, instrument);
      if (compare(leverage, before) === 0) return refuse('noChange', `leverage is ${leverage}`);
      if (compare(leverage, before) < 0 && !affords(state, instrument, before, leverage)) {
        return refuse('insufficientMargin', `leverage ${leverage} needs more margin`);
      }
      state.leverages.set(symbol, leverage);
      return done(changed(state, symbol));
    },
    marginMode: (accountId, symbol) => marginModeOf(stateOf(accountId), symbol),
    setMarginMode(accountId, symbol, mode: MarginMode) {
      const state = stateOf(accountId);
      if (!instruments.has(symbol)) return refuse('unknownSymbol', symbol);
      if (marginModeOf(state, symbol) === mode) return refuse('noChange', `margin mode is ${mode}`);
      if (exposed(state, symbol)) return refuse('modeChangeWithExposure', symbol);
      state.marginModes.set(symbol, mode);
      return done(changed(state, symbol));
    },
    setPositionMode(accountId, mode) {
      const state = stateOf(accountId);
      if (state.account.positionMode === mode) return refuse('noChange', `position mode is ${mode}`);
      if (exposed(state, null)) return refuse('modeChangeWithExposure', 'open positions or orders');
      state.positions.clear(); // flat ones of the other mode's tags
      replaceAccount(state, { ...state.account, positionMode: mode });
      return { ok: true };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function affords(state: AccountState, instrument: Instrument, before: Decimal, leverage: Decimal): boolean {
    const held = [...state.positions.values()].filter((position) => position.symbol === instrument.symbol);
    let extra: Decimal = '0';
    for (const position of held) {
      const value = valueAt(instrument, position.signedSize, market.mark(position.symbol));
      extra = add(extra, subtract(divide(value, leverage), divide(value, before)));
    }
    return compare(extra, ledger.available(state, instrument.settle)) <= 0;
  }

  function changed(state: AccountState, symbol: string) {
    state.revision += 1;
    for (const position of state.positions.values()) {
      if (position.symbol === symbol && !isZero(position.signedSize)) emitPosition(state, position);
    }
    emitBalance(state);
    return { ok: true as const };
  }

  function replaceAccount(state: AccountState, account: PracticeAccount) {
    byKey.delete(state.account.apiKey);
    state.account = account;
    state.revision += 1;
    byKey.set(account.apiKey, state);
  }

  const operator: VenueOperator = {
    createAccount(account, wallets) {
      if (states.has(account.id)) throw new Error(`practice account ${account.id} exists already`);
      if (byKey.has(account.apiKey)) throw new Error(`the key of ${account.id} is in use`);
      const state = openAccount(account, Object.entries(wallets));
      states.set(account.id, state);
      byKey.set(account.apiKey, state);
    },
    removeAccount(accountId) {
      operator.clearAccount(accountId);
      byKey.delete(stateOf(accountId).account.apiKey);
      states.delete(accountId);
    },
    clearAccount(accountId) {
      const state = stateOf(accountId);
      for (const order of state.working.values()) end(state, order, 'cancelled', 'operator');
      for (const [id, position] of state.positions) {
        if (isZero(position.signedSize)) continue;
        const flat: PositionState = { ...position, signedSize: '0', cost: '0', updatedAtMs: now() };
        state.positions.set(id, flat);
        state.revision += 1;
        emitPosition(state, flat);
      }
      emitBalance(state);
      tell();
    },
    setAccount(accountId, change) {
      const state = stateOf(accountId);
      replaceAccount(state, { ...state.account, ...change });
    },
    setWallet(accountId, currency, wallet) {
      const state = stateOf(accountId);
      state.wallets.set(currency, wallet);
      state.revision += 1;
      emitBalance(state);
      tell();
    },
    setMarginTerms(accountId, symbol, { leverage, marginMode }) {
      const state = stateOf(accountId);
      instrumentOf(symbol);
      if (leverage !== undefined) state.leverages.set(symbol, leverage);
      if (marginMode !== undefined) state.marginModes.set(symbol, marginMode);
      state.revision += 1;
    },
    injectPosition(accountId, terms) {
      const state = stateOf(accountId);
      const instrument = instrumentOf(terms.symbol);
      operator.setMarginTerms(accountId, terms.symbol, terms);
      const tag: PositionTag = state.account.positionMode === 'oneWay' ? 'both' : isPositive(terms.signedSize) ? 'long' : 'short';
      const position: PositionState = {
        symbol: terms.symbol,
        tag,
        signedSize: terms.signedSize,
        cost: valueAt(instrument, terms.signedSize, terms.entryPrice),
        marginMode: terms.marginMode ?? marginModeOf(state, terms.symbol),
        realizedPnl: '0',
        createdAtMs: now(),
        updatedAtMs: now(),
      };
      state.positions.set(positionId(terms.symbol, tag), position);
      state.revision += 1;
      emitPosition(state, position);
      emitBalance(state);
      tell();
      return tag;
    },
    setPrice(symbol, price) {
      instrumentOf(symbol);
      market.setPrice(symbol, price);
      emitQuote(symbol);
      matchSymbol(symbol);
      liquidate();
      tell();
    },
    setFrozen: (frozen) => market.setFrozen(frozen),
    isFrozen: () => market.frozen,
    setDepth(symbol, factor) {
      instrumentOf(symbol);
      market.setDepth(symbol, factor);
    },
    setSuspended(symbol, suspended) {
      instrumentOf(symbol);
      market.setSuspended(symbol, suspended);
    },
    tick() {
      for (const symbol of market.tick()) {
        emitQuote(symbol);
        matchSymbol(symbol);
      }
      liquidate();
      tell();
    },
  };

  return { ...api, operator };
}

const closingIntent = (symbol: string, tag: PositionTag, long: boolean): OrderIntent => ({
  symbol,
  orderSide: long ? 'sell' : 'buy',
  type: 'market',
  size: null,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: true,
  tag,
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
});

/** What is left of an order that turns into another one. */
const pickIntent = (order: PracticeOrder): OrderIntent => ({
  symbol: order.symbol,
  orderSide: order.orderSide,
  type: order.type,
  size: order.size,
  price: order.price,
  timeInForce: order.timeInForce,
  reduceOnly: order.reduceOnly,
  tag: order.tag,
  marginMode: order.marginMode,
  clientOrderId: order.clientOrderId,
  family: order.family,
  trigger: order.trigger,
  attachedTo: order.attachedTo,
  wire: order.wire,
});
