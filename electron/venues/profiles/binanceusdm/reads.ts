import type { Decimal } from '../../../../shared/decimal.ts';
import type { Position } from '../../../../shared/position.ts';
import { ELSEWHERE, weight } from '../binance/limits.ts';
import { answered, type Context } from '../binance/memory.ts';
import { toPosition } from '../binance/nouns.ts';
import { refuseReadOnlyKey } from '../binance/reads.ts';
import { assetRows, modeAnswer, understand } from '../binance/rows.ts';
import { usdm } from './calls.ts';
import { positionRows } from './rows.ts';

/** Mode of the account, and whether the key may trade. */
export async function prepare(context: Context): Promise<void> {
  const { client } = context;
  const [config, rights] = await Promise.all([
    context.send<unknown>(weight(5), () => client.fapiPrivateGetAccountConfig({})),
    context.send<unknown>(ELSEWHERE, () => client.sapiGetAccountApiRestrictions({})),
  ]);
  context.setHedgeMode(understand(modeAnswer, answered(config), 'account configuration').dualSidePosition);
  refuseReadOnlyKey(rights);
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.fapiPrivateV3GetPositionRisk({})));
  return understand(positionRows, body, 'positions').flatMap((row) => toPosition(usdm, context, row) ?? []);
}

/** Wallet plus unrealised profit of every asset that holds anything. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.fapiPrivateV3GetAccount({})));
  return Object.fromEntries(understand(assetRows, body, 'account').assets.map((row) => [row.asset, row.marginBalance]));
}
