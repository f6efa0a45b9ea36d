// What one venue hands to the contract suite (venueSuite.ts): recorded payloads, what they must become, and the exact requests
// that its documents ask for.
import type { CloseOrder } from '../../electron/exit/ports.ts';
import type { RefusalReading, VenueContext, VenueProfile } from '../../electron/venues/profile.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { closingOrderSide, type MarketRules, type Position } from '../../shared/position.ts';
import type { ScriptedCall, WireRequest } from './scriptedVenue.ts';

export type Keys = Readonly<{ apiKey: string; secret: string; password?: string | undefined }>;

/** A request in the venue's own field names, without time, window, nonce and signature. */
export type ReadRequest = Readonly<{ method: string; path: string; fields: unknown }>;

/** What every venue must show at least once. */
export const TOPICS = [
  'closeOneWay',
  'closeHedge',
  'closeBatch', // several orders, of which one is refused
  'closeLimit', // an immediate-or-cancel limit, after a price-band refusal
  'cancel',
  'cancelTrigger',
  'sweep',
  'restore',
  'lookUpFound',
  'lookUpAbsent',
  'positions',
  'hedgePositions',
  'orders',
  'fills',
  'equity',
  'depth',
  'key',
] as const;
export type Topic = (typeof TOPICS)[number];

/** One call of the profile: what the venue answers, what it must have been asked, and what comes of it. */
export type Exchange = Readonly<{
  topic: Topic;
  name: string;
  /** Position mode before the call, as `prepare` would have read it. Default: one-way. */
  hedged?: boolean | null | undefined;
  answers: readonly ScriptedCall[];
  does: (profile: VenueProfile, context: VenueContext, market: (nativeSymbol: string) => MarketRules) => Promise<unknown>;
  /** In any order. Absent: whatever it asks is fine (reads). */
  asks?: readonly ReadRequest[] | undefined;
  /** Compared with toMatchObject; arrays in whole length. */
  gives: unknown;
}>;

export type VenueCase = Readonly<{
  profile: VenueProfile;
  keys: Keys;
  /** Answers to everything that the client's loadMarkets asks. Real payloads, source named. */
  markets: readonly ScriptedCall[];
  /** Whole rules of at least: one linear, one inverse where the venue has them, one with a market maximum. */
  rules: readonly MarketRules[];
  /** The alphabet and length that the venue's documents give a client order id. */
  clientOrderId: RegExp;
  /** Reads a signed request as the documents define it. Throws when its signature is not right for these keys. */
  readRequest: (request: WireRequest, keys: Keys) => ReadRequest;
  exchanges: readonly Exchange[];
  /** The venue's writes are GET requests too. */
  writesByGet?: boolean | undefined;
  /** Topics that the venue does not have, and why. */
  without: Readonly<Partial<Record<Topic, string>>>;
  /** Error answers, real ones, and what they mean. Null: no word of the venue's. */
  refusals: readonly Readonly<{
    name: string;
    status: number;
    headers?: Readonly<Record<string, string>> | undefined;
    body: unknown;
    means: Partial<RefusalReading> | null;
  }>[];
}>;

/** A position to be closed, with what a close looks at; spread the rest over it. */
export function positionOf(
  market: MarketRules,
  part: Readonly<{ side: Position['side']; size: Decimal }> & Partial<Position>,
): Position {
  return {
    key: `account|${market.symbol}|${part.side}`,
    accountId: 'account',
    venue: 'bybit', // nobody who closes it looks
    symbol: market.symbol,
    nativeSymbol: market.nativeSymbol,
    hedged: false,
    marginMode: 'cross',
    leverage: '10',
    entryPrice: '100',
    markPrice: '100',
    liquidationPrice: null,
    unrealizedPnl: '0',
    market,
    updatedAtMs: 0,
    ...part,
  };
}

/** The order that closes all of it; `leg` tells orders of one batch apart. */
export const closeOf = (profile: VenueProfile, position: Position, leg = 0, limitPrice: Decimal | null = null): CloseOrder => ({
  clientOrderId: profile.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0),
  position,
  orderSide: closingOrderSide(position.side),
  size: position.size,
  limitPrice,
});
