// The Bitget profile's streams against the practice exchange, and its frames against real payloads.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { bitget } from '../../electron/venues/profiles/bitget.ts';
import type { Frame } from '../../electron/venues/profiles/bitget/client.ts';
import { applyFrame } from '../../electron/venues/profiles/bitget/streams.ts';
import { closeTransport, createAgent, openTransport } from '../../electron/venues/transport.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { connect as connectTo, type Connected } from './bitgetContext.ts';
import { openAccount, startBitget } from './bitgetPractice.ts';
import { payload } from './fixture.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTCUSDT';
const ETH = 'ETHUSDT';
let practice: PracticeOfVenue;
const open: Connected[] = [];

beforeAll(async () => {
  practice = await startBitget();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((connected) => connected.disconnect()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: PracticeAccount): Promise<Connected> {
  const connected = await connectTo(practice, account);
  open.push(connected);
  return connected;
}

const inject = (account: PracticeAccount, symbol: string, signedSize: string) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
  });

const said = (events: readonly AccountTruthEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.kind === 'position') return `${event.position.symbol} ${event.position.side} ${event.position.size}`;
    if (event.kind === 'positionGone') return `${event.symbol} ${event.side ?? 'both'} gone`;
    if (event.kind === 'order') return `${event.order.family} ${event.order.type} ${event.order.orderId}`;
    return event.kind === 'orderGone' ? `gone ${event.orderId}` : [];
  });

describe('the private stream', () => {
  it('tells one-way positions and their turns, orders and equity, and keeps no ghosts', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '1'); // so that no frame is empty
    const { events } = await connect(account);
    place(practice, account, intent(BTC, 'buy', '0.2'));
    const limit = place(practice, account, { ...intent(BTC, 'buy', '0.1'), type: 'limit', price: priceAway(practice, BTC, -2) });
    practice.venue.cancel(account.id, limit);
    await expect.poll(() => said(events)).toContain(`gone ${limit}`);
    place(practice, account, intent(BTC, 'sell', '0.5')); // turns around
    await expect.poll(() => said(events)).toContain('BTC/USDT:USDT short 0.3');
    expect(said(events)).toContain('BTC/USDT:USDT long gone');
    place(practice, account, { ...intent(BTC, 'buy', '0.3'), reduceOnly: true });
    await expect.poll(() => said(events).at(-1) ?? '').toMatch(/gone|short|long/);
    await expect.poll(() => said(events)).toContain('BTC/USDT:USDT short gone');
    const equity = practice.venue.balances(account.id).find((each) => each.currency === 'USDT')?.equity;
    await expect
      .poll(() => Number(events.findLast((event) => event.kind === 'equity')?.byCurrency['USDT']))
      .toBeCloseTo(Number(equity), 6);
    expect(events.findLast((event) => event.kind === 'equity')?.byCurrency).toHaveProperty('BTC'); // no product type is lost
  });

  it('tells the sides of a hedge apart', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '1.5');
    inject(account, ETH, '-0.7');
    const { events } = await connect(account);
    await expect.poll(() => said(events)).toEqual(expect.arrayContaining(['ETH/USDT:USDT long 1.5', 'ETH/USDT:USDT short 0.7']));
    place(practice, account, { ...intent(ETH, 'buy', '0.7'), tag: 'short' });
    await expect.poll(() => said(events)).toContain('ETH/USDT:USDT short gone');
    expect(said(events)).not.toContain('ETH/USDT:USDT long gone');
  });

  it('tells every kind of trigger order under the names of the lists, fired and cancelled', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '6');
    const { events, context } = await connect(account);
    const base = { symbol: ETH, productType: 'USDT-FUTURES', marginCoin: 'USDT' };
    const plan = { ...base, marginMode: 'crossed', size: '2', side: 'buy', tradeSide: 'close', orderType: 'market' };
    const put = async (call: 'Plan' | 'Tpsl', body: object): Promise<string> => {
      const { client } = context;
      const answer =
        call === 'Plan'
          ? await client.privateMixPostV2MixOrderPlacePlanOrder({ ...plan, ...body })
          : await client.privateMixPostV2MixOrderPlaceTpslOrder({ ...base, holdSide: 'long', ...body });
      return String(answer['data'].orderId);
    };
    const trigger = await put('Plan', { planType: 'normal_plan', triggerPrice: priceAway(practice, ETH, -1) });
    const trailing = await put('Plan', { planType: 'track_plan', triggerPrice: priceAway(practice, ETH, 3), callbackRatio: '1' });
    const stop = await put('Tpsl', { planType: 'loss_plan', triggerPrice: priceAway(practice, ETH, -5), size: '1' });
    const whole = await put('Tpsl', { planType: 'pos_loss', triggerPrice: priceAway(practice, ETH, -6) });
    await expect
      .poll(() => said(events))
      .toEqual(
        expect.arrayContaining([
          `trigger normal_plan ${trigger}`,
          `trigger track_plan ${trailing}`,
          `attached loss_plan ${stop}`,
          `attached pos_loss ${whole}`,
        ]),
      );
    for (const id of [trailing, stop, whole]) practice.venue.cancel(account.id, id);
    const before = practice.venue.quote(ETH)?.mark ?? '';
    practice.venue.operator.setPrice(ETH, priceAway(practice, ETH, -1.5));
    practice.venue.operator.setPrice(ETH, before);
    await expect
      .poll(() => said(events))
      .toEqual(expect.arrayContaining([trigger, trailing, stop, whole].map((id) => `gone ${id}`)));
    expect(said(events)).toContain('ETH/USDT:USDT long 4');
  });

  it('says that it lives, and that it broke; then everything is read and watched again', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '1');
    const { events } = await connect(account);
    await expect.poll(() => events.filter((event) => event.kind === 'alive').length, { timeout: 4_000 }).toBeGreaterThan(3);
    for (const socket of practice.host.world.sockets) if (socket.accountId() === account.id) socket.breakOff();
    await expect.poll(() => events.findIndex((event) => event.kind === 'down')).toBeGreaterThan(-1);
    const down = events.findIndex((event) => event.kind === 'down');
    await expect.poll(() => events.slice(down).map((event) => event.kind), { timeout: 4_000 }).toContain('snapshot');
    await expect.poll(() => events.slice(down).map((event) => event.kind), { timeout: 4_000 }).toContain('alive');
    place(practice, account, intent(ETH, 'buy', '3'));
    await expect.poll(() => said(events.slice(down)), { timeout: 4_000 }).toContain('ETH/USDT:USDT long 3');
  });

  it('rejects when the login is refused', async () => {
    const { apiKey, passphrase, ...account } = openAccount(practice, 'oneWay');
    const { context } = await connect({ apiKey, passphrase, ...account });
    const client = bitget.createClient({ apiKey, secret: 'wrong', password: passphrase ?? '' }, { playMoney: false });
    const agent = createAgent(null);
    const { url } = practice.host;
    await openTransport(client, { rest: `${url}/bitget`, ws: `${url.replace('http', 'ws')}/bitget` }, agent);
    client.setMarketsFromExchange(context.client);
    const watching = bitget.watchAccount({ ...context, client }, () => undefined, new AbortController().signal);
    await expect(watching).rejects.toThrow('30015');
    await closeTransport(client);
    await agent.destroy();
  });

  it('ends when it is told to', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    const stop = new AbortController();
    const watching = bitget.watchMarks(context, ['BTC/USDT:USDT'], () => undefined, stop.signal);
    stop.abort(new Error('enough'));
    await expect(watching).rejects.toThrow('enough');
    expect(context.client.frameListeners.size).toBe(1); // the account's own
  });
});

describe('the marks', () => {
  it('follow what is held, of every product type', async () => {
    const account = openAccount(practice, 'oneWay');
    for (const symbol of ['BTCUSD', 'BTCPERP', 'BTCUSDZ25', ETH]) inject(account, symbol, '1');
    const { events } = await connect(account);
    const marked = () => new Set(events.flatMap((event) => (event.kind === 'mark' ? event.symbol : [])));
    await expect
      .poll(() => [...marked()])
      .toEqual(expect.arrayContaining(['BTC/USD:BTC', 'BTC/USDC:USDC', 'BTC/USD:BTC-251226', 'ETH/USDT:USDT']));
    const before = practice.venue.quote('BTCUSD')?.mark ?? '';
    practice.venue.operator.setPrice('BTCUSD', priceAway(practice, 'BTCUSD', 0.4));
    await expect
      .poll(() => events.findLast((event) => event.kind === 'mark' && event.symbol === 'BTC/USD:BTC'))
      .toMatchObject({ markPrice: practice.venue.quote('BTCUSD')?.mark });
    practice.venue.operator.setPrice('BTCUSD', before);
  });
});

describe('frames', () => {
  const arg = (channel: string, instType = 'USDT-FUTURES') => ({ instType, channel, instId: 'default' });
  const row = payload('bitget', 'bitget.ws.parseWsPosition.1439-5') as Record<string, unknown>;

  async function apply(frames: readonly Frame[]): Promise<readonly AccountTruthEvent[]> {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    const events: AccountTruthEvent[] = [];
    for (const frame of frames) applyFrame(context, frame, (event) => void events.push(event));
    return events;
  }

  it('read a real position, its whole close and an empty list', async () => {
    const positions = (data: readonly unknown[]) => ({ action: 'snapshot', arg: arg('positions'), data, ts: 1_701_913_043_767 });
    const events = await apply([
      positions([row]),
      positions([{ ...row, instId: 'ETHUSDT', holdSide: 'short' }]), // the other is missing: says nothing
      { action: 'snapshot', arg: arg('positions', 'USDC-FUTURES'), data: [], ts: 1 }, // nor does another product type
      { action: 'snapshot', arg: arg('positions-history'), data: [{ ...row, uTime: '1701913016924' }], ts: 1 },
      positions([]),
    ]);
    expect(events).toMatchObject([
      {
        kind: 'position',
        position: {
          symbol: 'BTC/USDT:USDT',
          side: 'long',
          size: '0.001',
          hedged: true,
          marginMode: 'cross',
          leverage: '20',
          entryPrice: '43849',
          unrealizedPnl: '-0.0032',
          liquidationPrice: '17629.684814834',
          updatedAtMs: 1_701_913_016_923,
        },
      },
      { kind: 'position', position: { symbol: 'ETH/USDT:USDT', side: 'short' } },
      { kind: 'positionGone', symbol: 'BTC/USDT:USDT', side: 'long', atMs: 1_701_913_016_924 },
      { kind: 'positionGone', symbol: 'ETH/USDT:USDT', side: 'short', atMs: 1_701_913_043_767 },
    ]);
  });

  it('do not lose a position that is also held in another coin', async () => {
    const coin = { ...row, instId: 'BTCUSD' };
    const frame = (data: readonly unknown[]) => ({ arg: arg('positions', 'COIN-FUTURES'), data, ts: 1 });
    const events = await apply([
      frame([
        { ...coin, marginCoin: 'BTC' },
        { ...coin, marginCoin: 'ETH' },
      ]),
      frame([{ ...coin, marginCoin: 'ETH', total: '0' }]),
      frame([{ ...coin, marginCoin: 'BTC', total: '0' }]),
    ]);
    expect(events.map((event) => event.kind)).toEqual(['position', 'position', 'positionGone']);
  });

  it('read a real account and a real order', async () => {
    const account = payload('bitget', 'bitget.ws.handleBalance.2336-449') as Frame;
    expect(await apply([account])).toMatchObject([{ kind: 'equity', byCurrency: { USDT: '26.14309528' } }]);
    const listed = payload('bitget', 'bitget.rest.fetchOpenOrders.7322-2848') as { data: { entrustedList: object[] } };
    const [order] = listed.data.entrustedList;
    const events = await apply([
      { arg: arg('orders'), data: [{ ...order, symbol: undefined, instId: 'BTCUSDT', accBaseVolume: '0.0005' }] },
      { arg: arg('orders'), data: [{ ...order, status: 'a new word' }] }, // no end
      { arg: arg('orders'), data: [{ ...order, status: 'canceled' }] },
    ]);
    expect(events).toMatchObject([
      { kind: 'order', order: { orderSide: 'buy', positionSide: 'long', reduceOnly: false, size: '0.0015', price: '25000' } },
      { kind: 'order' },
      { kind: 'orderGone', orderId: '1111488897767604224' },
    ]);
  });
});
