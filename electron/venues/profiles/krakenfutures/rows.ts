// Kraken Futures' rows as they come: REST numbers are numbers, or strings where ccxt found them too long for one.
import { z } from 'zod';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
/** Exponents ("0E-11", 1e-10) become plain digits. */
const amount = printed.refine(isDecimal, 'a decimal number').transform((value) => decimal(value));
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
const maybeAmount = maybe
  .refine((value) => value === null || isDecimal(value), 'a decimal number')
  .transform((value) => (value === null ? null : decimal(value)));
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false')])
  .nullish()
  .transform((value) => value === true || value === 'true');

export const positionRow = z.object({
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  size: amount,
  price: shownAmount,
  unrealizedPnl: shownAmount,
  pnlCurrency: maybe,
  maxFixedLeverage: maybeAmount, // of isolated positions alone
});
export type PositionRow = z.infer<typeof positionRow>;

export const orderRow = z
  .object({
    order_id: z.string(),
    cliOrdId: maybe,
    cli_ord_id: maybe,
    symbol: z.string(),
    side: z.enum(['buy', 'sell']),
    orderType: z.string(),
    limitPrice: maybeAmount,
    stopPrice: maybeAmount,
    unfilledSize: maybeAmount,
    triggerSignal: maybe,
    reduceOnly: truth,
  })
  .transform((row) => ({ ...row, clientOrderId: row.cliOrdId ?? row.cli_ord_id }));
export type OrderRow = z.infer<typeof orderRow>;

export const streamPositionRow = z.object({
  instrument: z.string(),
  balance: amount, // negative: short
  entry_price: shownAmount,
  mark_price: shownAmount,
  pnl: shownAmount,
  pnl_currency: maybe,
  liquidation_threshold: shownAmount,
  max_fixed_leverage: maybeAmount,
});
export type StreamPositionRow = z.infer<typeof streamPositionRow>;

export const streamOrderRow = z.object({
  instrument: z.string(),
  order_id: z.string(),
  cli_ord_id: maybe,
  qty: amount, // what is left
  limit_price: maybeAmount,
  stop_price: maybeAmount,
  type: z.string(),
  direction: printed.pipe(z.enum(['0', '1'])), // buy, sell
  reduce_only: truth,
  triggerSignal: maybe,
  trailing_stop_options: z.object({ max_deviation: amount, unit: z.string() }).nullish(),
  last_update_time: maybe,
});
export type StreamOrderRow = z.infer<typeof streamOrderRow>;

export const positionsFrame = z.object({ positions: z.array(z.unknown()), timestamp: maybe });
export const ordersFrame = z.object({ orders: z.array(z.unknown()) });
export const orderFrame = z.object({ order: z.unknown().optional(), order_id: maybe, is_cancel: truth });
export const tickerFrame = z.object({ product_id: z.string(), markPrice: amount, time: maybe });

export const marginAccount = z.object({ currency: z.string(), auxiliary: z.object({ pv: amount }) });
export const flexAccount = z.object({ portfolioValue: amount });
export const accountsAnswer = z.object({ result: z.literal('success'), accounts: z.record(z.string(), z.unknown()) });

const streamWallet = z.object({ name: z.string(), unit: z.string(), portfolio_value: amount });
export const balancesFrame = z.object({
  futures: z.record(z.string(), streamWallet).nullish(),
  flex_futures: z.object({ portfolio_value: amount }).nullish(),
});

export const positionsAnswer = z.object({ result: z.literal('success'), openPositions: z.array(z.unknown()) });
export const ordersAnswer = z.object({ result: z.literal('success'), openOrders: z.array(z.unknown()) });

/** What became of one order of a call. */
export const statusRow = z.object({
  status: z.string(),
  order_id: maybe,
  order_tag: maybe,
  orderEvents: z.array(z.unknown()).nullish(),
});
export type StatusRow = z.infer<typeof statusRow>;
export const executionEvent = z.object({ type: z.literal('EXECUTION'), amount });
export const sendAnswer = z.object({ result: z.literal('success'), sendStatus: statusRow });
export const cancelAnswer = z.object({ result: z.literal('success'), cancelStatus: statusRow });
export const batchAnswer = z.object({ result: z.literal('success'), batchStatus: z.array(statusRow) });
export const cancelAllAnswer = z.object({
  result: z.literal('success'),
  cancelStatus: z.object({ status: z.string(), cancelledOrders: z.array(z.object({ order_id: z.string() })).nullish() }),
});

export const statesAnswer = z.object({
  result: z.literal('success'),
  orders: z
    .array(
      z.object({
        order: z.object({ orderId: z.string(), cliOrdId: maybe, filled: maybeAmount }),
        status: z.string(),
      }),
    )
    .nullish(), // [D] left out when none is known
});

export const fillRow = z
  .object({
    fill_id: z.string(),
    order_id: z.string(),
    cliOrdId: maybe,
    cli_ord_id: maybe,
    symbol: z.string(),
    price: amount,
    size: amount,
    fillTime: z.string(),
    fee_paid: maybeAmount,
    fee_currency: maybe,
  })
  .transform((row) => ({ ...row, clientOrderId: row.cliOrdId ?? row.cli_ord_id }));
export type FillRow = z.infer<typeof fillRow>;
export const fillsAnswer = z.object({ result: z.literal('success'), fills: z.array(fillRow) });

export const clockAnswer = z.object({ serverTime: z.string() });

const access = z.string();
export const keyAnswer = z.object({
  permissions: z.object({ general: access, transfer: access }),
  allowedCidrBlocks: z.array(z.string()).nullish(),
});

const level = z.tuple([amount, amount]).rest(z.unknown());
export const bookAnswer = z.object({ orderBook: z.object({ bids: z.array(level), asks: z.array(level) }) });

/** Throws VenueReadError on what is not as the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Kraken Futures' ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

/** A price that is there and not zero. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
