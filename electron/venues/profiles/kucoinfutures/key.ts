// What KuCoin says of a key: the names of all its permissions, and its list of addresses. [D] GET /api/v1/user/api-key
import { NOTHING_TOLD, type KeyFacts } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { answerOf, keyRow } from './rows.ts';

const MAY_MOVE = 'This key may move money between accounts (InnerTransfer): take that away.';

/** [D] "Transfer: allows a key to transfer funds (including deposit and withdrawal)", KuCoin's guide to its keys. */
const withdraws = (name: string): boolean => name === 'transfer' || name.includes('withdraw');

export async function readKey({ client, send }: Context): Promise<KeyFacts> {
  const body = answered(await send<unknown>(spend('management', 20), () => client.privateGetUserApiKey({})));
  const { permission, ipWhitelist } = answerOf(keyRow, body, 'key');
  const names = permission.split(',').map((name) => name.trim().toLowerCase());
  return {
    ...NOTHING_TOLD,
    canTrade: names.includes('futures'),
    canWithdraw: names.some(withdraws),
    addressesListed: (ipWhitelist ?? '').trim() !== '',
    notes: names.includes('innertransfer') ? [MAY_MOVE] : [],
  };
}
