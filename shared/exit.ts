import type { AccountId, Environment, VenueId } from './account.ts';
import type { Decimal } from './decimal.ts';
import type { Failure } from './failure.ts';
import type { OrderFamily, PositionKey, Side } from './position.ts';

/** The four actions. A filter field that is absent does not restrict; all given fields must be met. */
export type ExitRequest = Readonly<
  | { action: 'emergencyExit' }
  | { action: 'flattenWinners' }
  | { action: 'partialClose'; position: PositionKey; exitPct: number } // integer 1-100; 100 is all of it
  | { action: 'flatten'; filter: FlattenFilter }
>;

export type FlattenFilter = Readonly<{
  account?: AccountId | undefined;
  venue?: VenueId | undefined;
  instrument?: string | undefined; // unified or native symbol
  marketPosition?: Side | undefined;
}>;

/** One position that a preview would close. Estimates are marked as such by their names. */
export type PreviewLeg = Readonly<{
  position: PositionKey;
  accountId: AccountId;
  venue: VenueId;
  symbol: string;
  side: Side;
  size: Decimal; // what the position holds now, venue's size unit
  closeSize: Decimal; // lot-rounded size that will be closed
  remainingSize: Decimal;
  sizeUnit: string; // "BTC", "contracts"
  notionalUsd: Decimal | null;
  estimatedPnlUsd: Decimal | null; // net of the taker fee, at the mark, before slippage
  estimatedFeeUsd: Decimal | null;
  estimatedSlippageUsd: Decimal | null; // from the book; null when no book is known
  note: string | null; // "closes all of it: what would remain is below the minimum", ...
}>;

export type KeptPosition = Readonly<{
  position: PositionKey;
  accountId: AccountId;
  /** These two are absent in reports of earlier versions. */
  venue?: VenueId | undefined;
  nativeSymbol?: string | undefined;
  symbol: string;
  side: Side;
  unrealizedPnlUsd: Decimal | null;
  reason: string;
}>;

/** The ways in for programs. */
export type AutomationWay = 'rest' | 'websocket' | 'mcp';

/** Which key asked, and what names the call: the same call, repeated, means the same exit. */
export type Asked = Readonly<{
  keyId: string;
  keyName: string;
  via: AutomationWay;
  /** The caller's own name for this call; null: it gave none. */
  idempotencyKey: string | null;
  /** Of the verb and its arguments: the same name for another call is refused. */
  fingerprint: string;
  /** The position that a partial close means, kept so that its answer is about none other; absent: it was no partial close. */
  position?: string | undefined;
}>;

const WAYS: Readonly<Record<AutomationWay, string>> = { rest: 'REST', websocket: 'WebSocket', mcp: 'MCP' };
export const wayWords = (via: AutomationWay): string => WAYS[via];
export const askedWords = ({ keyName, via }: Pick<Asked, 'keyName' | 'via'>): string => `the key "${keyName}" over ${WAYS[via]}`;

/** What would happen, with a one-time plan id. `confirmExit(planId)` runs it while it has not expired. */
export type ExitPreview = Readonly<{
  planId: string;
  expiresAtMs: number;
  request: ExitRequest;
  environment: Environment;
  legs: readonly PreviewLeg[];
  kept: readonly KeptPosition[];
  ordersToCancel: number;
  accounts: number;
  venues: number;
  notionalUsd: Decimal;
  estimatedPnlUsd: Decimal | null;
  estimatedFeeUsd: Decimal | null;
  estimatedSlippageUsd: Decimal | null;
  warnings: readonly string[]; // stale account, unreadable order family, ...
}>;

export type LegState =
  | 'queued' // planned, nothing sent
  | 'sending' // an order is on the wire
  | 'accepted' // the venue took it; not yet proved
  | 'unknown' // sent, outcome not known; being looked up
  | 'refused' // the venue said no; next attempt is being decided
  | 'residual' // something is left after an attempt; next attempt follows
  | 'proved' // read back: what was to be closed is closed
  | 'dust' // below the venue's minimum and refused
  | 'gaveUp'; // attempts or time are used up

export type LegView = Readonly<{
  legId: string;
  accountId: AccountId;
  venue: VenueId;
  symbol: string;
  side: Side;
  startSize: Decimal; // position when the exit began
  /** The position as it was planned; absent in reports of earlier versions. PnL: settle currency. */
  atPress?: Readonly<{ nativeSymbol: string; entryPrice: Decimal; markPrice: Decimal; unrealizedPnl: Decimal }> | undefined;
  targetSize: Decimal; // what should remain ("0" unless partial)
  remainingSize: Decimal | null; // last read back; null when not read since
  sizeUnit: string;
  state: LegState;
  attempts: number;
  naked: boolean; // protection was removed and the close was refused
  failure: Failure | null;
  /** Milliseconds after the press: the leg's timeline. Queued: sized and numbered, its order not yet on the wire. */
  queuedAtMs: number | null;
  sentAtMs: number | null;
  acknowledgedAtMs: number | null;
  provedAtMs: number | null;
  averagePrice: Decimal | null;
  realizedPnl: Decimal | null; // from fills, settle currency, before fees
  fee: Decimal | null; // from fills, settle currency, positive is paid
  settle: string;
  orderIds: readonly string[];
}>;

export type Verdict = 'flat' | 'notFlat' | 'unknown';

/** What an exit found left in scope when it ended. */
export type LeftOver = Readonly<
  | { kind: 'position'; accountId: AccountId; symbol: string; side: Side; size: Decimal; dust: boolean; reason: string }
  | { kind: 'order'; accountId: AccountId; symbol: string; orderId: string; family: OrderFamily; reason: string }
  | { kind: 'unreadable'; accountId: AccountId; reason: string }
  | { kind: 'unsweepable'; accountId: AccountId; family: OrderFamily; reason: string }
  | { kind: 'notClosable'; accountId: AccountId; what: string; reason: string } // an option, a margin position
>;

export type AccountExitView = Readonly<{
  accountId: AccountId;
  venue: VenueId;
  label: string;
  phase: 'closing' | 'sweeping' | 'proving' | 'done';
  verdict: Verdict | null; // null while running
  ordersCancelled: number;
  requests: number; // venue calls spent by this exit
  flatAtMs: number | null; // after the press; only with verdict flat
}>;

/**
 * An exit as the screen sees it, running or ended.
 * Verdict `flat` for a partial close or winners means: what was asked for is proved; `kept` lists the rest.
 */
export type ExitView = Readonly<{
  exitId: string;
  request: ExitRequest;
  environment: Environment;
  /** A press, or Stay flat, which closes again what came back. */
  startedBy: 'person' | 'stayFlat';
  /** The automation call that stood for a person's press; absent: it was a person. */
  asked?: Asked | undefined;
  pressedAtMs: number; // epoch
  /** Epoch ms at which a new start of Breakglass took it up again; null: it ran in one go. */
  resumedAtMs: number | null;
  endedAtMs: number | null;
  /** Milliseconds from press to the last proving read; null unless the verdict is flat. */
  pressToFlatMs: number | null;
  verdict: Verdict | null;
  gaveUp: boolean;
  legs: readonly LegView[];
  accounts: readonly AccountExitView[];
  kept: readonly KeptPosition[];
  leftOver: readonly LeftOver[];
  ordersCancelled: number;
  /** From fills only; null when the fills of at least one leg could not be read. */
  realizedPnlUsd: Decimal | null;
  feeUsd: Decimal | null;
  /** Settle currency -> USD rate used for the two above. */
  rates: Readonly<Record<string, Decimal>>;
  notes: readonly string[];
}>;

/** One line of an exit's stored timeline, out of the journal. */
export type TimelineEvent = Readonly<{
  atMs: number; // after the press
  accountId: AccountId | null;
  legId: string | null;
  symbol: string | null;
  kind:
    | 'pressed'
    | 'joined' // an automation call that means what runs already
    | 'queued' // the leg was planned
    | 'sent' // written down, then put on the wire
    | 'accepted'
    | 'refused'
    | 'neverSent'
    | 'unknown'
    | 'moved' // the leg's state changed: "residual -> sending"
    | 'cancelling' // orders of the account are being cancelled
    | 'restored' // a cancelled stop goes back
    | 'resumed' // Breakglass had stopped in the middle
    | 'ended';
  /** Size of an order, the venue's words, what an order was cancelled for. */
  detail: string | null;
}>;
