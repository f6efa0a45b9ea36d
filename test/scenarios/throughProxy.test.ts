// Accounts that go out through a proxy: whole exits end flat through each kind, and a proxy that dies takes its own account
// alone with it, in words that name the proxy and not its password.
import { describe, expect, test } from 'vitest';
import { startProxy, type ProxyKind, type TestProxy } from '../proxies.ts';
import { until } from './world.ts';
import { accountWith, exitEverything, inWorld, long, ofAccount, reasonsOf, shortestLimits, venues } from './story.ts';

const login = { user: 'trader', password: 'pass:word@with/signs' };

async function withProxy(kind: ProxyKind, tell: (proxy: TestProxy) => Promise<void>): Promise<void> {
  const proxy = await startProxy(kind, { login });
  try {
    await tell(proxy);
  } finally {
    await proxy.stop();
  }
}

describe.concurrent.each<ProxyKind>(['http', 'socks5'])('through %s', (kind) => {
  test('every venue is flat, and nothing went past the proxy', async () => {
    await withProxy(kind, async (proxy) => {
      const accounts = venues.map((venue) => accountWith({ venue, positions: [long('BTC', 20_000), long('ETH', 9_000)] }));
      const proxies = Object.fromEntries(venues.map((venue) => [venue, proxy.url]));
      await inWorld({ accounts, proxies }, async (world) => {
        const report = await exitEverything(world, 'flat');
        expect(report.pressToFlatMs).toBeLessThan(5_000);
        expect([...new Set(proxy.asked)]).toEqual([`127.0.0.1:${world.host.port}`]);
        expect(proxy.bytes()).toBeGreaterThan(10_000);
      });
    });
  });

  test.each(['dies', 'refuses', 'falls silent'])(
    'a proxy that %s takes its own account alone with it',
    async (how) => {
      await withProxy(kind, async (proxy) => {
        const proxiedAccount = accountWith({ venue: 'bybit', id: 'proxied' });
        const accounts = [...venues.map((each) => accountWith({ venue: each })), proxiedAccount];
        await inWorld({ accounts, proxies: { proxied: proxy.url }, limits: shortestLimits }, async (world) => {
          if (how === 'dies') await proxy.stop();
          else proxy.setMood(how === 'refuses' ? 'refuses' : 'silent');
          proxy.hangUp();
          const proxied = world.accounts.find(({ id }) => id === 'proxied');
          if (proxied === undefined) throw new Error('no account');
          const named = /"stale".*the proxy (http|socks5):\/\/127\.0\.0\.1:\d+ does not/;
          await until('the proxy is not named', () => named.test(JSON.stringify(proxied.book.account().health)), 15_000);

          const report = await exitEverything(world, 'unknown');

          expect(ofAccount(report, 'proxied')).toMatchObject({ verdict: 'unknown' });
          expect(reasonsOf(report)).toContain(`127.0.0.1:${proxy.port}`);
          for (const other of venues) {
            expect(ofAccount(report, other)).toMatchObject({ verdict: 'flat' });
            expect(ofAccount(report, other).flatAtMs).toBeLessThan(2_000);
          }
          const said = JSON.stringify([report, proxied.book.account(), world.journal]);
          expect(said).not.toMatch(/pass:word|pass%3Aword|dHJhZGVy/);
        });
      });
    },
    40_000,
  );
});
