// What the venue tells of the key: `GET /api/v2/spot/account/info`, which every key may ask once a second. Its words for
// permissions have changed over the years [D, S]; one that is not known leaves open what the key may do.
import type { KeyFacts } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { dataOf, keyRow } from './rows.ts';

const TRADES = new Set(['trade', 'contract_trade', 'coow']);
/** Of other markets, of reading, of moving money inside the account. */
const OTHERS = new Set(['readonly', 'coor', 'stor', 'stow', 'spot_trade', 'margin_trade', 'transfer']);
const withdraws = (word: string): boolean => word.includes('withdraw');

export async function readKey(context: Context): Promise<KeyFacts> {
  const call = () => context.client.privateSpotGetV2SpotAccountInfo({});
  const body = answered(await context.send<unknown>(spend('spot/account/info'), call));
  const { authorities, ips } = dataOf(keyRow, body, 'key');
  const words = authorities.map((word) => word.toLowerCase());
  const strange = words.filter((word) => !TRADES.has(word) && !OTHERS.has(word) && !withdraws(word));
  const allKnown = strange.length === 0;
  return {
    canTrade: words.some((word) => TRADES.has(word)) ? true : allKnown ? false : null,
    canWithdraw: words.some(withdraws) ? true : allKnown ? false : null,
    addressesListed: ips !== null,
    expiresAtEpochMs: null,
    notes: allKnown ? [] : [`Bitget names permissions that Breakglass does not know: ${strange.join(', ')}.`],
  };
}
