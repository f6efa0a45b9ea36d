// One account of a practice exchange, connected as the desk does it. Tests only.
import { expect } from 'vitest';
import { createRates } from '../../electron/book/rates.ts';
import { connectAccount, type AccountOptions } from '../../electron/connectedAccount.ts';
import type { PracticeKey } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { storyProfiles, type StoryVenue } from '../storyVenues.ts';
import { venueFacts } from './adapterAccount.ts';

let accounts = 0;

/** Bitcoin, long. */
const held: Readonly<Record<StoryVenue, Readonly<{ native: string; size: string; currency: string }>>> = {
  binanceusdm: { ...venueFacts.binanceusdm, currency: 'USDT' },
  binancecoinm: { native: 'BTCUSD_PERP', size: '50', currency: 'BTC' },
  bybit: { ...venueFacts.bybit, currency: 'USDT' },
  okx: { ...venueFacts.okx, currency: 'USDT' },
  bitget: { native: 'BTCUSDT', size: '0.5', currency: 'USDT' },
  hyperliquid: { native: 'BTC', size: '0.5', currency: 'USDC' },
};

/** Holds bitcoin long. */
export function connectOn(
  host: PracticeHost,
  venue: StoryVenue,
  key: Partial<PracticeKey> = {},
  more: Partial<AccountOptions> = {},
  pacing = createPacingRoom(() => systemClock.now()),
) {
  accounts += 1;
  const operated = host.venues.get(venue);
  if (operated === undefined) throw new Error(venue);
  const made = createPracticeAccount(`connected-${process.pid}-${accounts}`, venue, `Connected ${accounts}`, 'oneWay');
  const practice = { ...made, key: { ...made.key, ...key } };
  const { native, size, currency } = held[venue];
  operated.operator.createAccount(practice, { [currency]: '1000000' });
  const mark = operated.quote(native)?.mark;
  if (mark === undefined) throw new Error(native);
  operated.operator.injectPosition(practice.id, { symbol: native, signedSize: size, entryPrice: mark });
  const { id, apiKey, secret, passphrase, label } = practice;
  const connected = connectAccount(
    {
      id,
      profile: storyProfiles[venue],
      label,
      environment: 'practice',
      secrets: { apiKey, secret, password: passphrase ?? undefined },
      endpoint: { rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
      ...more,
    },
    { clock: systemClock, rates: createRates(), pacing },
  );
  return {
    ...connected,
    connected,
    practice,
    operated,
    setKey: (change: Partial<PracticeKey>) =>
      operated.operator.setAccount(id, { key: { ...operated.account(id).key, ...change } }),
    becomes: async (kind: string, timeout = 10_000) => {
      await expect.poll(() => connected.book.account().health.kind, { timeout, interval: 10 }).toBe(kind);
    },
    requests: () => host.world.requests.list().filter((entry) => entry.account === id),
    secrets: [apiKey, secret, ...(passphrase === null ? [] : [passphrase])],
  };
}

export type OnPractice = ReturnType<typeof connectOn>;
