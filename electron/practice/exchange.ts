// The practice exchange's market model as the wire dialects see it: one PracticeVenue per venue, in neutral words.
// A dialect turns wire requests into these calls and these answers, refusals and events into the venue's wire format.
// All prices and sizes are decimal strings in the venue's own size unit.
import type { PracticeVenueId } from '../../shared/venue.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { MarginMode, OrderFamily, OrderSide } from '../../shared/position.ts';

export type Instrument = Readonly<{
  symbol: string; // the venue's id
  base: string;
  quote: string;
  settle: string;
  kind: 'linear' | 'inverse';
  contractSize: Decimal; // linear: base per size unit; inverse: quote value per size unit
  tickSize: Decimal;
  lotSize: Decimal;
  minSize: Decimal;
  maxLimitSize: Decimal;
  maxMarketSize: Decimal;
  minNotional: Decimal | null;
  maxLeverage: Decimal;
  price: Decimal; // mark at the start of the simulation
  extra: Readonly<Record<string, unknown>>; // the venue's other raw fields
}>;

export type PracticeKey = Readonly<{
  trade: boolean;
  withdraw: boolean;
  revoked: boolean;
  ipAllowed: boolean;
  /** False: the key works from everywhere. Absent: it is bound to addresses. */
  addressesListed?: boolean | undefined;
  /** Epoch ms; null or absent: it does not expire. */
  expiresAtMs?: number | null | undefined;
}>;

export type PracticeAccount = Readonly<{
  id: string; // stable, e.g. "binance-main"
  venue: PracticeVenueId;
  label: string;
  apiKey: string;
  secret: string;
  passphrase: string | null; // OKX
  uid: string;
  positionMode: 'oneWay' | 'hedge';
  /** What the key may do. A control switch changes it; `revoked` keys are refused as unknown keys are. */
  key: PracticeKey;
}>;

/** Hedge-mode tag: 'both' is a one-way position. */
export type PositionTag = 'both' | 'long' | 'short';

export type Trigger = Readonly<{
  kind: 'stop' | 'takeProfit' | 'either' | 'trailing'; // 'either': fires when the price reaches it from either side
  price: Decimal | null; // null for trailing before activation
  by: 'mark' | 'last';
  callbackPercent: Decimal | null; // trailing only
}>;

export type OrderIntent = Readonly<{
  symbol: string;
  orderSide: OrderSide;
  type: 'market' | 'limit';
  /** Null: as much as the tagged position holds (close-position orders). */
  size: Decimal | null;
  price: Decimal | null;
  timeInForce: 'gtc' | 'ioc' | 'fok' | 'postOnly';
  reduceOnly: boolean;
  tag: PositionTag;
  marginMode: MarginMode | null; // the order's own, where the venue carries one (OKX tdMode)
  clientOrderId: string | null;
  family: OrderFamily;
  trigger: Trigger | null;
  /** Take-profit and stop that travel with the order or live on the position. */
  attachedTo: PositionTag | null;
  /** Whatever the dialect wants to find again on the order to echo it on the wire. */
  wire: Readonly<Record<string, unknown>>;
}>;

export type PracticeOrder = OrderIntent &
  Readonly<{
    orderId: string;
    accountId: string;
    status: 'working' | 'filled' | 'cancelled' | 'expired' | 'triggered';
    filledSize: Decimal;
    averagePrice: Decimal | null;
    /** Order that a trigger order turned into. */
    triggeredOrderId: string | null;
    createdAtMs: number;
    updatedAtMs: number;
    endReason: string | null;
  }>;

export type PracticeFill = Readonly<{
  fillId: string;
  orderId: string;
  clientOrderId: string | null;
  accountId: string;
  symbol: string;
  orderSide: OrderSide;
  tag: PositionTag;
  price: Decimal;
  size: Decimal;
  fee: Decimal; // settle currency, positive is paid
  maker: boolean;
  realizedPnl: Decimal; // settle currency, before fee; "0" for what opened
  atMs: number;
}>;

export type PracticePosition = Readonly<{
  accountId: string;
  symbol: string;
  tag: PositionTag;
  /** Signed in one-way mode; positive magnitude with tag long/short in hedge mode. "0" after a close. */
  signedSize: Decimal;
  entryPrice: Decimal;
  markPrice: Decimal;
  liquidationPrice: Decimal | null;
  leverage: Decimal;
  marginMode: MarginMode;
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
  unrealizedPnl: Decimal; // settle currency
  realizedPnl: Decimal; // of this position so far, settle currency, after fees
  notional: Decimal; // absolute, quote (linear) or settle (inverse) currency as the venue prints it
  createdAtMs: number;
  updatedAtMs: number;
}>;

export type PracticeBalance = Readonly<{
  currency: string;
  wallet: Decimal;
  unrealizedPnl: Decimal;
  equity: Decimal;
  available: Decimal;
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
}>;

export type Quote = Readonly<{
  symbol: string;
  mark: Decimal;
  index: Decimal;
  last: Decimal;
  bid: Decimal;
  bidSize: Decimal;
  ask: Decimal;
  askSize: Decimal;
  open24h: Decimal;
  high24h: Decimal;
  low24h: Decimal;
  volume24h: Decimal; // size units
  turnover24h: Decimal; // quote
  fundingRate: Decimal;
  nextFundingAtMs: number;
  atMs: number;
}>;

/** Why the exchange said no, in neutral words; the dialect knows the venue's code and sentence for each. */
export type RefusalCode =
  | 'unknownSymbol'
  | 'suspended'
  | 'sizeStep'
  | 'priceTick'
  | 'belowMinSize'
  | 'belowMinNotional'
  | 'aboveMaxSize'
  | 'insufficientMargin'
  | 'reduceOnlyRejected' // nothing to reduce, or wrong direction
  | 'restingOrdersHoldSize' // own reduce-only orders already use up the position
  | 'noPosition' // close-position call without a position
  | 'wrongTag' // tag does not fit the account's position mode
  | 'marginModeMismatch'
  | 'priceBand'
  | 'noLiquidity'
  | 'wouldTriggerImmediately'
  | 'duplicateClientOrderId'
  | 'tooManyOrders'
  | 'orderNotFound'
  | 'orderFinal' // already filled or cancelled
  | 'modeChangeWithExposure'
  | 'noChange';

export type Refusal = Readonly<{ ok: false; code: RefusalCode; detail: string }>;
export type Placed = Readonly<{ ok: true; order: PracticeOrder; fills: readonly PracticeFill[] }>;

export type PracticeEvent = Readonly<
  | {
      kind: 'order';
      account: PracticeAccount;
      order: PracticeOrder;
      fill: PracticeFill | null;
      cause: 'new' | 'fill' | 'cancel' | 'expire' | 'trigger';
    }
  | { kind: 'position'; account: PracticeAccount; position: PracticePosition } // after every fill and mode change; size "0" when closed
  | { kind: 'balance'; account: PracticeAccount; balances: readonly PracticeBalance[] }
  | { kind: 'quote'; quote: Quote } // every market tick of every symbol
>;

export type OrderFilter = Readonly<{
  symbol?: string | undefined;
  family?: OrderFamily | undefined;
  settle?: string | undefined;
  kind?: Instrument['kind'] | undefined;
}>;

export interface PracticeVenue {
  readonly venue: PracticeVenueId;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly takerFee: Decimal;
  readonly makerFee: Decimal;
  now(): number; // epoch ms
  quote(symbol: string): Quote | undefined;
  /** Best first, `levels` per side. */
  book(
    symbol: string,
    levels: number,
  ): Readonly<{ bids: readonly (readonly [Decimal, Decimal])[]; asks: readonly (readonly [Decimal, Decimal])[] }>;

  accounts(): readonly PracticeAccount[];
  accountByKey(apiKey: string): PracticeAccount | undefined; // revoked keys included: check account.key
  account(accountId: string): PracticeAccount;

  positions(accountId: string): readonly PracticePosition[]; // open ones only
  position(accountId: string, symbol: string, tag: PositionTag): PracticePosition | undefined;
  balances(accountId: string): readonly PracticeBalance[];
  workingOrders(accountId: string, filter?: OrderFilter): readonly PracticeOrder[];
  /** By venue order id or client order id, working or ended; the newest when a client id was used twice. */
  order(
    accountId: string,
    id: Readonly<{ orderId?: string | undefined; clientOrderId?: string | undefined }>,
  ): PracticeOrder | undefined;
  endedOrders(accountId: string, filter?: OrderFilter): readonly PracticeOrder[]; // newest first, last 1,000
  fills(
    accountId: string,
    filter?: Readonly<{ symbol?: string | undefined; orderId?: string | undefined; sinceMs?: number | undefined }>,
  ): readonly PracticeFill[];

  place(accountId: string, intent: OrderIntent): Placed | Refusal;
  cancel(accountId: string, orderId: string): Readonly<{ ok: true; order: PracticeOrder }> | Refusal;
  /** The venue's own close-position call: market order for all of it; with `autoCancel` own orders that hold the size go first. */
  closePosition(
    accountId: string,
    symbol: string,
    tag: PositionTag,
    options: Readonly<{ autoCancel: boolean; clientOrderId: string | null }>,
  ): Placed | Refusal;

  leverage(accountId: string, symbol: string): Decimal;
  setLeverage(accountId: string, symbol: string, leverage: Decimal): Readonly<{ ok: true }> | Refusal;
  marginMode(accountId: string, symbol: string): MarginMode;
  setMarginMode(accountId: string, symbol: string, mode: MarginMode): Readonly<{ ok: true }> | Refusal;
  setPositionMode(accountId: string, mode: 'oneWay' | 'hedge'): Readonly<{ ok: true }> | Refusal;

  subscribe(listener: (event: PracticeEvent) => void): () => void;
}

/** Rules of a venue that the model must follow; each dialect exports its own beside the dialect. */
export type VenueBehaviour = Readonly<{
  newOrderId: (sequence: number) => string;
  takerFee: Decimal;
  makerFee: Decimal;
  /** What happens to own resting reduce-only orders when their position is gone. */
  onFlat: 'cancelReduceOnly' | 'keep';
  /** Whether a reduce-only order that exceeds the free size is refused, or cut down to it. */
  reduceOnlyExcess: 'refuse' | 'cut';
  clientOrderIdUnique: 'amongWorking' | 'always';
  /** Largest share by which a market order may move from the mark before the rest is cancelled (price band). */
  marketBandPercent: Decimal;
  maxWorkingOrdersPerSymbol: number;
  clientOrderIdPattern: RegExp;
}>;

// ---- the wire -----------------------------------------------------------------------------------------------------

export type WireRequest = Readonly<{
  method: string;
  path: string; // without the venue prefix and without query, e.g. "/fapi/v1/order"
  query: string; // raw, without "?"
  headers: Readonly<Record<string, string>>; // lower-case names
  body: string; // raw
  ip: string;
}>;
/** `body` as an object is sent as JSON. */
export type WireResponse = Readonly<{ status: number; headers?: Readonly<Record<string, string>> | undefined; body: unknown }>;

export interface WireSocket {
  readonly path: string; // without the venue prefix
  readonly query: string;
  readonly ip: string;
  send(frame: unknown): void; // objects as JSON, strings as they are; latency and stream faults apply
  close(code?: number): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  /** Set once the socket is authenticated, so that stream faults can name the account. */
  accountId: string | null;
}

/** Fixed-window counters for documented rate limits. With limits switched off every take is allowed. */
export interface RateLimits {
  take(
    bucket: string,
    cost: number,
    capacity: number,
    windowMs: number,
  ): Readonly<{ allowed: boolean; used: number; remaining: number; resetInMs: number }>;
}

/** Answers that a venue gives to a whole call, whatever it asks; not every venue has every one. */
export type CallRefusalName =
  | 'unknownError'
  | 'serviceUnavailable'
  | 'overloaded'
  | 'rateLimited'
  | 'ipBanned'
  | 'forbidden'
  | 'maintenance'
  | 'timestamp'
  | 'badGateway'
  | 'notJson'
  | 'emptyBody';
/** `waitMs`: how long it will go on, where that is known. */
export type CallRefusal = (call: Readonly<{ request: WireRequest; nowMs: number; waitMs: number | null }>) => WireResponse;

/** One venue's wire format. Stateless but for sockets, listen keys and the like. */
export interface Dialect {
  readonly venue: PracticeVenueId;
  /** Account that a request's credentials name, without checking the signature, so that faults can be aimed. */
  accountOf(request: WireRequest): string | null;
  readonly refusals: Partial<Readonly<Record<CallRefusalName, CallRefusal>>>;
  http(request: WireRequest): WireResponse;
  socket(socket: WireSocket): void;
}

export type DialectFactory = (venue: PracticeVenue, rateLimits: RateLimits) => Dialect;
