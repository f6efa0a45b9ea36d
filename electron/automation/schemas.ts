// The documented shapes: what a call takes and what it answers. The field names, types and defaults of flatten are those of
// CrossTrade's "Flatten Everything", those of the bastion_ tools of BASTION's public pages; what we add is marked "added".
// Amounts ending in _usd are USD at the rates of the moment. Sizes are in the venue's own size unit, which is named beside them.
import { z } from 'zod';
import { AUTOMATION_SIDES, EXIT_ACTIONS, LEG_STATES } from './words.ts';

const name = z.string().trim().min(1).max(200);
const number = z.number();
const known = number.nullable(); // null: not known, never a guess
const time = z.int(); // epoch ms
const verdict = z.enum(['flat', 'notFlat', 'unknown']);
const errors = z.array(z.string());
const direction = z.enum(['LONG', 'SHORT']);
const marketPosition = z.enum(['Long', 'Short']);

/** A side, as the documents write it and as people do. */
const side = z.enum(AUTOMATION_SIDES);

export const flattenArgs = z.strictObject({
  account: name.optional().meta({ description: 'Its label or its id. Absent: all accounts.' }),
  instrument: name
    .optional()
    .meta({ description: "Which contract: the venue's own name for it, or ccxt's unified symbol. Absent: all." }),
  marketPosition: z.enum(['long', 'short']).optional(),
});

/** FlattenEverything, Emergency Exit and Flatten Winners: only a literal {} is meant. */
export const noArgs = z.strictObject({});

export const partialCloseArgs = z.strictObject({
  symbol: name.meta({ description: "Which contract: the venue's own name for it, such as BTCUSDT, or ccxt's unified symbol." }),
  exit_pct: z.int().min(1).max(100).default(50).meta({ description: 'How much of the position, in whole percent.' }),
  account: name.optional().meta({ description: 'Added: which account, where several hold the symbol.' }),
  direction: side.optional().meta({ description: 'Added: which leg of a hedge.' }),
});

export const previewArgs = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('emergencyExit') }),
  z.strictObject({ action: z.literal('flattenWinners') }),
  partialCloseArgs.extend({ action: z.literal('partialClose') }),
  flattenArgs.extend({ action: z.literal('flatten') }),
]);

export const exitArgs = z.strictObject({ exitId: z.string().regex(/^[a-z0-9]{1,40}$/) });

/** Added to the answer of every exit. */
const ofExit = {
  verdict: verdict.nullable().meta({ description: 'Added. Null: it runs still.' }),
  errors: errors.meta({ description: 'Added to some. Why it is not flat, a sentence each; empty when it is.' }),
  notes: z.array(z.string()).meta({ description: 'Added. What else there is to know.' }),
  exitId: z.string().meta({ description: 'Added. GET /v1/api/exits/{exitId} tells the whole report.' }),
  joined: z.boolean().meta({ description: 'Added. A running exit covered what was asked: this is its answer.' }),
};

const positionFields = {
  type: z.literal('Breakglass.Position'),
  account: z.string(),
  instrument: z.string(),
  instrumentType: z.enum(['Perpetual', 'Future']),
  marketPosition,
  quantity: number,
  averagePrice: known,
  marketPrice: known,
  unrealizedProfitLoss: known.meta({ description: 'In the settle currency.' }),
};

const added = {
  accountId: z.string(),
  venue: z.string(),
  symbol: z.string().meta({ description: "ccxt's unified symbol" }),
  settle: z.string(),
  sizeUnit: z.string(),
};

const ownDigits = z.string().meta({ description: "Added. The size in the venue's own digits" });
const success = z.boolean().meta({ description: 'True only when a read after the last order proved what was asked for' });

export const flattenAnswer = z.object({
  orderIds: z.array(z.string()).meta({ description: "The venues' ids of the closing orders" }),
  closedPositions: z.array(z.object({ ...positionFields, ...added, size: ownDigits })),
  success,
  ...ofExit,
});

const closedRow = {
  symbol: z.string(),
  direction,
  exit_price: known,
  realized_pnl_usd: known.meta({ description: 'From the fills, net of the fee of closing. Null: they could not be read.' }),
};

export const emergencyExitAnswer = z.object({
  success,
  positions_closed: z.int(),
  total_realized_pnl_usd: known,
  closed_positions: z.array(z.object({ ...closedRow, exchange: z.string(), account: z.string() })),
  ...ofExit,
});

export const flattenWinnersAnswer = z.object({
  success,
  positions_closed: z.int(),
  total_profit_locked_usd: known,
  closed: z.array(z.object({ ...closedRow, exchange: z.string(), account: z.string() })),
  kept_open: z.array(
    z.object({
      symbol: z.string(),
      direction,
      unrealized_pnl_usd: known,
      reason: z.string(),
      exchange: z.string(),
      account: z.string(),
    }),
  ),
  ...ofExit,
});

export const partialCloseAnswer = z.object({
  success,
  symbol: z.string(),
  closed_pct: known.meta({ description: 'What was really closed where the close is not proved' }),
  closed_qty: known,
  remaining_qty: known,
  exit_price: known,
  realized_pnl_usd: known.meta({ description: 'From the fills, net of the fee of closing. Null: they could not be read.' }),
  remaining_unrealized_pnl_usd: known.meta({ description: 'At the mark of the press' }),
  qty_unit: z.string().nullable().meta({ description: 'Added. "BTC", "contracts"; null: nothing was there' }),
  account: z.string().nullable(),
  direction: direction.nullable(),
  ...ofExit,
});

/** 202: it runs, and `Location` leads to its report. */
export const startedAnswer = z.object({ success: z.literal(false), running: z.literal(true), ...ofExit });

export const positionsAnswer = z.object({
  positions: z.array(
    z.object({
      ...positionFields,
      ...added,
      position: z.string().meta({ description: 'account id, unified symbol and side: names exactly this one' }),
      size: ownDigits,
      unrealizedPnlUsd: known,
      notionalUsd: known,
      leverage: known,
      liquidationPrice: known,
      marginMode: z.enum(['cross', 'isolated']),
      updatedAtMs: time,
    }),
  ),
  /** Accounts whose positions may be older than they look, or of which nothing is known. */
  notFresh: z.array(z.object({ account: z.string(), accountId: z.string(), reason: z.string() })),
});

export const accountsAnswer = z.object({
  environment: z.enum(['practice', 'live']),
  accounts: z.array(
    z.object({
      account: z.string(),
      accountId: z.string(),
      venue: z.string(),
      health: z.enum(['connecting', 'live', 'stale', 'failed']),
      reason: z.string().nullable(),
      equityUsd: known,
      positions: z.int(),
      workingOrders: z.int(),
      freshAtMs: time.nullable(),
    }),
  ),
});

const exitSummary = {
  exitId: z.string(),
  action: z.enum(EXIT_ACTIONS),
  environment: z.enum(['practice', 'live']),
  pressedAtMs: time,
  endedAtMs: time.nullable(),
  running: z.boolean(),
  verdict: verdict.nullable(),
  pressToFlatMs: known,
  askedBy: z.string().meta({ description: '"a person", "Stay flat", or the key and its way in' }),
};

export const exitsAnswer = z.object({ exits: z.array(z.object(exitSummary)) });

export const exitAnswer = z.object({
  ...exitSummary,
  success,
  report: flattenAnswer.pick({ orderIds: true, closedPositions: true, errors: true, notes: true }).extend({
    accounts: z.array(
      z.object({
        account: z.string(),
        accountId: z.string(),
        venue: z.string(),
        phase: z.enum(['closing', 'sweeping', 'proving', 'done']),
        verdict: verdict.nullable(),
        ordersCancelled: z.int(),
      }),
    ),
    legs: z.array(
      z.object({
        account: z.string(),
        accountId: z.string(),
        venue: z.string(),
        symbol: z.string(),
        marketPosition,
        state: z.enum(LEG_STATES),
        quantity: number.meta({ description: 'Of the position at the press' }),
        targetQuantity: number.meta({ description: 'What should remain' }),
        remainingQuantity: known.meta({ description: 'Last read back' }),
        sizeUnit: z.string(),
        attempts: z.int(),
        naked: z.boolean().meta({ description: 'Its stop was removed and the close was refused' }),
        exitPrice: known,
        realizedPnlUsd: known.meta({ description: 'From the fills, net of the fee of closing' }),
        failure: z.string().nullable().meta({ description: "The venue's own words where it gave any" }),
      }),
    ),
    realizedPnlUsd: known.meta({ description: 'From the fills, before fees.' }),
    feeUsd: known,
    ordersCancelled: z.int(),
    keptOpen: z.array(z.object({ position: z.string(), unrealizedPnlUsd: known, reason: z.string() })),
  }),
});

export const timelineAnswer = z.object({
  exitId: z.string(),
  events: z.array(
    z.object({
      atMs: number,
      accountId: z.string().nullable(),
      legId: z.string().nullable(),
      symbol: z.string().nullable(),
      kind: z.string(),
      detail: z.string().nullable(),
    }),
  ),
});

export const previewAnswer = z.object({
  action: z.enum(EXIT_ACTIONS),
  environment: z.enum(['practice', 'live']),
  positions: z.array(
    z.object({
      account: z.string(),
      accountId: z.string(),
      venue: z.string(),
      symbol: z.string(),
      marketPosition,
      quantity: number,
      closeQuantity: number,
      remainingQuantity: number,
      sizeUnit: z.string(),
      notionalUsd: known,
      estimatedPnlUsd: known.meta({ description: 'An estimate at the mark, net of the taker fee, before slippage.' }),
      estimatedFeeUsd: known,
      estimatedSlippageUsd: known,
      note: z.string().nullable(),
    }),
  ),
  keptOpen: z.array(z.object({ position: z.string(), unrealizedPnlUsd: known, reason: z.string() })),
  ordersToCancel: z.int(),
  notionalUsd: number,
  estimatedPnlUsd: known,
  estimatedFeeUsd: known,
  estimatedSlippageUsd: known,
  warnings: z.array(z.string()),
});

export const refusalAnswer = z.object({
  success: z.literal(false),
  error: z.string().meta({ description: '"Invalid request" with 400' }),
  errors,
  candidates: z.array(z.string()).optional(),
});
