// What the venue tells of the key: `GET /api/v2/spot/account/info`, once a second. Its words for permissions have changed over
// the years [D]; one that is not known leaves open what the key may do, and so does a list that says nothing of futures.
import { z } from 'zod';
import { VenueReadError, type KeyFacts, type Sent } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { dataOf, keyRow } from './rows.ts';

const TRADES = new Set(['trade', 'contract_trade', 'coow']);
/** Where these stand alone, futures may be read and not traded. */
const READS = new Set(['readonly', 'coor']);
/** Of other markets, of moving money inside the account. */
const OTHERS = new Set(['stor', 'stow', 'spot_trade', 'margin_trade', 'transfer']);
const withdraws = (word: string): boolean => word.includes('withdraw');

async function ask(context: Context): Promise<Sent<unknown>> {
  return context.send<unknown>(spend('spot/account/info'), () => context.client.privateSpotGetV2SpotAccountInfo({}));
}

export const readKey = async (context: Context): Promise<KeyFacts> =>
  factsOf(dataOf(keyRow, answered(await ask(context)), 'key'));

const keyAnswer = z.object({ data: keyRow });

/** Throws when the venue says that the key can not trade; its silence on that is no reason. */
export async function refuseReadOnlyKey(context: Context): Promise<void> {
  const sent = await ask(context);
  const told = keyAnswer.safeParse(sent.kind === 'answered' ? sent.body : null);
  if (!told.success || factsOf(told.data.data).canTrade !== false) return;
  throw new VenueReadError({
    kind: 'credentials',
    message: 'This Bitget key may read but not trade futures.',
    remedy: 'Give the key the permission to trade futures (read-write).',
  });
}

function factsOf({ authorities, ips }: z.infer<typeof keyRow>): KeyFacts {
  const words = authorities.map((word) => word.toLowerCase());
  const strange = words.filter((word) => !TRADES.has(word) && !READS.has(word) && !OTHERS.has(word) && !withdraws(word));
  const allKnown = strange.length === 0;
  const onlyReads = allKnown && words.some((word) => READS.has(word));
  return {
    canTrade: words.some((word) => TRADES.has(word)) ? true : onlyReads ? false : null,
    canWithdraw: words.some(withdraws) ? true : allKnown && words.length > 0 ? false : null,
    addressesListed: ips !== undefined && ips !== null && ips.length > 0,
    expiresAtEpochMs: null,
    notes: allKnown ? [] : [`Bitget names permissions that Breakglass does not know: ${strange.join(', ')}.`],
  };
}
