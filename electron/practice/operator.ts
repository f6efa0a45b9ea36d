// What only the operator of the practice exchange may do: the control interface and tests use it, dialects never.
import { isPositive, isZero, type Decimal } from '../../shared/decimal.ts';
import type { MarginMode } from '../../shared/position.ts';
import { openAccount, positionId, type AccountState, type PositionState } from './accountState.ts';
import type { Instrument, PositionTag, PracticeAccount, PracticeVenue } from './exchange.ts';
import { marginModeOf } from './ledger.ts';
import { valueAt } from './margin.ts';
import type { Market } from './market.ts';
import type { Matching } from './matching.ts';
import type { Outbox } from './outbox.ts';

export type InjectedPosition = Readonly<{
  symbol: string;
  signedSize: Decimal; // short is negative, in hedge mode too
  entryPrice: Decimal;
  leverage?: Decimal | undefined;
  marginMode?: MarginMode | undefined;
}>;

/** Unknown accounts and symbols throw. */
export interface VenueOperator {
  createAccount(account: PracticeAccount, wallets: Readonly<Record<string, Decimal>>): void;
  removeAccount(accountId: string): void;
  /** Cancels every order and takes every position away at no price; streams are told. */
  clearAccount(accountId: string): void;
  /** Key rights, position mode, label: without the refusals that a user would meet. */
  setAccount(accountId: string, change: Partial<Pick<PracticeAccount, 'key' | 'positionMode' | 'label'>>): void;
  setWallet(accountId: string, currency: string, wallet: Decimal): void;
  setMarginTerms(
    accountId: string,
    symbol: string,
    terms: Readonly<{ leverage?: Decimal | undefined; marginMode?: MarginMode | undefined }>,
  ): void;
  /** Puts a position there as if it had been opened at `entryPrice` without a fill; replaces one with the same tag. */
  injectPosition(accountId: string, terms: InjectedPosition): PositionTag;
  /** Mark and last; resting orders and triggers that are reached go off at once. */
  setPrice(symbol: string, price: Decimal): void;
  setFrozen(frozen: boolean): void;
  isFrozen(): boolean;
  /** 1 is the usual depth, 0 an empty book. */
  setDepth(symbol: string, factor: number): void;
  setSuspended(symbol: string, suspended: boolean): void;
  /** One step of market time (the host calls it about every 500 ms). */
  tick(): void;
}

export type OperatedVenue = PracticeVenue & Readonly<{ operator: VenueOperator }>;

/** What an operator works on: the inside of a venue. */
export type OperatedCore = Readonly<{
  now: () => number;
  market: Market;
  outbox: Outbox;
  matching: Matching;
  states: Map<string, AccountState>;
  byKey: Map<string, AccountState>;
  stateOf: (accountId: string) => AccountState;
  instrumentOf: (symbol: string) => Instrument;
  replaceAccount: (state: AccountState, account: PracticeAccount) => void;
}>;

export function createOperator(core: OperatedCore): VenueOperator {
  const { now, market, outbox, matching, states, byKey, stateOf, instrumentOf, replaceAccount } = core;
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
      for (const order of state.working.values()) matching.end(state, order, 'cancelled', 'operator');
      for (const [id, position] of state.positions) {
        if (isZero(position.signedSize)) continue;
        const flat: PositionState = { ...position, signedSize: '0', cost: '0', updatedAtMs: now() };
        state.positions.set(id, flat);
        state.revision += 1;
        outbox.position(state, flat);
      }
      outbox.balance(state);
      outbox.tell();
    },
    setAccount(accountId, change) {
      const state = stateOf(accountId);
      replaceAccount(state, { ...state.account, ...change });
    },
    setWallet(accountId, currency, wallet) {
      const state = stateOf(accountId);
      state.wallets.set(currency, wallet);
      state.revision += 1;
      outbox.balance(state);
      outbox.tell();
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
      outbox.position(state, position);
      outbox.balance(state);
      outbox.tell();
      return tag;
    },
    setPrice(symbol, price) {
      instrumentOf(symbol);
      market.setPrice(symbol, price);
      outbox.quote(symbol);
      matching.matchSymbol(symbol);
      matching.liquidate(states.values());
      outbox.tell();
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
        outbox.quote(symbol);
        matching.matchSymbol(symbol);
      }
      matching.liquidate(states.values());
      outbox.tell();
    },
  };
  return operator;
}
