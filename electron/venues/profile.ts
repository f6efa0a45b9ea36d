// What differs from venue to venue, and nothing else. One file per venue in profiles/ implements this; ccxtVenue.ts
// is the one adapter that drives it (deadlines, pacing, classification, feed).
// A profile never sleeps, retries, catches or races: `send` does that. It turns our nouns into the venue's calls
// (ccxt's implicit methods, so that every answer is parsed here and nothing is guessed) and answers into our nouns.
import type { Exchange } from 'ccxt';
import type { VenueId } from '../../shared/account.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { Failure } from '../../shared/failure.ts';
import type { MarketRules, Position, WorkingOrder } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type {
  CancelOutcome,
  CloseOrder,
  Fill,
  OrderState,
  OrdersRead,
  RefusalReason,
  SubmitOutcome,
  VenueTraits,
} from '../exit/ports.ts';

/** One documented limit of the venue. Source in a comment beside each. `perIp` limits are shared by accounts. */
export type LimitRule = Readonly<{ bucket: string; capacity: number; windowMs: number; perIp: boolean }>;
export type Spend = Readonly<{ bucket: string; cost: number }>;

/** A request's fate, decided from what left the socket and what came back, not from ccxt's error class alone. */
export type Sent<T> = Readonly<
  | { kind: 'answered'; body: T; headers: Readonly<Record<string, string>> }
  /** The venue answered with an error of its own. */
  /** `body`: the parsed error answer, where a venue says per item what became of a batch (OKX codes 1 and 2). */
  | { kind: 'refused'; reason: RefusalReason; failure: Failure; retryAfterMs?: number | undefined; body?: unknown }
  | { kind: 'neverSent'; failure: Failure; retryAfterMs?: number | undefined }
  | { kind: 'unknown'; failure: Failure }
>;

/** What the venue's error body means. `unknown` for codes such as Binance -1007 or a 503 "Unknown error". */
export type RefusalReading = Readonly<
  | {
      certainty: 'refused';
      reason: RefusalReason;
      code: string;
      message: string;
      remedy?: string | undefined;
      retryAfterMs?: number | undefined;
      /** The no is to this computer's address, whatever it asks and for whichever account. */
      wholeAddress?: boolean | undefined;
      /** The time in the request is not the venue's. */
      wrongTime?: boolean | undefined;
    }
  | { certainty: 'unknown'; code: string; message: string }
>;

/** What the account holds and this adapter can not close: options, margin. `size` null: the venue does not say. */
export type NotClosable = Readonly<{ what: string; nativeSymbol: string; size: string | null }>;

export type VenueContext<Client extends Exchange = Exchange> = Readonly<{
  accountId: string;
  client: Client;
  /** By the venue's own symbol; every tradable swap of the venue. */
  marketByNative: (nativeSymbol: string) => MarketRules | undefined;
  /** Mode as last read from the venue (one-way false, two-sided true, null unknown or per symbol). */
  hedgeMode: () => boolean | null;
  setHedgeMode: (hedged: boolean | null) => void;
  /** What the last read of this list held beyond reach; replaces what was told of it before. */
  setNotClosable: (list: 'positions' | 'orders', held: readonly NotClosable[]) => void;
  /** Last mark of a symbol out of the feed, for positions that come without one. */
  markPrice: (symbol: string) => Decimal | undefined;
  nowEpochMs: () => number;
  /**
   * One venue request: waits for the pacer, then runs `request` (exactly one implicit ccxt method) under the deadline
   * of the surrounding call, and says what became of it. Never throws.
   */
  send: <T>(spend: readonly Spend[], request: () => Promise<T>) => Promise<Sent<T>>;
  /**
   * For the adapter to provide: true when the pacer would let this spending go now without waiting. Takes nothing.
   * Lets a profile choose between two budgets (Bybit: batch and single). Absent: the profile assumes a fresh budget.
   */
  fits?: ((spend: readonly Spend[]) => boolean) | undefined;
  /** The same in milliseconds: which of two budgets lets it go sooner. */
  waitMs?: ((spend: readonly Spend[]) => number) | undefined;
}>;

/** What a venue says of a key. Null: it does not tell. */
export type KeyFacts = Readonly<{
  canTrade: boolean | null; // derivatives, on this account
  canWithdraw: boolean | null;
  /** True: the key works from listed addresses alone. */
  addressesListed: boolean | null;
  expiresAtEpochMs: number | null;
  /** What else a person should know before trusting an exit to it, in sentences. */
  notes: readonly string[];
}>;

export const NOTHING_TOLD: KeyFacts = {
  canTrade: null,
  canWithdraw: null,
  addressesListed: null,
  expiresAtEpochMs: null,
  notes: [],
};

/** Where the client dials. `playMoney`: a testnet or demo, which some venues want to be told in a header or signature. */
export type ClientPlace = Readonly<{ playMoney: boolean }>;

export type DepthLevels = Readonly<Record<'bids' | 'asks', readonly (readonly [price: Decimal, size: Decimal])[]>>;

/** Thrown by reads when `send` did not answer; the adapter turns it into a failed Result. */
export class VenueReadError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export interface VenueProfile<Client extends Exchange = Exchange> {
  readonly venue: VenueId;
  readonly traits: VenueTraits;
  readonly limits: readonly LimitRule[];
  /** The venue whose documented limits per address count this venue's requests too. Absent: only its own. */
  readonly sharesBudgetOf?: VenueId | undefined;
  /** There is no stream: the account is asked this often, and `watchAccount` only waits for the end. */
  readonly pollEveryMs?: number | undefined;
  /** What one reading of positions, orders and equity spends of a budget that accounts share. Absent: too little to matter. */
  readonly auditSpend?: readonly Spend[] | undefined;
  /**
   * A ccxt pro client with every default that delays, retries or adds surprise calls switched off: enableRateLimit
   * false, maxRetriesOnFailure 0, defaultType swap, presets so that no hidden detection calls run.
   * Urls stay the venue's own: the adapter redirects the dial.
   */
  createClient(
    credential: Readonly<{ apiKey: string; secret: string; password?: string | undefined }>,
    place: ClientPlace,
  ): Client;
  /** ccxt market -> rules, digit for digit from market.info. Null for what is not a perpetual or future. */
  marketRules(market: unknown): MarketRules | null;
  /** Cheap public GET used to warm a socket and to measure the clock (answers the venue's epoch ms when it tells). */
  ping(context: VenueContext<Client>): Promise<number | null>;
  /** Connections that the first wave over twenty positions, and then the proof, take at once. Kept warm by `warm`. */
  readonly connections: number;
  /** One cheap call on a budget that lets `connections` of them go at once. Absent: `ping`. */
  warm?(context: VenueContext<Client>): Promise<unknown>;
  /** Reads mode, permissions and whatever else `submitCloses` needs to know. Throws VenueReadError. */
  prepare(context: VenueContext<Client>): Promise<void>;
  /** Permissions of the key as the venue tells them. Throws VenueReadError; a permission that it does not tell is null. */
  readKey(context: VenueContext<Client>): Promise<KeyFacts>;
  readPositions(context: VenueContext<Client>): Promise<readonly Position[]>;
  readOrders(context: VenueContext<Client>): Promise<OrdersRead>;
  readEquity(context: VenueContext<Client>): Promise<Readonly<Record<string, Decimal>>>;
  /** The best 50 or so levels of each side, [price, size in the venue's size unit], best first. Public. */
  readDepth(context: VenueContext<Client>, market: MarketRules): Promise<DepthLevels>;
  submitCloses(context: VenueContext<Client>, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]>;
  cancelOrders(context: VenueContext<Client>, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]>;
  sweepOrders(context: VenueContext<Client>, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]>;
  restoreOrder(context: VenueContext<Client>, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome>;
  lookUp(context: VenueContext<Client>, order: CloseOrder): Promise<OrderState>;
  readFills(
    context: VenueContext<Client>,
    orders: readonly Readonly<{ symbol: string; orderId: string }>[],
  ): Promise<readonly Fill[]>;
  /** What an error answer (HTTP status and parsed body, or raw text when it is not JSON) means. Null: not an error of the venue. */
  readRefusal(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>): RefusalReading | null;
  /** Runs the private stream (positions, orders, balance) until aborted or broken; rejects when it breaks. */
  watchAccount(context: VenueContext<Client>, emit: (event: AccountTruthEvent) => void, signal: AbortSignal): Promise<never>;
  /** Runs mark prices for these unified symbols until aborted or broken. */
  watchMarks(
    context: VenueContext<Client>,
    symbols: readonly string[],
    emit: (event: AccountTruthEvent) => void,
    signal: AbortSignal,
  ): Promise<never>;
}
