// What only the operator of the practice exchange may do: the control interface and tests use it, dialects never.
import type { Decimal } from '../../shared/decimal.ts';
import type { MarginMode } from '../../shared/position.ts';
import type { PositionTag, PracticeAccount, PracticeVenue } from './exchange.ts';

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
