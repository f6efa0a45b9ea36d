// What the control interface takes.
import { z } from 'zod';
import { PRACTICE_VENUES } from '../../shared/venue.ts';
import { isDecimal, isPositive } from '../../shared/decimal.ts';

const amount = z.string().refine(isDecimal, 'a decimal number as a string');
const positive = amount.refine((text) => isDecimal(text) && isPositive(text), 'above zero');
const name = z.string().min(1).max(60);
const venue = z.enum(PRACTICE_VENUES);
const positionModeName = z.enum(['oneWay', 'hedge']);
const marginMode = z.enum(['cross', 'isolated']);
const orderSide = z.enum(['buy', 'sell']);
const tag = z.enum(['both', 'long', 'short']);

export const latency = z.strictObject({ rttMs: z.number().min(0).max(60_000) });
export const rateLimits = z.strictObject({ on: z.boolean() });
export const requestFilter = z.strictObject({
  write: z.enum(['true', 'false']).optional(),
  venue: name.optional(),
  account: name.optional(),
  path: z.string().optional(),
});
export const socketFilter = z.strictObject({ venue: venue.optional(), account: name.optional(), path: z.string().optional() });
export const newAccount = z.strictObject({
  venue,
  id: name,
  label: name.optional(),
  positionMode: positionModeName.default('oneWay'),
  wallets: z.record(name, amount).default({ USDT: '100000' }),
});
export const wallet = z.strictObject({ account: name, currency: name, wallet: amount });
export const newPosition = z.strictObject({
  account: name,
  symbol: name,
  side: z.enum(['long', 'short']),
  size: positive,
  entryPrice: positive.optional(),
  profitPercent: z.number().gt(-90).lt(90).default(0),
  leverage: positive.optional(),
  marginMode: marginMode.optional(),
});
export const newOrder = z.strictObject({
  account: name,
  symbol: name,
  orderSide,
  type: z.enum(['market', 'limit']),
  size: positive.nullable(),
  price: positive.nullable().default(null),
  timeInForce: z.enum(['gtc', 'ioc', 'fok', 'postOnly']).default('gtc'),
  reduceOnly: z.boolean().default(false),
  tag: tag.optional(),
  marginMode: marginMode.nullable().default(null),
  clientOrderId: z.string().nullable().default(null),
  onPosition: z.boolean().default(false), // a take-profit or stop that dies with the position
  trigger: z
    .strictObject({
      kind: z.enum(['stop', 'takeProfit', 'either', 'trailing']),
      price: positive.nullable().default(null),
      by: z.enum(['mark', 'last']).default('mark'),
      callbackPercent: positive.nullable().default(null),
    })
    .nullable()
    .default(null),
  wire: z.record(z.string(), z.unknown()).default({}),
});
export const newFill = z.strictObject({ account: name, symbol: name, orderSide, size: positive, tag: tag.optional() });
export const price = z.union([
  z.strictObject({ venue, symbol: name, price: positive }),
  z.strictObject({ venue, symbol: name, movePercent: z.number().gt(-99).lt(1_000) }),
]);
export const depth = z.strictObject({ venue, symbol: name, factor: z.number().min(0).max(1_000) });
export const symbolSwitch = z.strictObject({ venue, symbol: name, suspended: z.boolean() });
export const market = z.strictObject({ frozen: z.boolean() });
export const clock = z.strictObject({ venue: venue.optional(), aheadMs: z.int().min(-3_600_000).max(3_600_000) });
export const ticks = z.strictObject({ steps: z.int().min(1).max(10_000).default(1) });
export const key = z.strictObject({
  account: name,
  trade: z.boolean().optional(),
  withdraw: z.boolean().optional(),
  revoked: z.boolean().optional(),
  ipAllowed: z.boolean().optional(),
  addressesListed: z.boolean().optional(),
  expiresAtMs: z.int().positive().nullable().optional(),
});
export const positionMode = z.strictObject({ account: name, mode: positionModeName });
export const resetWish = z.discriminatedUnion('portfolio', [
  z.strictObject({ portfolio: z.literal('demo') }),
  z.strictObject({ portfolio: z.literal('empty') }),
  z.strictObject({
    portfolio: z.literal('generated'),
    accountsPerVenue: z.int().min(1).max(20).default(1),
    positions: z.int().min(0).max(200),
    stops: z.boolean().default(false), // one for every position
    orders: z.int().min(0).max(1_000).default(0), // resting ones that would open, over as many symbols as needed
    positionMode: positionModeName.default('oneWay'),
    venues: z.array(venue).min(1).optional(),
  }),
]);
export type ResetWish = z.output<typeof resetWish>;

/** Control calls that a fault rule may make in the middle of somebody's call. */
export const handPaths = [
  '/fills',
  '/orders',
  '/positions',
  '/price',
  '/depth',
  '/symbol',
  '/key',
  '/position-mode',
  '/wallet',
] as const;
export const handBodies: Readonly<Record<(typeof handPaths)[number], z.ZodType>> = {
  '/fills': newFill,
  '/orders': newOrder,
  '/positions': newPosition,
  '/price': price,
  '/depth': depth,
  '/symbol': symbolSwitch,
  '/key': key,
  '/position-mode': positionMode,
  '/wallet': wallet,
};
