// What lies on the disk helps a start and can not harm one.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from 'ccxt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMarketCache, type MarketCache } from '../../../electron/venues/marketCache.ts';
import { loadMarkets } from '../../../electron/venues/markets.ts';
import type { VenueProfile } from '../../../electron/venues/profile.ts';

let folder = '';
let said: string[] = [];
let cache: MarketCache;
let serial = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'market-cache-'));
  said = [];
  cache = openMarketCache(
    folder,
    () => 1,
    (message) => said.push(message),
  );
});
afterEach(() => rm(folder, { recursive: true }));

const marketOf = (id: string, lot: string) => ({
  id,
  symbol: `${id}/USDT:USDT`,
  base: id,
  quote: 'USDT',
  type: 'swap',
  precision: {},
  limits: {},
  info: { lot },
});
const marketsOf = (id: string, lot: string) => ({ [`${id}/USDT:USDT`]: marketOf(id, lot) });
const onlyFile = async (): Promise<string> => join(folder, String((await readdir(folder))[0]));

/** Reads a market's id and lot; anything else of a profile is not needed here. */
const profile = {
  marketRules: (market: ReturnType<typeof marketOf>) => {
    if (market.info.lot === '') throw new Error('no lot');
    return { nativeSymbol: market.id, lotSize: market.info.lot };
  },
} as unknown as VenueProfile;

function clientOf(load: () => Promise<object>) {
  const given: object[] = [];
  const client = { loadMarkets: load, setMarkets: (markets: object) => given.push(markets) };
  return { client: client as unknown as Exchange, given };
}
/** Loaded markets are shared by all of a process: every test has an endpoint of its own. */
function freshEndpoint() {
  serial += 1;
  const rest = `http://127.0.0.1:1/${serial}`;
  return { endpoint: { rest, ws: rest }, key: `okx@${rest}` };
}
const turns = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
const lotOf = (rule: unknown): unknown => (rule as { lotSize?: string } | undefined)?.lotSize;

test('a start with known markets waits for no answer, and the fresh ones replace them', async () => {
  const { endpoint, key } = freshEndpoint();
  await cache.write(key, marketsOf('BTC', '0.1'));
  let answer: (markets: object) => void = () => undefined;
  const { client, given } = clientOf(() => new Promise((resolve) => (answer = resolve)));
  const shared = await loadMarkets('okx', endpoint, profile, client, () => 0, cache);
  expect(lotOf(shared.byNative('BTC'))).toBe('0.1');
  expect(given).toHaveLength(1);
  answer(marketsOf('BTC', '0.5'));
  await turns();
  expect(lotOf(shared.byNative('BTC'))).toBe('0.5');
  expect(await cache.read(key)).toEqual(marketsOf('BTC', '0.5'));
});

test('without a file the venue is asked and the answer kept', async () => {
  const { endpoint, key } = freshEndpoint();
  const { client } = clientOf(async () => marketsOf('BTC', '0.1'));
  await loadMarkets('okx', endpoint, profile, client, () => 0, cache);
  await turns();
  expect(await cache.read(key)).toEqual(marketsOf('BTC', '0.1'));
  expect(said).toEqual([]);
});

test('a venue that does not answer leaves what was known', async () => {
  const { endpoint, key } = freshEndpoint();
  await cache.write(key, marketsOf('BTC', '0.1'));
  const { client } = clientOf(() => Promise.reject(new Error('down')));
  const shared = await loadMarkets('okx', endpoint, profile, client, () => 0, cache);
  await turns();
  expect(lotOf(shared.byNative('BTC'))).toBe('0.1');
});

test('an account that leaves while its venue loads takes nothing away from the others', async () => {
  const { endpoint } = freshEndpoint();
  let leave: (reason: Error) => void = () => undefined;
  const { client: leaving } = clientOf(() => new Promise((_resolve, reject) => (leave = reject)));
  const { client: staying } = clientOf(async () => marketsOf('BTC', '0.1'));
  const first = loadMarkets('okx', endpoint, profile, leaving, () => 0);
  const others = [1, 2].map(() => loadMarkets('okx', endpoint, profile, staying, () => 0));
  leave(new Error('The client is destroyed'));
  await expect(first).rejects.toThrow('destroyed');
  for (const shared of await Promise.all(others)) expect(lotOf(shared.byNative('BTC'))).toBe('0.1');
});

test.each([
  ['half a file', (text: string) => text.slice(0, text.length / 2)],
  ['no JSON', () => 'not json'],
  ['another version', (text: string) => text.replace('"version":1', '"version":99')],
  ['another endpoint', (text: string) => text.replace('"key":"okx', '"key":"bybit')],
  ['a market without an id', (text: string) => text.replace('"id":"BTC"', '"id":7')],
  ['no market', (text: string) => text.replace(/"markets":.*$/, '"markets":{}}')],
  ['rules that the profile does not understand', (text: string) => text.replace('"lot":"0.1"', '"lot":""')],
])('%s is ignored and replaced', async (_name, spoil) => {
  const { endpoint, key } = freshEndpoint();
  await cache.write(key, marketsOf('BTC', '0.1'));
  const path = await onlyFile();
  await writeFile(path, spoil(await readFile(path, 'utf8')));
  const { client, given } = clientOf(async () => marketsOf('BTC', '0.2'));
  const shared = await loadMarkets('okx', endpoint, profile, client, () => 0, cache);
  expect(lotOf(shared.byNative('BTC'))).toBe('0.2');
  expect(given).toEqual([]);
  await turns();
  expect(await cache.read(key)).toEqual(marketsOf('BTC', '0.2'));
});

test('venues and endpoints have files of their own, and a folder that can not be written fails nothing', async () => {
  await cache.write('okx@', marketsOf('BTC', '1'));
  await cache.write('okx@http://127.0.0.1:1', marketsOf('BTC', '2'));
  expect(await readdir(folder)).toHaveLength(2);
  expect(await cache.read('okx@')).toEqual(marketsOf('BTC', '1'));
  const nowhere = openMarketCache(
    join(await onlyFile(), 'below'),
    () => 1,
    (message) => said.push(message),
  );
  await nowhere.write('okx@', marketsOf('BTC', '1'));
  expect(await nowhere.read('okx@')).toBeNull();
  expect(said.length).toBeGreaterThan(0);
});

test('clients that were given what the disk had are given what the venue lists now', async () => {
  const { endpoint, key } = freshEndpoint();
  await cache.write(key, marketsOf('BTC', '1'));
  let load: (markets: object) => void = () => undefined;
  const { client } = clientOf(async () => new Promise((resolve) => (load = resolve)));
  const shared = await loadMarkets('okx', endpoint, profile, client, () => 0, cache);
  const sources: unknown[] = [];
  const account = { setMarketsFromExchange: (source: unknown) => sources.push(source) } as unknown as Exchange;
  shared.giveTo(account);
  load(marketsOf('NEW', '1'));
  await turns();
  expect(sources).toEqual([client, client]);
  expect(shared.byNative('NEW')).toBeDefined();
});
