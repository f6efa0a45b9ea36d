// What a venue tells about one account: the events that flow from the venue adapters into the book.
import type { Decimal } from './decimal.ts';
import type { Failure } from './failure.ts';
import type { OrderFamily, Position, Side, WorkingOrder } from './position.ts';

export type AccountTruthEvent = Readonly<
  /** A whole REST read. Replaces everything older; stream events younger than `readStartedAtMs` (monotonic) win over it. */
  | {
      kind: 'snapshot';
      positions: readonly Position[];
      orders: readonly WorkingOrder[];
      unreadableFamilies: readonly OrderFamily[];
      hedgeMode: boolean | null;
      /** What the account holds and Breakglass can not close, in words. Absent: nothing. */
      notClosable?: readonly string[] | undefined;
      readStartedAtMs: number;
    }
  | { kind: 'position'; position: Position }
  /** `side` null: both sides of the symbol (a one-way account became flat there). */
  | { kind: 'positionGone'; symbol: string; side: Side | null; atMs: number }
  | { kind: 'order'; order: WorkingOrder; atMs: number }
  /** `family` null: the venue numbers all its orders in one row, and this id is gone from every family. */
  | { kind: 'orderGone'; family: OrderFamily | null; orderId: string; symbol: string; atMs: number }
  | { kind: 'mark'; symbol: string; markPrice: Decimal; atMs: number }
  /** Wallet balance plus unrealised by currency, as the venue gives it. */
  | { kind: 'equity'; byCurrency: Readonly<Record<string, Decimal>>; atMs: number }
  /** A frame or pong arrived on the private stream. */
  | { kind: 'alive'; atMs: number }
  | { kind: 'connecting' }
  | { kind: 'down'; reason: string; atMs: number }
  | { kind: 'failed'; failure: Failure }
>;
