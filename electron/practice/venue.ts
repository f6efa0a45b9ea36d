// One simulated venue, put together from market, ledger and matching: what the dialects call.
// Every change ends with its events told (outbox.ts); the rules of matching are in matching.ts.
import { absolute, add, compare, divide, isPositive, isZero, subtract } from '../../shared/decimal.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { PracticeVenueId } from '../../shared/venue.ts';
import type { MarginMode } from '../../shared/position.ts';
import { matches, positionId, type AccountState } from './accountState.ts';
import { refuse } from './admission.ts';
import type { Instrument, PracticeAccount, PracticeVenue, VenueBehaviour } from './exchange.ts';
import { createLedger, leverageOf, marginModeOf } from './ledger.ts';
import { valueAt } from './margin.ts';
import { createMarket } from './market.ts';
import { closingIntent, createMatching } from './matching.ts';
import { createOperator, type OperatedVenue } from './operator.ts';
import { createOutbox } from './outbox.ts';
import { freeSize, restingReducers } from './reduceOnly.ts';

export type PracticeVenueOptions = Readonly<{ now: () => number; seed: number; frozen?: boolean | undefined }>;

export function createPracticeVenue(
  venue: PracticeVenueId,
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
  const outbox = createOutbox(ledger, market);
  const matching = createMatching({ instruments, behaviour, market, ledger }, outbox, now);

  const states = new Map<string, AccountState>();
  const byKey = new Map<string, AccountState>();

  const stateOf = (accountId: string): AccountState => {
    const state = states.get(accountId);
    if (state === undefined) throw new Error(`unknown practice account ${accountId}`);
    return state;
  };

  const done = <Answer>(answer: Answer): Answer => {
    outbox.tell();
    return answer;
  };

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

    place: (accountId, intent) => done(matching.placeIntent(stateOf(accountId), intent, false)),
    cancel: (accountId, orderId) => done(matching.cancelOrder(stateOf(accountId), orderId)),
    closePosition(accountId, symbol, tag, { autoCancel, clientOrderId }) {
      const state = stateOf(accountId);
      if (!instruments.has(symbol)) return refuse('unknownSymbol', symbol);
      const position = state.positions.get(positionId(symbol, tag));
      if (position === undefined || isZero(position.signedSize)) return refuse('noPosition', symbol);
      const intent = { ...closingIntent(symbol, tag, isPositive(position.signedSize)), clientOrderId };
      if (compare(freeSize(state, intent), absolute(position.signedSize)) < 0) {
        if (!autoCancel) return refuse('restingOrdersHoldSize', 'orders that close this position are resting');
        for (const resting of restingReducers(state, symbol, tag)) matching.end(state, resting, 'cancelled', 'autoCancel');
      }
      return done(matching.placeIntent(state, intent, true));
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
    subscribe: (listener) => outbox.subscribe(listener),
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
      if (position.symbol === symbol && !isZero(position.signedSize)) outbox.position(state, position);
    }
    outbox.balance(state);
    return { ok: true as const };
  }

  function replaceAccount(state: AccountState, account: PracticeAccount) {
    byKey.delete(state.account.apiKey);
    state.account = account;
    state.revision += 1;
    byKey.set(account.apiKey, state);
  }

  const operator = createOperator({ now, market, outbox, matching, states, byKey, stateOf, instrumentOf, replaceAccount });
  return { ...api, operator };
}
