// What a key may do. [D] v5 "Get account configuration" (GET /api/v5/account/config): perm lists read_only, trade, withdraw;
// ip the addresses that the key is bound to, "" when there are none. The call also tells of the account itself: `prepare`.
import { NOTHING_TOLD, type KeyFacts } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { configRow, firstRow } from './rows.ts';

/** [D] "API Key": a key with the right to trade or withdraw and without addresses ends after 14 days without a request. */
const IDLE = 'OKX deletes a key without listed addresses that may trade when it was not used for 14 days.';

export async function readKey(context: Context): Promise<KeyFacts> {
  const sent = await context.send(spend('account/config'), () => context.client.privateGetAccountConfig({}));
  const { perm, ip } = firstRow(configRow, answered(sent), 'account configuration');
  const rights = perm.split(',').map((right) => right.trim());
  const addressesListed = ip === undefined ? null : ip.trim() !== '';
  return {
    ...NOTHING_TOLD,
    canTrade: rights.includes('trade'),
    canWithdraw: rights.includes('withdraw'),
    addressesListed,
    notes: addressesListed === false ? [IDLE] : [],
  };
}
