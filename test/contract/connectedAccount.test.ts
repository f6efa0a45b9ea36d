// Every account of the demo, connected as the desk does it: live truth over real sockets, and the public order book.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createRates } from '../../electron/book/rates.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { loadProfile } from '../../electron/venues/profiles.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { compare } from '../../shared/decimal.ts';

let host: PracticeHost;
const accounts: ConnectedAccount[] = [];

beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true });
  const surroundings = { clock: systemClock, rates: createRates(), pacing: createPacingRoom(() => systemClock.now()) };
  for (const [venue, exchange] of host.venues) {
    for (const { id, label, apiKey, secret, passphrase } of exchange.accounts()) {
      accounts.push(
        connectAccount(
          {
            id,
            profile: await loadProfile(venue),
            label,
            environment: 'practice',
            secrets: { apiKey, secret, password: passphrase ?? undefined },
            endpoint: { rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
          },
          surroundings,
        ),
      );
    }
  }
});
afterAll(async () => {
  await Promise.all(accounts.map(({ account }) => account.disconnect()));
  await host.stop();
});

test('all six become live, with the positions that the exchange holds', async () => {
  expect(accounts).toHaveLength(6);
  await expect
    .poll(() => accounts.map(({ book }) => book.account().health.kind), { timeout: 15_000 })
    .toEqual(accounts.map(() => 'live'));
  expect(accounts.reduce((sum, { venue }) => sum + venue.known().positions.length, 0)).toBe(22);
});

test('each venue tells its order book in our size unit, best price first', async () => {
  for (const { account, venue } of accounts) {
    const [position] = venue.known().positions;
    if (position === undefined) throw new Error(`${venue.accountId} holds nothing`);
    const read = await account.readDepth(position.market, systemClock.now() + 3_000);
    if (!read.ok) throw new Error(read.failure.message);
    const [bestBid, nextBid] = read.value.bids;
    const [bestAsk] = read.value.asks;
    if (bestBid === undefined || nextBid === undefined || bestAsk === undefined) throw new Error('the book is empty');
    expect(compare(bestBid[0], nextBid[0])).toBe(1);
    expect(compare(bestBid[0], bestAsk[0])).toBe(-1);
    expect(compare(bestBid[1], '0')).toBe(1);
  }
});
