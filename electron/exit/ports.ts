// Everything that the close logic asks of the world. Adapters implement these; the core imports nothing else.
// Rules of the contract:
//  - A read that did not succeed is a failure, never an empty list.
//  - A write ends `accepted`, `refused` or `unknown`. Only `refused` and `neverSent` mean that nothing happened.
//  - No adapter repeats a write by itself. No call outlives its deadline: past it a read fails and a write is `unknown`.
//    `deadlineMs` is a point in time on Clock.now(), not a duration.
import type { AccountId, Environment, VenueId } from '../../shared/account.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { Asked, ExitRequest, ExitView, KeptPosition, LegState, Verdict } from '../../shared/exit.ts';
import type { Failure, Result } from '../../shared/failure.ts';
import type { OrderFamily, OrderSide, Position, PositionKey, WorkingOrder } from '../../shared/position.ts';

/** A market (or immediate-or-cancel) order that can only reduce one position. */
export type CloseOrder = Readonly<{
  clientOrderId: string; // deterministic: exit, leg, attempt, slice; already in the venue's format
  position: Position; // whose hedge tag, margin mode and market apply
  orderSide: OrderSide;
  size: Decimal; // venue's size unit, lot-aligned unless it is the whole position digit for digit
  /** Null: market order. Otherwise an immediate-or-cancel limit at this price (price-band refusals). */
  limitPrice: Decimal | null;
}>;

export type RefusalReason =
  | 'nothingToClose' // no position, or already smaller: re-read, it may be done
  | 'restingOrdersHoldSize' // own reduce-only orders use up the size
  | 'priceBand' // market order outside the venue's price limits, or book too thin
  | 'belowMinimum'
  | 'aboveMaximum'
  | 'hedgeTag' // position mode is not what we thought: re-read
  | 'duplicate' // this client order id exists: look it up
  | 'rateLimited' // rejected by a limiter; certain not to have been processed
  | 'credentials'
  | 'suspended' // symbol halted or settling
  | 'other';

export type SubmitOutcome = Readonly<
  | { kind: 'accepted'; orderId: string; filledSize: Decimal | null } // null: the venue's answer does not say
  | { kind: 'refused'; reason: RefusalReason; failure: Failure; retryAfterMs?: number | undefined }
  | { kind: 'neverSent'; failure: Failure; retryAfterMs?: number | undefined } // certain: no byte of it left
  | { kind: 'unknown'; failure: Failure }
>;

export type CancelOutcome = Readonly<
  | { kind: 'cancelled' } // accepted by the venue; proved only by reading orders back
  | { kind: 'gone' } // filled, cancelled or expired before
  | { kind: 'refused'; failure: Failure }
  | { kind: 'unknown'; failure: Failure }
>;

export type OrderState = Readonly<
  { kind: 'found'; orderId: string; working: boolean; filledSize: Decimal | null } | { kind: 'absent' } // the venue says that it never saw this id
>;

export type OrdersRead = Readonly<{
  orders: readonly WorkingOrder[];
  /** Families that exist at the venue and could not be listed this time. Never silently empty. */
  unreadable: readonly Readonly<{ family: OrderFamily; failure: Failure }>[];
}>;

export type Fill = Readonly<{
  orderId: string;
  clientOrderId: string | null;
  symbol: string;
  price: Decimal;
  size: Decimal; // venue's size unit
  fee: Decimal | null; // settle currency, positive is paid; null when paid in a coin whose price is not known
  realizedPnl: Decimal | null; // settle currency, before fees; null when the venue's fills do not carry it
}>;

/** Last known truth of one account out of the live book. */
export type KnownTruth = Readonly<{
  positions: readonly Position[];
  orders: readonly WorkingOrder[];
  /** Age in ms of the last frame (or pong) on the healthy private stream; null when the stream is not healthy. */
  ageMs: number | null;
}>;

export type VenueTraits = Readonly<{
  closeBatchSize: number; // close orders that one submit call may carry
  cancelBatchSize: number;
  /** Builds a client order id in the venue's alphabet and length; same input, same id. */
  clientOrderId: (exitId: string, leg: number, attempt: number, slice: number) => string;
  orderFamilies: readonly OrderFamily[];
  /** Families that the venue has but this adapter can not cancel, named in the report. */
  unsweepable: readonly OrderFamily[];
  /** This long after it was sent the venue may still take a request that was held up on the way, ms. */
  receiveWindowMs: number;
}>;

/** One account on one venue, as the exit sees it. */
export interface Venue {
  readonly accountId: AccountId;
  readonly venue: VenueId;
  readonly label: string;
  readonly traits: VenueTraits;
  known(): KnownTruth;
  /** Calls back after each applied stream event or snapshot; returns the unsubscriber. */
  onTruth(listener: () => void): () => void;
  /** Routine polling off (true) while an exit runs on this account. Never blocks. */
  reserveForExit(reserved: boolean): void;
  /** Builds and signs the requests of these orders, so that doing it is fast afterwards. No byte leaves. Never rejects. */
  rehearse?(orders: readonly CloseOrder[]): Promise<void>;
  /** What the last reads found that this adapter can not close (options, margin), in words; an account with any is not flat. */
  notClosable?(): readonly string[];
  readPositions(deadlineMs: number): Promise<Result<readonly Position[]>>;
  readOrders(deadlineMs: number): Promise<Result<OrdersRead>>;
  /** At most traits.closeBatchSize orders. One outcome per order, same order. Never throws, never retries. */
  submitCloses(orders: readonly CloseOrder[], deadlineMs: number): Promise<readonly SubmitOutcome[]>;
  /** Exactly these orders. At most traits.cancelBatchSize, one family and any symbols. One outcome per order. */
  cancelOrders(orders: readonly WorkingOrder[], deadlineMs: number): Promise<readonly CancelOutcome[]>;
  /**
   * Everything that works on the symbols of these orders may go, of every family: the adapter picks the venue's
   * cheapest calls (cancel-all per symbol and family where it exists). One outcome per order; proof is a later read.
   */
  sweepOrders(orders: readonly WorkingOrder[], deadlineMs: number): Promise<readonly CancelOutcome[]>;
  /** Submits a reduce-only protective order again after it was cancelled for a close that was then refused. */
  restoreOrder(order: WorkingOrder, clientOrderId: string, deadlineMs: number): Promise<SubmitOutcome>;
  /** What became of a client order id. A failure means that nobody could say. */
  lookUp(order: CloseOrder, deadlineMs: number): Promise<Result<OrderState>>;
  /** Executions of these orders, for realised PnL and fees. */
  readFills(
    orders: readonly Readonly<{ symbol: string; orderId: string }>[],
    deadlineMs: number,
  ): Promise<Result<readonly Fill[]>>;
  /** Best prices for an immediate-or-cancel limit inside the venue's band; null when not known. */
  closingPrice(position: Position): Decimal | null;
}

export interface Clock {
  /** Monotonic milliseconds. All deadlines are on this clock. */
  now(): number;
  /** Wall clock, epoch ms, for reports only. */
  epoch(): number;
  sleep(ms: number): Promise<void>;
  /** Resolves when what this turn has begun has left the process. Never rejects. Absent: nothing needs to wait for it. */
  nextTurn?: (() => Promise<void>) | undefined;
}

export interface Ids {
  /** Unique, lower-case letters and digits, 10 characters. */
  exitId(): string;
  planId(): string;
}

/** Intentions, transitions and answers, in the order in which they happen. The journal stamps each with the time. */
export type JournalEntry = Readonly<
  | {
      kind: 'exitIntended';
      exitId: string;
      atEpochMs: number;
      request: ExitRequest;
      environment: Environment;
      startedBy: ExitView['startedBy'];
      closeSize: Decimal | null; // partial close: what the preview announced
      accounts: readonly AccountId[];
      asked?: Asked | undefined;
    }
  /** An automation call that a running exit served. */
  | { kind: 'exitJoined'; exitId: string; atEpochMs: number; asked: Asked }
  /** Which positions of an account winners mean: chosen once, from a read after the press. */
  | { kind: 'scopePlanned'; exitId: string; accountId: AccountId; closing: readonly PositionKey[]; kept: readonly KeptPosition[] }
  | {
      kind: 'legPlanned';
      exitId: string;
      legId: string;
      index: number;
      position: Position;
      targetSize: Decimal;
      closeLimit: Decimal | null;
    }
  | {
      kind: 'orderIntended';
      exitId: string;
      legId: string;
      attempt: number;
      clientOrderId: string;
      orderSide: OrderSide;
      size: Decimal;
      limitPrice: Decimal | null;
      restores: string | null; // id of the cancelled stop that this order puts back; null: a close
    }
  | {
      kind: 'orderAnswered';
      exitId: string;
      legId: string;
      clientOrderId: string;
      outcome: SubmitOutcome['kind'];
      reason: RefusalReason | null;
      orderId: string | null;
      detail: string | null; // the venue's words
    }
  | { kind: 'legMoved'; exitId: string; legId: string; from: LegState; to: LegState }
  | {
      kind: 'ordersCancelled';
      exitId: string;
      accountId: AccountId;
      legId: string | null; // the leg whose close these orders hold up: they may have to be put back
      orders: readonly WorkingOrder[];
      why: string;
    }
  /** One account of an exit has its result; the others may take long. */
  | { kind: 'accountEnded'; exitId: string; accountId: AccountId; verdict: Verdict }
  | { kind: 'exitResumed'; exitId: string; atEpochMs: number }
  | { kind: 'exitEnded'; exitId: string; atEpochMs: number; verdict: Verdict | null; report: ExitView }
>;

export interface Journal {
  /** Durable when it returns: on disk and flushed, with every note before it. Called before the first byte of what it describes. */
  commit(entries: readonly JournalEntry[]): void;
  /** In order, written soon; for progress that a re-read reconstructs anyway. Never throws. */
  note(entry: JournalEntry): void;
  /** Goes the way of a commit and takes it all back: compiled when it counts. Writes nothing. Never throws. */
  rehearse?(entries: readonly JournalEntry[]): void;
}
