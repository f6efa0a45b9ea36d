// What a run leaves for the judge: the exchange's own ledger from the first press on, and what the panel said. Plain data.
// Times are milliseconds after the first press.
import type { StoryVenue } from '../storyVenues.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { ExitRequest, ExitView, PreviewLeg } from '../../shared/exit.ts';
import type { OrderSide } from '../../shared/position.ts';
import type { PositionTag, PracticeOrder } from '../../electron/practice/exchange.ts';
import type { StormRun } from './stormRun.ts';

/** Signed: a short is negative, in hedge mode too. `unrealizedPnl` and `leavingFee` at the mark, settle currency. */
export type HeldPosition = Readonly<{
  account: string;
  symbol: string; // the venue's own, as everywhere here
  tag: PositionTag;
  signedSize: Decimal;
  unrealizedPnl: Decimal;
  leavingFee: Decimal;
}>;

export type LedgerState = Readonly<{ positions: readonly HeldPosition[]; orders: readonly PracticeOrder[] }>;

/** One event of the exchange: what became of an order, and how much of it was filled then. */
export type LedgerEvent = Readonly<{
  atMs: number;
  order: PracticeOrder;
  fill: Readonly<{ orderSide: OrderSide; size: Decimal; fee: Decimal; realizedPnl: Decimal }> | null;
}>;

export type StormAccount = Readonly<{ id: string; venue: StoryVenue; hedge: boolean }>;

export type PressRecord = Readonly<
  | { kind: 'refused'; atMs: number; request: ExitRequest; words: string }
  | {
      kind: 'confirmed';
      atMs: number;
      request: ExitRequest;
      exitId: string;
      joined: boolean;
      legs: readonly PreviewLeg[]; // as previewed
    }
>;

export type ExitRecordOfRun = Readonly<{
  exitId: string;
  pressedAtMs: number;
  /** When each account had its verdict. */
  verdictAtMs: ReadonlyMap<string, number>;
  /** Null: it never ended. */
  endedAtMs: number | null;
  view: ExitView;
}>;

export type Evidence = Readonly<{
  run: StormRun;
  accounts: readonly StormAccount[];
  /** Unified symbol of each native one: the panel's words and the exchange's. */
  unified: (account: string, symbol: string) => string;
  start: LedgerState;
  events: readonly LedgerEvent[];
  /** Client order ids that the panel wrote down before it sent them, with the exit that did. */
  sent: ReadonlyMap<string, string>;
  botOrders: ReadonlySet<string>; // order ids
  presses: readonly PressRecord[];
  exits: readonly ExitRecordOfRun[];
  boundMs: number;
  callMs: number;
}>;
