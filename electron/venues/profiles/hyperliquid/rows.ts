// Hyperliquid's rows as they come. Prices and sizes are strings; ccxt makes strings of long numbers too.
import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import { VenueReadError, type Sent } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

export const printed = z.union([z.string(), z.number()]).transform(String);
const number = printed.refine(isDecimal, 'a decimal number');
const maybe = printed.nullish().transform((value) => value ?? null);
const timestamp = z.union([z.string(), z.number()]).transform(Number).pipe(z.number().int());
const side = z.enum(['A', 'B']); // ask, bid

export const positionRow = z.object({
  position: z.object({
    coin: z.string(),
    szi: number,
    entryPx: shownAmount,
    leverage: z.object({ type: z.enum(['cross', 'isolated']), value: shownAmount }),
    liquidationPx: shownAmount,
    positionValue: shownAmount,
    unrealizedPnl: shownAmount,
  }),
});
export type PositionRow = z.infer<typeof positionRow>;

export const accountState = z.object({
  assetPositions: z.array(z.unknown()),
  marginSummary: z.object({ accountValue: number }),
  time: timestamp,
});
export type AccountState = z.infer<typeof accountState>;

/** frontendOpenOrders, and openOrders of the stream. */
export const orderRow = z.object({
  coin: z.string(),
  side,
  limitPx: number,
  sz: number,
  oid: printed,
  cloid: maybe,
  orderType: z.string(),
  reduceOnly: z.boolean(),
  isTrigger: z.boolean(),
  triggerPx: number,
  isPositionTpsl: z.boolean(),
});
export type OrderRow = z.infer<typeof orderRow>;

export const coinRow = z.object({ coin: z.string() });

export const twapRow = z.object({
  state: z.object({ coin: z.string(), side, sz: number, executedSz: number, reduceOnly: z.boolean() }),
  status: z.object({ status: z.string() }),
  twapId: printed,
});
export type TwapRow = z.infer<typeof twapRow>;
/** When a TWAP is over at the latest: its last slice may be a little late. */
export const twapSpan = z
  .object({ state: z.object({ timestamp, minutes: z.number() }) })
  .transform(({ state }) => state.timestamp + (state.minutes + 2) * 60_000);
/** Rows of before the venue told ids have ended long ago. */
export const endedTwap = z.object({ status: z.object({ status: z.enum(['finished', 'terminated', 'error']) }) });

export const orderStatus = z.discriminatedUnion('status', [
  z.object({ status: z.literal('unknownOid') }),
  z.object({
    status: z.literal('order'),
    order: z.object({ order: z.object({ oid: printed, origSz: number, sz: number }), status: z.string() }),
  }),
]);

export const orderUpdate = z.object({
  order: z.object({ coin: z.string(), oid: printed }),
  status: z.string(),
  statusTimestamp: timestamp,
});

export const fillRow = z.object({
  coin: z.string(),
  px: number,
  sz: number,
  oid: printed,
  cloid: maybe,
  closedPnl: number,
  fee: number,
  feeToken: z.string(),
  time: timestamp,
  tid: printed,
});

export const bookRow = z.object({
  levels: z.tuple([z.array(z.object({ px: number, sz: number })), z.array(z.object({ px: number, sz: number }))]),
});

export const exchangeStatus = z.object({ time: timestamp });
export const spotState = z.object({ balances: z.array(z.object({ coin: z.string(), total: number })) });
export const perpDexs = z.array(z.object({ name: z.string() }).nullable());
export const mids = z.record(z.string(), number);
export const agents = z.array(z.object({ address: z.string(), name: z.string(), validUntil: timestamp }));

const owner = z.string().transform((address) => address.toLowerCase());
export const userRole = z.discriminatedUnion('role', [
  // The venue's page says "user"; a mirror of it has been seen to say "master".
  z.object({ role: z.literal('agent'), data: z.union([z.object({ user: owner }), z.object({ master: owner })]) }),
  z.object({ role: z.literal('subAccount'), data: z.object({ master: owner }) }),
  z.object({ role: z.literal('user') }),
  z.object({ role: z.literal('vault') }),
  z.object({ role: z.literal('missing') }),
]);

/** One item of a write: what became of it. */
export const itemStatus = z.union([
  z.object({ filled: z.object({ totalSz: number, oid: printed }) }),
  z.object({ resting: z.object({ oid: printed }) }),
  z.object({ error: z.string() }),
  z.enum(['success', 'waitingForTrigger', 'waitingForFill']),
]);
export type ItemStatus = z.infer<typeof itemStatus>;
export const actionAnswer = z.object({
  status: z.literal('ok'),
  response: z.object({ data: z.object({ statuses: z.array(z.unknown()) }) }),
});
export const twapAnswer = z.object({ status: z.literal('ok'), response: z.object({ data: z.object({ status: z.unknown() }) }) });

/** Throws VenueReadError on a row that is not what the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Hyperliquid's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}
