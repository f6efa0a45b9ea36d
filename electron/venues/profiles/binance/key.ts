// What a key may do, from Binance's wallet service: `GET /sapi/v1/account/apiRestrictions` (api.binance.com, [D] "Get API Key
// Permission"). One key serves USDⓈ-M and COIN-M; "Enable Futures" is for both. Testnets and custom endpoints have no such
// service: there nothing is told.
import { z } from 'zod';
import { NOTHING_TOLD, type KeyFacts } from '../../profile.ts';
import { ELSEWHERE } from './limits.ts';
import { answered, type Context } from './memory.ts';
import { truth, understand } from './rows.ts';

const restrictions = z.object({
  ipRestrict: truth,
  enableReading: truth,
  enableWithdrawals: truth,
  enableFutures: truth,
});

export async function readKey(context: Context): Promise<KeyFacts> {
  const sent = await context.send<unknown>(ELSEWHERE, () => context.client.sapiGetAccountApiRestrictions({}));
  if (sent.kind === 'unknown' && sent.failure.kind === 'unreadable') return NOTHING_TOLD; // a page in its place
  const told = understand(restrictions, answered(sent), 'key permissions');
  return {
    canTrade: told.enableFutures,
    canWithdraw: told.enableWithdrawals,
    addressesListed: told.ipRestrict,
    expiresAtEpochMs: null, // the time that is told is of spot and margin trading
    notes: told.enableReading ? [] : ['The key may not read: switch on "Enable Reading" at Binance.'],
  };
}
