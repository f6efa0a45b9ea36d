// What a key may do at both futures exchanges: one key serves them. [D] Wallet "Get API Key Permission" (GET
// /sapi/v1/account/apiRestrictions, another service than the futures: testnets and regional hosts do not have it). Its
// tradingAuthorityExpirationTime is about spot and margin alone.
import { NOTHING_TOLD, VenueReadError, type KeyFacts } from '../../profile.ts';
import { ELSEWHERE } from './limits.ts';
import type { Context } from './memory.ts';
import { restrictionsAnswer } from './rows.ts';

/** Silence is a failure; an answer that is none of the service's own says that it does not exist at this place. */
export async function readKey(context: Context): Promise<KeyFacts> {
  const sent = await context.send<unknown>(ELSEWHERE, () => context.client.sapiGetAccountApiRestrictions({}));
  if (sent.kind !== 'answered') {
    const { failure } = sent;
    const absent = sent.kind === 'refused' ? failure.kind !== 'rateLimited' : failure.kind === 'unreadable';
    if (!absent) throw new VenueReadError(failure);
    return { ...NOTHING_TOLD, notes: [`Binance's wallet service tells nothing of this key: ${failure.message}`] };
  }
  const read = restrictionsAnswer.safeParse(sent.body);
  if (!read.success) return NOTHING_TOLD;
  const { enableFutures, enableWithdrawals, ipRestrict, enableInternalTransfer, permitsUniversalTransfer } = read.data;
  const mayMove = enableInternalTransfer === true || permitsUniversalTransfer === true;
  return {
    canTrade: enableFutures,
    canWithdraw: enableWithdrawals ?? null,
    addressesListed: ipRestrict ?? null,
    expiresAtEpochMs: null,
    notes: mayMove ? ['The key may move money between wallets or sub-accounts: an exit does not need it.'] : [],
  };
}
