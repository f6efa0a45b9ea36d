// An exit as a key may see it: what it is of the key's own accounts. A call of a key of some accounts may have joined an exit of
// more; its answer is about its own, and says flat when they are.
import { add, multiply, type Decimal } from '../../shared/decimal.ts';
import type { ExitView, LegView, Verdict } from '../../shared/exit.ts';

/** Null: nothing of it is the key's. */
export function exitSeen(view: ExitView, isMine: (accountId: string) => boolean): ExitView | null {
  const touched = [...view.accounts, ...view.leftOver].map(({ accountId }) => accountId);
  if (touched.length > 0 && !touched.some(isMine)) return null;
  const kept = view.kept.filter(({ accountId }) => isMine(accountId));
  if (touched.every(isMine)) return { ...view, kept };
  const accounts = view.accounts.filter(({ accountId }) => isMine(accountId));
  const legs = view.legs.filter(({ accountId }) => isMine(accountId));
  const leftOver = view.leftOver.filter(({ accountId }) => isMine(accountId));
  const verdict = verdictOf({ ...view, accounts, leftOver });
  const flatAtMs = accounts.flatMap((account) => (account.flatAtMs === null ? [] : [account.flatAtMs]));
  const others = view.accounts
    .filter(({ accountId }) => !isMine(accountId))
    .flatMap(({ accountId, label }) => [accountId, label]);
  return {
    ...view,
    accounts,
    legs,
    leftOver,
    kept,
    verdict,
    pressToFlatMs: verdict === 'flat' ? Math.max(0, ...flatAtMs) : null,
    ordersCancelled: accounts.reduce((count, account) => count + account.ordersCancelled, 0),
    realizedPnlUsd: totalOf(view, legs, ({ realizedPnl }) => realizedPnl),
    feeUsd: totalOf(view, legs, ({ fee }) => fee),
    notes: view.notes.filter((note) => !others.some((name) => note.includes(name))),
  };
}

/** Null: it runs still. An account without a verdict of its own was not reached. */
function verdictOf({ verdict, accounts, leftOver }: ExitView): Verdict | null {
  if (verdict === null || verdict === 'flat') return verdict;
  if (accounts.some((account) => account.verdict === 'notFlat')) return 'notFlat';
  const notReached = leftOver.some((left) => !accounts.some(({ accountId }) => accountId === left.accountId));
  return notReached || accounts.some((account) => account.verdict !== 'flat') ? 'unknown' : 'flat';
}

/** Null: not known of each leg that was sent. */
function totalOf(view: ExitView, legs: readonly LegView[], amountOf: (leg: LegView) => Decimal | null): Decimal | null {
  if (view.realizedPnlUsd === null && legs.some((leg) => amountOf(leg) === null)) return null;
  let total: Decimal = '0';
  for (const leg of legs) {
    const amount = amountOf(leg);
    const rate = view.rates[leg.settle];
    if (amount === null) continue; // nothing of it was filled
    if (rate === undefined) return null;
    total = add(total, multiply(amount, rate));
  }
  return total;
}
