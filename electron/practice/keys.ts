// Practice keys: well known, worth nothing, and shaped like the venue's, different for every account.
import type { PracticeVenueId } from '../../shared/venue.ts';
import type { PracticeAccount } from './exchange.ts';
import { hashWord, seededRandom, type Random } from './random.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

const draw = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('');

/** The same account id always gets the same keys. */
export function createPracticeAccount(
  id: string,
  venue: PracticeVenueId,
  label: string,
  positionMode: PracticeAccount['positionMode'],
): PracticeAccount {
  const random = seededRandom(hashWord(`${venue}/${id}`));
  const uid = `${1 + Math.floor(random() * 9)}${draw(random, '0123456789', venue === 'okx' ? 17 : 8)}`;
  const hex = (length: number) => draw(random, HEX, length);
  const credentials = {
    binanceusdm: () => ({ apiKey: draw(random, LETTERS, 64), secret: draw(random, LETTERS, 64), passphrase: null }),
    binancecoinm: () => ({ apiKey: draw(random, LETTERS, 64), secret: draw(random, LETTERS, 64), passphrase: null }),
    bybit: () => ({ apiKey: draw(random, LETTERS, 18), secret: draw(random, LETTERS, 36), passphrase: null }),
    okx: () => ({
      apiKey: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      secret: hex(32).toUpperCase(),
      passphrase: `Practice-${draw(random, LETTERS, 6)}1!`,
    }),
    // The account's address, and the private key of its API wallet.
    hyperliquid: () => ({ apiKey: `0x${hex(40)}`, secret: `0x${hex(64)}`, passphrase: null }),
    bitget: () => ({
      apiKey: `bg_${hex(32)}`,
      secret: hex(64),
      passphrase: `Practice${draw(random, LETTERS, 8)}`,
    }),
  }[venue]();
  const key = { trade: true, withdraw: false, revoked: false, ipAllowed: true };
  return { id, venue, label, uid, positionMode, key, ...credentials };
}
