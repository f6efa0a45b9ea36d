// What a key may do. [D] v5 "Get API Key Information" (GET /v5/user/query-api, any key may ask): readOnly 1, permissions by
// wallet and product, ips ["*"] for a key that works from everywhere, expiredAt only for keys without addresses.
import { NOTHING_TOLD, type KeyFacts } from '../../profile.ts';
import type { z } from 'zod';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { keyAnswer, understand } from './rows.ts';

type Key = z.output<typeof keyAnswer>['result'];

/** Keys of unified accounts name the same right twice; older ones only the first. */
export function mayTrade({ readOnly, permissions }: Key): boolean {
  const rights = [...(permissions['ContractTrade'] ?? []), ...(permissions['Derivatives'] ?? [])];
  return readOnly !== '1' && rights.some((right) => right === 'Order' || right === 'DerivativesTrade');
}

/** Keys that are bound to addresses carry a date long past, or none. */
function expiryOf(expiredAt: string | null): number | null {
  const atMs = expiredAt === null ? Number.NaN : Date.parse(expiredAt);
  return Number.isFinite(atMs) && atMs > 0 ? atMs : null;
}

/** Null where the venue does not offer the call: [D] 10032, demo trading has a part of the calls alone. */
export async function askKey(context: Context): Promise<Key | null> {
  const sent = await context.send<unknown>(spend('user/query-api'), () => context.client.privateGetV5UserQueryApi({}));
  if (sent.kind === 'refused' && sent.failure.venueCode === '10032') return null;
  return understand(keyAnswer, answered(sent), 'key').result;
}

export async function readKey(context: Context): Promise<KeyFacts> {
  const key = await askKey(context);
  if (key === null) return { ...NOTHING_TOLD, notes: ['Demo trading does not tell the permissions of a key.'] };
  const wallet = key.permissions['Wallet'];
  const { ips } = key;
  return {
    canTrade: mayTrade(key),
    // The right comes with the master account's wallet rights; a read-only key has them without effect.
    canWithdraw: Array.isArray(wallet) ? wallet.includes('Withdraw') && key.readOnly !== '1' : null,
    addressesListed: Array.isArray(ips) && ips.length > 0 ? !ips.includes('*') : null,
    expiresAtEpochMs: expiryOf(key.expiredAt),
    notes:
      wallet?.includes('SubMemberTransfer') === true
        ? ['The key may move money between sub-accounts: an exit does not need it.']
        : [],
  };
}
