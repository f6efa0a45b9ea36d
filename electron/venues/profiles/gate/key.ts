// What Gate says of a key: its list of addresses for every key, its permissions where the key may see them.
import { NOTHING_TOLD, type KeyFacts } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { detailRow, keyRows, understand, type KeyRow } from './rows.ts';

const NEEDS_ACCOUNT = 'Gate shows what a key may do only to keys with Account (read): add it to have the permissions checked.';
const NORMAL = 1;

/** All keys of the user are listed, each by the start of it; a lone entry is this key. */
function findKey(rows: readonly KeyRow[], apiKey: string): KeyRow | undefined {
  const named = rows.find(({ key }) => typeof key === 'string' && key.length > 5 && apiKey.startsWith(key.replace(/\*+$/, '')));
  const [only] = rows;
  return named ?? (rows.length === 1 && typeof only?.key !== 'string' ? only : undefined);
}

function factsOf({ perms, state }: KeyRow): Pick<KeyFacts, 'canTrade' | 'canWithdraw' | 'notes'> {
  if (perms === null || perms === undefined) return { canTrade: null, canWithdraw: null, notes: [] };
  const mayWrite = (isMeant: (name: string) => boolean): boolean =>
    perms.some(({ name, read_only }) => isMeant(name) && read_only !== true);
  // Withdrawing is a permission of its own [D], but no name of it is documented: only its presence can be told.
  const withdraws = perms.some(({ name, read_only }) => /withdraw/i.test(name) && read_only !== true);
  const usable = state === null || state === undefined || state === NORMAL;
  return {
    canTrade: usable && mayWrite((name) => name === 'futures'),
    canWithdraw: withdraws ? true : null,
    notes: [
      ...(usable ? [] : ['Gate has locked or frozen this key.']),
      ...(mayWrite((name) => name === 'wallet') ? ['This key may move money between accounts (Wallet): take that away.'] : []),
    ],
  };
}

export async function readKey(context: Context): Promise<KeyFacts> {
  const { client } = context;
  const [detail, keys] = await Promise.all([
    context.send<unknown>(spend('account'), () => client.privateAccountGetDetail({})),
    context.send<unknown>(spend('account'), () => client.privateAccountGetMainKeys({})),
  ]);
  const isHidden = (sent: typeof keys): boolean => sent.kind === 'refused' && sent.failure.venueCode === 'FORBIDDEN';
  const addresses = isHidden(detail) ? undefined : understand(detailRow, answered(detail), 'account').ip_whitelist;
  const addressesListed = addresses === undefined || addresses === null ? null : addresses.length > 0;
  if (isHidden(keys)) return { ...NOTHING_TOLD, addressesListed, notes: [NEEDS_ACCOUNT] };
  const own = findKey(understand(keyRows, answered(keys), 'keys'), client.apiKey);
  if (own === undefined) return { ...NOTHING_TOLD, addressesListed };
  return { ...NOTHING_TOLD, addressesListed, ...factsOf(own) };
}
