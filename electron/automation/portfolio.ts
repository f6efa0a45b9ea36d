// What bastion_get_positions answers: the open positions, their totals, which accounts can not be trusted to be fresh, and what
// became of the last exit, which is how an assistant whose call timed out learns of the verdict.
import { z } from 'zod';
import { add, toNumber, toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { ExitView } from '../../shared/exit.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { exitSummaryOf, positionsAnswerOf } from './answers.ts';
import { directionOf, errorsOf, EXIT_ACTIONS, exchangeOf } from './words.ts';

const known = z.number().nullable(); // null: not known, never a guess

export const portfolioAnswer = z.object({
  environment: z.enum(['practice', 'live']).meta({ description: 'practice: a simulator, no real money' }),
  positions: z.array(
    z.object({
      symbol: z.string().meta({ description: "The venue's own name of the contract" }),
      direction: z.enum(['LONG', 'SHORT']),
      exchange: z.string(),
      account: z.string(),
      size: z.number().meta({ description: 'In size_unit' }),
      size_unit: z.string().meta({ description: '"BTC", "contracts", ...' }),
      entry_price: known,
      mark_price: known,
      unrealized_pnl_usd: known,
      notional_usd: known,
      leverage: known,
      liquidation_price: known,
      margin_mode: z.enum(['cross', 'isolated']),
      account_id: z.string(),
      unified_symbol: z.string().meta({ description: 'Means the same contract at every venue' }),
      updated_at_ms: z.int(),
    }),
  ),
  totals: z
    .object({
      accounts: z.int(),
      positions: z.int(),
      working_orders: z.int(),
      notional_usd: known,
      unrealized_pnl_usd: known,
    })
    .meta({ description: 'Of the accounts that the key may see. Null: not known of at least one position.' }),
  accounts_not_fresh: z
    .array(z.object({ account: z.string(), account_id: z.string(), reason: z.string() }))
    .meta({ description: 'Accounts that may hold more, or other, than is listed here. Empty positions mean nothing for them.' }),
  last_exit: z
    .object({
      exit_id: z.string(),
      action: z.enum(EXIT_ACTIONS),
      asked_by: z.string(),
      running: z.boolean(),
      success: z.boolean().meta({ description: 'True only when a fresh read proved what was asked for' }),
      verdict: z.enum(['flat', 'notFlat', 'unknown']).nullable().meta({ description: 'Null: it runs still' }),
      errors: z.array(z.string()),
      pressed_at_ms: z.int(),
      ended_at_ms: z.int().nullable(),
    })
    .nullable()
    .meta({ description: 'The newest exit, whoever asked for it. Null: there was none.' }),
});

export type PortfolioAnswer = z.infer<typeof portfolioAnswer>;

export function portfolioAnswerOf(
  snapshot: PanelSnapshot,
  isMine: (accountId: string) => boolean,
  lastExit: ExitView | null,
): PortfolioAnswer {
  const { positions, notFresh } = positionsAnswerOf(snapshot, isMine);
  const mine = Object.values(snapshot.positions).filter(({ accountId }) => isMine(accountId));
  return {
    environment: snapshot.environment,
    positions: positions.map((position) => ({
      symbol: position.instrument,
      direction: position.marketPosition === 'Long' ? directionOf('long') : directionOf('short'),
      exchange: exchangeOf(position.venue),
      account: position.account,
      size: position.quantity,
      size_unit: position.sizeUnit,
      entry_price: position.averagePrice,
      mark_price: position.marketPrice,
      unrealized_pnl_usd: position.unrealizedPnlUsd,
      notional_usd: position.notionalUsd,
      leverage: position.leverage,
      liquidation_price: position.liquidationPrice,
      margin_mode: position.marginMode,
      account_id: position.accountId,
      unified_symbol: position.symbol,
      updated_at_ms: position.updatedAtMs,
    })),
    totals: {
      accounts: snapshot.accounts.filter(({ id }) => isMine(id)).length,
      positions: positions.length,
      working_orders: Object.entries(snapshot.orders)
        .filter(([accountId]) => isMine(accountId))
        .flatMap(([, orders]) => orders).length,
      notional_usd: totalOf(mine.map(({ notionalUsd }) => notionalUsd)),
      unrealized_pnl_usd: totalOf(mine.map(({ unrealizedPnlUsd }) => unrealizedPnlUsd)),
    },
    accounts_not_fresh: notFresh.map(({ account, accountId, reason }) => ({ account, account_id: accountId, reason })),
    last_exit: lastExit === null ? null : lastExitOf(lastExit),
  };
}

function lastExitOf(view: ExitView): PortfolioAnswer['last_exit'] {
  const { exitId, action, askedBy, running, verdict, pressedAtMs, endedAtMs } = exitSummaryOf(view);
  return {
    exit_id: exitId,
    action,
    asked_by: askedBy,
    running,
    success: verdict === 'flat',
    verdict,
    errors: [...errorsOf(view)],
    pressed_at_ms: pressedAtMs,
    ended_at_ms: endedAtMs,
  };
}

function totalOf(amounts: readonly (Decimal | null)[]): number | null {
  let total: Decimal = '0';
  for (const amount of amounts) {
    if (amount === null) return null;
    total = add(total, amount);
  }
  return toNumber(toPlaces(total, 8));
}
