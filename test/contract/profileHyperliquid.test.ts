// The Hyperliquid profile through the real adapter against the practice exchange: keys, nonces, streams, and what is signed.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressOfKey } from '../../electron/practice/dialects/hyperliquid/signature.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { createVenueAccount, type VenueAccount } from '../../electron/venues/ccxtVenue.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { VenueReadError, type KeyFacts, type VenueContext, type VenueProfile } from '../../electron/venues/profile.ts';
import { hyperliquid } from '../../electron/venues/profiles/hyperliquid.ts';
import { createClient, type HyperliquidClient } from '../../electron/venues/profiles/hyperliquid/client.ts';
import { closingPrice, priceStep, validPrice } from '../../electron/venues/profiles/hyperliquid/prices.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { Position } from '../../shared/position.ts';
import { openAccount, startHyperliquid } from './hyperliquidPractice.ts';
import { clock, got, soon, wideRoom } from './okxContext.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

let practice: PracticeOfVenue;
const open: VenueAccount[] = [];

beforeAll(async () => {
  practice = await startHyperliquid();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((account) => account.disconnect()));
});
afterAll(async () => {
  await practice.host.stop();
});

const inject = (account: PracticeAccount, symbol: string, signedSize: string) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
  });

type Started = Readonly<{ account: VenueAccount; events: AccountTruthEvent[]; context: () => VenueContext<HyperliquidClient> }>;

function start({ id, apiKey, secret }: Pick<PracticeAccount, 'id' | 'apiKey' | 'secret'>, pacing = wideRoom()): Started {
  const events: AccountTruthEvent[] = [];
  let context: VenueContext<HyperliquidClient> | null = null;
  const profile: VenueProfile<HyperliquidClient> = {
    ...hyperliquid,
    prepare: (given) => {
      context = given;
      return hyperliquid.prepare(given);
    },
  };
  const account = createVenueAccount({
    accountId: id,
    venue: 'hyperliquid',
    label: id,
    credential: { reveal: () => ({ apiKey, secret }) },
    endpoint: { rest: `${practice.host.url}/hyperliquid`, ws: `${practice.host.url.replace('http', 'ws')}/hyperliquid` },
    place: { playMoney: false },
    profile,
    pacing,
    clock,
    markPrice: () => undefined,
    emit: (event) => void events.push(event),
  });
  open.push(account);
  account.connect();
  return {
    account,
    events,
    context: () => {
      if (context === null) throw new Error('not prepared');
      return context;
    },
  };
}

async function seen(events: readonly AccountTruthEvent[], kind: AccountTruthEvent['kind']): Promise<void> {
  await expect.poll(() => events.some((event) => event.kind === kind), { timeout: 8_000, interval: 5 }).toBe(true);
}

/** Resolves when the first snapshot is there and all account channels are subscribed. */
async function connect(account: Pick<PracticeAccount, 'id' | 'apiKey' | 'secret'>): Promise<Started> {
  const before = practice.host.world.requests.list().length;
  const started = start(account);
  const subscriptions = () =>
    practice.host.world.requests
      .list()
      .slice(before)
      .filter(({ method, body }) => method === 'subscribe' && body.includes(account.apiKey)).length;
  await expect.poll(subscriptions, { timeout: 8_000, interval: 5 }).toBe(3);
  await seen(started.events, 'snapshot');
  return started;
}

async function failureOf(started: Started) {
  await seen(started.events, 'failed');
  const failed = started.events.find((event) => event.kind === 'failed');
  if (failed?.kind !== 'failed') throw new Error('it did not fail');
  return failed.failure;
}

async function onlyPosition({ account }: Started): Promise<Position> {
  const [position] = await got(account.readPositions(soon()));
  if (position === undefined) throw new Error('nothing is held');
  return position;
}

const closeOf = (position: Position, slice: number) => ({
  clientOrderId: hyperliquid.traits.clientOrderId('abcdefghij', 0, 1, slice),
  position,
  orderSide: 'sell' as const,
  size: '0.1',
  limitPrice: null,
});

const actionsOf = (account: PracticeAccount) =>
  practice.host.world.requests
    .list()
    .filter((entry) => entry.path === '/exchange' && entry.account === account.id)
    .map(({ body }) => JSON.parse(body) as { action: { type: string }; nonce: number; vaultAddress?: string });

describe('prices', () => {
  it.each([
    ['115812', 5, '1'],
    ['4486.3', 4, '0.1'],
    ['235.48', 2, '0.01'],
    ['3.0286', 0, '0.0001'],
    ['0.26643', 0, '0.00001'],
    ['0.0026643', 0, '0.000001'], // at most six places
    ['0.96', 2, '0.0001'], // at most 6 - szDecimals places
  ])('%s with %s decimals of size moves by %s', (price, places, step) => {
    expect(priceStep(price, places)).toBe(step);
  });

  it('moves toward the fill, and over a power of ten', () => {
    expect(validPrice('2190.37', 'sell', { lotSize: '0.0001' })).toBe('2190.3');
    expect(validPrice('2190.31', 'buy', { lotSize: '0.0001' })).toBe('2190.4');
    expect(validPrice('99999.5', 'buy', { lotSize: '0.001' })).toBe('100000');
    expect(closingPrice('1.02', 'sell', { lotSize: '1' })).toBe('0.969');
  });
});

describe('keys', () => {
  const secret = `0x${'1'.repeat(64)}`;
  const address = `0x${'a'.repeat(40)}`;
  const wordsOf = (apiKey: string, key: string): string => {
    try {
      createClient({ apiKey, secret: key }, { playMoney: false });
      return '';
    } catch (error) {
      return error instanceof VenueReadError ? error.failure.message : 'not told';
    }
  };

  it('are checked in words that carry nothing of them', () => {
    expect(wordsOf('me', secret)).toMatch(/account address is not an address/);
    expect(wordsOf(secret, address)).toMatch(/the two fields may be swapped/);
    expect(wordsOf(address, 'secret')).toMatch(/private key is not a private key/);
    expect(wordsOf(address, `0x${'f'.repeat(64)}`)).toMatch(/private key is not a private key/);
    expect(wordsOf(address, `0x${'0'.repeat(64)}`)).toMatch(/private key is not a private key/);
    for (const words of [wordsOf(secret, address), wordsOf(address, `${secret}11`)]) expect(words).not.toContain('1111');
    expect(wordsOf(address, secret.slice(2))).toBe(''); // without its 0x
  });

  it('sign with the testnet’s letter where nothing is real', () => {
    const sign = (playMoney: boolean) =>
      createClient({ apiKey: address, secret }, { playMoney }).signL1Action({ type: 'cancel', cancels: [] }, 1);
    expect(sign(true)).not.toEqual(sign(false));
    expect(createClient({ apiKey: address, secret }, { playMoney: true }).urls['api']).toMatchObject({
      public: 'https://api.hyperliquid-testnet.xyz',
    });
  });

  it('number what they sign without repeating, whoever signs', () => {
    const clients = [1, 2].map(() => createClient({ apiKey: address, secret }, { playMoney: false }));
    const nonces = Array.from({ length: 50 }, (_, index) => clients[index % 2]?.incrementingNonce() ?? 0);
    expect(nonces).toEqual([...new Set(nonces)].toSorted((a, b) => a - b));
  });

  it('that are not approved are told, and nothing is connected', async () => {
    const account = openAccount(practice);
    const failure = await failureOf(start({ ...account, secret: `0x${'5'.repeat(64)}` }));
    expect(failure).toMatchObject({ kind: 'credentials' });
    expect(failure.message).toContain(addressOfKey(`0x${'5'.repeat(64)}`)); // the address, not the key
    expect(JSON.stringify(failure)).not.toContain('5555');
  });

  it('of somebody else’s API wallet are told with both addresses', async () => {
    const [mine, other] = [openAccount(practice), openAccount(practice)];
    const failure = await failureOf(start({ ...mine, secret: other.secret }));
    expect(failure.message).toContain(`belongs to ${other.apiKey}`);
  });

  it('say what they may, and when they end', async () => {
    const account = openAccount(practice);
    const { context } = await connect(account);
    const facts: KeyFacts = await hyperliquid.readKey(context());
    expect(facts).toMatchObject({ canTrade: true, canWithdraw: false, notes: [] });
    expect(facts.expiresAtEpochMs).toBeGreaterThan(Date.now());
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, revoked: true } });
    expect(await hyperliquid.readKey(context())).toMatchObject({ canTrade: false });
  });

  it('are asked about once, and again when a person wants to know', async () => {
    const account = openAccount(practice);
    const asked = () =>
      practice.host.world.requests
        .list()
        .filter(({ body }) => body.includes('"userRole"') && body.includes(addressOfKey(account.secret)));
    const started = await connect(account);
    expect(asked()).toHaveLength(1);
    started.account.reconnect();
    await expect
      .poll(() => started.events.filter(({ kind }) => kind === 'snapshot').length, { timeout: 8_000 })
      .toBeGreaterThan(2);
    expect(asked()).toHaveLength(1);
    await hyperliquid.readKey(started.context());
    expect(asked()).toHaveLength(2);
  });

  it('of a main wallet trade for its sub-account by name, and are known to withdraw', async () => {
    const account = openAccount(practice);
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, withdraw: true } });
    inject(account, 'ETH', '0.1');
    const started = await connect(account);
    expect(await hyperliquid.readKey(started.context())).toMatchObject({ canTrade: true, canWithdraw: true });
    const position = await onlyPosition(started);
    expect(await started.account.submitCloses([closeOf(position, 0)], soon())).toMatchObject([{ kind: 'accepted' }]);
    expect(actionsOf(account)).toMatchObject([{ vaultAddress: account.apiKey }]);
  });

  it('of a main wallet itself need no name', async () => {
    const account = openAccount(practice);
    const own = { id: account.id, apiKey: addressOfKey(account.secret), secret: account.secret };
    const client = createClient(own, { playMoney: false });
    expect(client.signer).toBe(own.apiKey);
    const facts = await hyperliquid.readKey({ ...(await connect(account)).context(), client });
    expect(facts).toMatchObject({ canTrade: true, canWithdraw: true });
  });
});

describe('what is signed', () => {
  it('is orders and cancels, whatever else the client would like', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1');
    const price = priceAway(practice, 'ETH', 5);
    place(practice, account, { ...intent('ETH', 'sell', '0.5'), type: 'limit', price, reduceOnly: true });
    const started = await connect(account);
    const position = await onlyPosition(started);
    const { orders } = await got(started.account.readOrders(soon()));
    expect(await started.account.cancelOrders(orders, soon())).toEqual([{ kind: 'cancelled' }]);
    const closes = Array.from({ length: 5 }, (_, slice) => closeOf(position, slice));
    await Promise.all(closes.map((close) => started.account.submitCloses([close], soon())));
    const actions = actionsOf(account);
    expect(actions.map(({ action }) => action.type).toSorted()).toEqual(['cancel', ...Array(5).fill('order')]);
    expect(new Set(actions.map(({ nonce }) => nonce)).size).toBe(6);
    expect(JSON.stringify(actions)).not.toContain('builder');
    expect(practice.host.world.requests.list().some(({ body }) => body.includes(account.secret.slice(2)))).toBe(false);
  });

  it('of a rehearsal never leaves', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1');
    const started = await connect(account);
    await started.account.rehearse?.([closeOf(await onlyPosition(started), 0)]);
    expect(actionsOf(account)).toEqual([]);
  });
});

describe('the streams', () => {
  it('live on where the server does not know the list of orders', () => {
    const client = createClient({ apiKey: '', secret: '' }, { playMoney: false });
    const broken: unknown[] = [];
    const socket = { url: 'wss://api.hyperliquid.xyz/ws', reject: (error: unknown) => void broken.push(error) };
    const say = (data: string) =>
      client.handleMessage(socket as unknown as Parameters<typeof client.handleMessage>[0], { channel: 'error', data });
    say('Error parsing JSON into valid websocket request: {"method":"subscribe","subscription":{"type":"openOrders"}}');
    expect(broken).toEqual([]);
    say('Error parsing JSON into valid websocket request: {"type":"allMids"}');
    expect(broken).toHaveLength(1);
  });

  const said = (events: readonly AccountTruthEvent[]): readonly string[] =>
    events.flatMap((event) => {
      if (event.kind === 'position') return `${event.position.symbol} ${event.position.side} ${event.position.size}`;
      if (event.kind === 'positionGone') return `${event.symbol} gone`;
      if (event.kind === 'order') return `${event.order.family} ${event.order.orderId}`;
      return event.kind === 'orderGone' ? `gone ${event.orderId}` : [];
    });

  it('tell positions, orders of every kind, and what is gone', async () => {
    const account = openAccount(practice);
    const { events } = await connect(account);
    place(practice, account, intent('BTC', 'buy', '0.2'));
    await expect.poll(() => said(events), { interval: 5 }).toContain('BTC/USDC:USDC long 0.2');
    const price = priceAway(practice, 'BTC', -5);
    const limit = place(practice, account, { ...intent('BTC', 'buy', '0.1'), type: 'limit', price });
    const stop = place(practice, account, {
      ...intent('BTC', 'sell', null),
      reduceOnly: true,
      family: 'attached',
      attachedTo: 'both',
      trigger: { kind: 'stop', price, by: 'mark', callbackPercent: null },
    });
    await expect.poll(() => said(events), { interval: 5 }).toContain(`plain ${limit}`);
    await expect.poll(() => said(events), { interval: 5 }).toContain(`attached ${stop}`);
    practice.venue.cancel(account.id, limit);
    await expect.poll(() => said(events), { interval: 5 }).toContain(`gone ${limit}`);
    place(practice, account, { ...intent('BTC', 'sell', '0.2'), reduceOnly: true });
    await expect.poll(() => said(events), { interval: 5 }).toContain('BTC/USDC:USDC gone');
    await expect.poll(() => said(events), { interval: 5 }).toContain(`gone ${stop}`);
    expect(events.some((event) => event.kind === 'equity')).toBe(true);
  });

  it('tell the marks of what is held', async () => {
    const account = openAccount(practice);
    inject(account, 'SOL', '3');
    const { events } = await connect(account);
    const marks = () => events.flatMap((event) => (event.kind === 'mark' ? `${event.symbol} ${event.markPrice}` : []));
    await expect.poll(marks, { timeout: 5_000, interval: 5 }).toContain('SOL/USDC:USDC 235.48');
  });
});

it('waits for the documented weight of the address, all accounts together', async () => {
  const pacing = createPacingRoom(clock.now);
  const pacer = pacing.pacer('one', 'hyperliquid', hyperliquid.limits);
  const other = pacing.pacer('two', 'hyperliquid', hyperliquid.limits);
  expect(pacer.book([{ bucket: 'weight', cost: 1_150 }], 'exit', 0)).toBe(0);
  expect(other.fits([{ bucket: 'weight', cost: 60 }], 'exit')).toBe(false);
});
