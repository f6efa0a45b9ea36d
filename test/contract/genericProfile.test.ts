// Uncertified venues: ccxt's unified methods alone close a whole account of the practice exchange, and prove it flat.
import { afterEach, describe, expect, it, test } from 'vitest';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createRates } from '../../electron/book/rates.ts';
import { createExits } from '../../electron/exit/exits.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { VenueReadError } from '../../electron/venues/profile.ts';
import { loadProfile } from '../../electron/venues/profiles.ts';
import { isHedged } from '../../electron/venues/profiles/generic/nouns.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { meetTwice } from './meetTwice.ts';
import { intent, priceAway } from './practiceVenue.ts';

let host: PracticeHost | null = null;
let connected: ConnectedAccount | null = null;
afterEach(async () => {
  await connected?.account.disconnect();
  await host?.stop();
  [host, connected] = [null, null];
});

const NATIVE = {
  bybit: { long: ['BTCUSDT', '0.25'], short: ['BTCUSD', '-4000'] },
  okx: { long: ['BTC-USDT-SWAP', '25'], short: ['ETH-USDT-SWAP', '-40'] },
} as const;

async function openAccount(venue: 'bybit' | 'okx', mode: 'oneWay' | 'hedge') {
  host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true, tickMs: 0 });
  const exchange = host.venues.get(venue);
  if (exchange === undefined) throw new Error(venue);
  const { id, apiKey, secret, passphrase } = openOn(exchange, venue, mode);
  connected = connectAccount(
    {
      id,
      profile: await loadProfile(`ccxt:${venue}`),
      label: 'Generic',
      environment: 'practice',
      secrets: { apiKey, secret, password: passphrase ?? undefined },
      endpoint: { rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
    },
    { clock: systemClock, rates: createRates(), pacing: createPacingRoom(() => systemClock.now()) },
  );
  return { id, exchange, account: connected };
}

function openOn(
  exchange: NonNullable<ReturnType<PracticeHost['venues']['get']>>,
  venue: 'bybit' | 'okx',
  mode: 'oneWay' | 'hedge',
) {
  const account = createPracticeAccount('generic', venue, 'Generic', mode);
  exchange.operator.createAccount(account, { USDT: '1000000', BTC: '5' });
  for (const [symbol, signedSize] of [NATIVE[venue].long, NATIVE[venue].short]) {
    const entryPrice = exchange.quote(symbol)?.mark;
    if (entryPrice === undefined) throw new Error(symbol);
    exchange.operator.injectPosition(account.id, { symbol, signedSize, entryPrice });
  }
  return account;
}

const held = (exchange: NonNullable<ReturnType<PracticeHost['venues']['get']>>, id: string) =>
  exchange.positions(id).filter(({ signedSize }) => Number(signedSize) !== 0);

describe.each(['bybit', 'okx'] as const)('ccxt:%s', (venue) => {
  it('closes everything, cancels what works, and ends proved flat', async () => {
    const { id, exchange, account } = await openAccount(venue, 'oneWay');
    const [symbol, size] = NATIVE[venue].long;
    const far = (percent: number) => priceAway({ venue: exchange }, symbol, percent);
    const resting = { ...intent(symbol, 'buy', size), type: 'limit', price: far(-5) } as const;
    expect(exchange.place(id, resting)).toMatchObject({ ok: true });
    const trigger = { kind: 'stop', price: far(-9), by: 'mark', callbackPercent: null } as const;
    const waiting = { ...intent(symbol, 'sell', size), family: 'trigger', trigger, reduceOnly: true } as const;
    expect(exchange.place(id, waiting)).toMatchObject({ ok: true });
    await expect.poll(() => account.book.known().orders.length, { timeout: 15_000 }).toBe(2);
    expect(account.book.known().positions).toHaveLength(2);
    expect(account.book.known().orders.toSorted((a, b) => a.family.localeCompare(b.family))).toMatchObject([
      { family: 'plain', orderSide: 'buy', reduceOnly: false },
      { family: 'trigger', orderSide: 'sell', reduceOnly: true },
    ]);
    expect(account.book.account().health).toMatchObject({ kind: 'live' });
    const exits = createExits({
      venues: () => [account],
      environment: () => 'practice',
      clock: systemClock,
      journal: { commit: () => undefined, note: () => undefined },
      ids: randomIds,
      rates: () => ({}),
      settings: () => ({ ...defaultSettings, watchMinutes: 0 }),
      onChange: () => undefined,
      onAlarm: () => undefined,
    });
    const preview = await exits.preview({ action: 'emergencyExit' });
    if (!preview.ok) throw new Error(preview.failure.message);
    const confirmed = exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(confirmed.failure.message);
    const report = await exits.ended(confirmed.value.exitId);
    expect({ verdict: report.verdict, left: report.leftOver }).toEqual({ verdict: 'flat', left: [] });
    expect(held(exchange, id)).toEqual([]);
    expect(exchange.workingOrders(id)).toEqual([]);
    exits.stopWatching();
  });

  it('does not touch a hedge-mode position, and says why', async () => {
    const { account, id, exchange } = await openAccount(venue, 'hedge');
    const said = () => {
      const { health } = account.book.account();
      if (health.kind === 'failed') return health.failure.message;
      return account.book.known().positions.some(({ hedged }) => hedged) ? 'hedge-mode position' : '';
    };
    await expect.poll(said, { timeout: 15_000 }).toContain('hedge-mode position');
    for (const position of account.book.known().positions) {
      const order = { clientOrderId: 'bg1', position, orderSide: 'sell', size: position.size, limitPrice: null } as const;
      const outcomes = await account.venue.submitCloses([order], systemClock.now() + 3_000);
      expect(outcomes).toMatchObject([{ kind: 'refused', failure: { message: expect.stringContaining('hedge-mode') } }]);
    }
    expect(held(exchange, id)).toHaveLength(2);
  });
});

test.each<[string, RegExp]>([
  ['nowhere', /ccxt has no exchange of this name/],
  ['constructor', /ccxt has no exchange of this name/],
  ['bitstamp', /positions of derivatives/],
  ['kucoin', /reduce-only orders/],
  ['dydx', /market orders/],
  ['pacifica', /signed in to with/],
])('ccxt:%s is refused in words', async (id, words) => {
  await expect(loadProfile(`ccxt:${id}`)).rejects.toThrow(words);
});

test('names what it can not list', async () => {
  const { traits } = await loadProfile('ccxt:bingx');
  expect(traits).toMatchObject({ orderFamilies: ['plain'], unsweepable: ['trigger', 'algo'], closeBatchSize: 1 });
  expect((await loadProfile('ccxt:phemex')).traits.clientOrderId('k3v9x0q2ab', 999, 12, 40)).toMatch(/^[0-9a-z]{1,28}$/);
});

test('reads errors as ccxt does, and calls only what ccxt knows a no', async () => {
  const profile = await loadProfile('ccxt:bybit');
  const read = (retCode: number, retMsg: string) => profile.readRefusal(200, { retCode, retMsg, result: {} }, {});
  expect(read(0, 'OK')).toBeNull();
  expect(read(10003, 'Invalid apikey')).toMatchObject({ certainty: 'refused', reason: 'credentials' });
  expect(read(10006, 'Too many visits!')).toMatchObject({ certainty: 'refused', reason: 'rateLimited' });
  expect(read(110017, 'Reduce-only rule not satisfied')).toMatchObject({ certainty: 'refused', reason: 'nothingToClose' });
  expect(read(987654, 'never heard of')).toMatchObject({ certainty: 'unknown' });
  expect(profile.readRefusal(502, '<html>', {})).toMatchObject({ certainty: 'unknown' });
  expect(profile.readRefusal(403, '<html>', {})).toBeNull();
});

test.each<[boolean, object]>([
  [true, { hedged: true, info: {} }],
  [false, { hedged: false, info: { positionSide: 'LONG' } }],
  [true, { info: { positionIdx: 1 } }],
  [true, { info: { posSide: 'Short' } }],
  [false, { info: { posSide: 'net' } }],
  [false, { info: { positionSide: 'BOTH' } }],
  [false, { info: {} }],
])('hedged is %s for %j', (expected, row) => {
  expect(isHedged(row as Parameters<typeof isHedged>[0])).toBe(expected);
});

test.each([
  ['1', { kind: 'absent' }],
  ['0.5', 'unreadable'],
])('of ended orders that list only what filled whole, nothing is said of a close of %s', async (size, expected) => {
  const profile = await loadProfile('ccxt:okx');
  const none = async () => Promise.resolve([]);
  const client = { has: { fetchClosedOrders: true }, fetchOpenOrders: none, fetchClosedOrders: none };
  const send = async (_spend: unknown, request: () => Promise<unknown>) => ({
    kind: 'answered',
    body: await request(),
    headers: {},
  });
  const order = { clientOrderId: 'bg1', position: { symbol: 'BTC/USDT:USDT', size: '1' }, size };
  const said = profile.lookUp({ client, send } as never, order as never).catch((error: unknown) => {
    if (error instanceof VenueReadError) return error.failure.kind;
    throw error;
  });
  expect(await said).toEqual(expected);
});

test('an order of a contract that stays unlisted is told, never dropped; one of spot opens nothing', async () => {
  const profile = await loadProfile('ccxt:okx');
  const orders = ['GONE/USDT:USDT', 'BTC/USDT'].map((symbol) => ({ id: symbol, symbol, side: 'sell', amount: 3 }));
  const client = { has: {}, markets: { 'BTC/USDT': { spot: true } }, fetchOpenOrders: async () => Promise.resolve(orders) };
  const send = async (_spend: unknown, request: () => Promise<unknown>) => ({
    kind: 'answered',
    body: await request(),
    headers: {},
  });
  const marketByNative = () => undefined;
  const { told } = await meetTwice(async (setNotClosable) =>
    profile.readOrders({ accountId: 'unlisted', client, send, marketByNative, setNotClosable } as never),
  );
  expect(told).toEqual([{ what: 'order of a contract that is not listed', nativeSymbol: 'GONE/USDT:USDT', size: '3' }]);
});

test('a position mode that could not be asked for is no one-way mode', async () => {
  const profile = await loadProfile('ccxt:okx');
  const prepare = async (sent: object) => {
    const context = { client: { has: { fetchPositionMode: true } }, setHedgeMode: () => undefined, send: async () => sent };
    return profile.prepare(context as never).then(
      () => 'prepared',
      (error: unknown) => error instanceof VenueReadError && error.failure.kind,
    );
  };
  const failure = { kind: 'unreachable', message: 'no line' };
  expect(await prepare({ kind: 'unknown', failure })).toBe('unreachable');
  expect(await prepare({ kind: 'neverSent', failure })).toBe('unreachable');
  expect(await prepare({ kind: 'refused', reason: 'other', failure })).toBe('prepared');
});
