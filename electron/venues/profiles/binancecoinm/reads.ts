// Weights as [S] ccxt and the documents told them before the integration, or those of USDⓈ-M where these are higher: both
// exchanges spend one budget now.
import { isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { Position } from '../../../../shared/position.ts';
import { ELSEWHERE, weight } from '../binance/limits.ts';
import { answered, type Context } from '../binance/memory.ts';
import { toPosition } from '../binance/nouns.ts';
import { refuseReadOnlyKey } from '../binance/reads.ts';
import { modeAnswer, understand } from '../binance/rows.ts';
import { coinm } from './calls.ts';
import { accountAnswer, positionRows } from './rows.ts';
import { rememberListed, tellUnlisted } from './unlisted.ts';

/** Mode of the account, which is that of its USDⓈ-M side too, and whether the key may trade. */
export async function prepare(context: Context): Promise<void> {
  const { client } = context;
  const [mode, rights] = await Promise.all([
    context.send<unknown>(weight(30), () => client.dapiPrivateGetPositionSideDual({})),
    context.send<unknown>(ELSEWHERE, () => client.sapiGetAccountApiRestrictions({})),
  ]);
  context.setHedgeMode(understand(modeAnswer, answered(mode), 'position mode').dualSidePosition);
  refuseReadOnlyKey(rights);
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.dapiPrivateGetPositionRisk({})));
  const rows = understand(positionRows, body, 'positions');
  rememberListed(
    context.client,
    rows.map(({ symbol }) => symbol),
  );
  return rows.flatMap((row) => toPosition(coinm, context, row) ?? []);
}

/** Wallet plus unrealised profit, and what the list of positions leaves out; the account lists every coin, most of them empty. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.dapiPrivateGetAccount({})));
  const { assets, positions } = understand(accountAnswer, body, 'account');
  if (positions !== undefined) tellUnlisted(context, positions);
  const held = assets.filter((row) => !isZero(row.walletBalance) || !isZero(row.marginBalance));
  return Object.fromEntries(held.map((row) => [row.asset, row.marginBalance]));
}
