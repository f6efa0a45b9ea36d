// The OKX profile's streams against the practice exchange, and its rows against real payloads.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { okx } from '../../electron/venues/profiles/okx.ts';
import { hasItems } from '../../electron/venues/profiles/okx/client.ts';
import { toAlgoOrder, toPosition } from '../../electron/venues/profiles/okx/nouns.ts';
import { readRefusal } from '../../electron/venues/profiles/okx/refusals.ts';
import { algoRow, isContract, itemRow, positionRow } from '../../electron/venues/profiles/okx/rows.ts';
import { applyFrame } from '../../electron/venues/profiles/okx/streams.ts';
import { closeTransport, createAgent, openTransport } from '../../electron/venues/transport.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { connect as connectTo, type Connected } from './okxContext.ts';
import { openAccount, startOkx } from './okxPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC-USDT-SWAP';
const ETH = 'ETH-USDT-SWAP';
let practice: PracticeOfVenue;
const open: Connected[] = [];

beforeAll(async () => {
  practice = await startOkx();
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

describe('the private streams', () => {
  it('tell net positions and their turns, orders and equity, and keep no ghosts', async () => {
    const account = openAccount(practice, 'oneWay');
    const { events } = await connect(account);
    place(practice, account, intent(BTC, 'buy', '2'));
    const price = priceAway(practice, BTC, -2);
    const limit = place(practice, account, { ...intent(BTC, 'buy', '1'), type: 'limit', price });
    practice.venue.cancel(account.id, limit);
    place(practice, account, intent(BTC, 'sell', '5')); // turns around
    place(practice, account, { ...intent(BTC, 'buy', '3'), reduceOnly: true });
    await expect.poll(() => said(events)).toContain('BTC/USDT:USDT both gone');
    const told = said(events);
    const inOrder = ['long 2', 'long gone', 'short 3', 'both gone'].map((text) => told.lastIndexOf(`BTC/USDT:USDT ${text}`));
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(inOrder).not.toContain(-1);
    expect(told.indexOf(`plain limit ${limit}`)).toBeGreaterThan(-1);
    expect(told.indexOf(`gone ${limit}`)).toBeGreaterThan(told.indexOf(`plain limit ${limit}`));
    const equity = practice.venue.balances(account.id).find((each) => each.currency === 'USDT')?.equity;
    await expect
      .poll(() => Number(events.findLast((event) => event.kind === 'equity')?.byCurrency['USDT']))
      .toBeCloseTo(Number(equity), 6);
  });

  it('tell the sides of a hedge apart', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '15');
    inject(account, ETH, '-7');
    const { events } = await connect(account);
    await expect.poll(() => said(events)).toEqual(expect.arrayContaining(['ETH/USDT:USDT long 15', 'ETH/USDT:USDT short 7']));
    place(practice, account, { ...intent(ETH, 'buy', '7'), tag: 'short' });
    await expect.poll(() => said(events)).toContain('ETH/USDT:USDT short gone');
    expect(said(events)).not.toContain('ETH/USDT:USDT long gone');
  });

  it('tell every type of algo order, placed, fired and cancelled', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '6');
    const { events, context } = await connect(account);
    const algo = { instId: ETH, tdMode: 'cross', side: 'sell', sz: '2', reduceOnly: true };
    const stopLoss = { slTriggerPx: priceAway(practice, ETH, -4), slOrdPx: '-1' };
    const put = async (body: object): Promise<string> => {
      const answer = await context.client.privatePostTradeOrderAlgo({ ...algo, ...body });
      return String(answer['data'][0].algoId);
    };
    const takeProfit = { tpTriggerPx: priceAway(practice, ETH, 5), tpOrdPx: '-1' };
    const conditional = await put({ ordType: 'conditional', ...stopLoss });
    const oco = await put({ ordType: 'oco', ...stopLoss, ...takeProfit });
    const trigger = await put({ ordType: 'trigger', triggerPx: priceAway(practice, ETH, -1), orderPx: '-1' });
    const trailing = await put({ ordType: 'move_order_stop', callbackRatio: '0.05' });
    await expect
      .poll(() => said(events))
      .toEqual(
        expect.arrayContaining([
          `algo conditional ${conditional}`,
          `algo oco ${oco}`,
          `trigger trigger ${trigger}`,
          `algo move_order_stop ${trailing}`,
        ]),
      );
    for (const id of [conditional, oco, trailing]) practice.venue.cancel(account.id, id);
    const before = practice.venue.quote(ETH)?.mark ?? '';
    practice.venue.operator.setPrice(ETH, priceAway(practice, ETH, -1.5));
    practice.venue.operator.setPrice(ETH, before);
    await expect
      .poll(() => said(events))
      .toEqual(expect.arrayContaining([conditional, oco, trigger, trailing].map((id) => `gone ${id}`)));
    expect(said(events)).toContain('ETH/USDT:USDT long 4');
  });

  it('say that they live, and that they broke; then everything is read and watched again', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '1');
    const { events } = await connect(account);
    await expect.poll(() => events.filter((event) => event.kind === 'alive').length).toBeGreaterThan(3);
    const before = practice.host.world.requests.list().length;
    for (const socket of practice.host.world.sockets) if (socket.accountId() === account.id) socket.breakOff();
    await expect.poll(() => events.findIndex((event) => event.kind === 'down')).toBeGreaterThan(-1);
    const subscribed = () =>
      practice.host.world.requests
        .list()
        .slice(before)
        .filter((entry) => entry.method === 'subscribe' && entry.account === account.id).length;
    await expect.poll(subscribed, { timeout: 4_000 }).toBe(5);
    const down = events.findIndex((event) => event.kind === 'down');
    expect(events.slice(down).map((event) => event.kind)).toContain('snapshot');
    place(practice, account, intent(ETH, 'buy', '3'));
    await expect.poll(() => said(events.slice(down))).toContain('ETH/USDT:USDT long 3');
  });

  it('break when any of the two private sockets does', async () => {
    const account = openAccount(practice, 'oneWay');
    const { events } = await connect(account);
    for (const socket of practice.host.world.sockets) {
      if (socket.accountId() === account.id && socket.path.endsWith('/business')) socket.breakOff();
    }
    await expect.poll(() => events.some((event) => event.kind === 'down')).toBe(true);
  });

  it('reject when the login is refused', async () => {
    const { apiKey, passphrase, ...account } = openAccount(practice, 'oneWay');
    const { context } = await connect({ apiKey, passphrase, ...account });
    const client = okx.createClient({ apiKey, secret: 'wrong', password: passphrase ?? '' }, { playMoney: false });
    const agent = createAgent(null);
    await openTransport(
      client,
      { rest: `${practice.host.url}/okx`, ws: `${practice.host.url.replace('http', 'ws')}/okx` },
      agent,
    );
    client.setMarketsFromExchange(context.client);
    const watching = okx.watchAccount({ ...context, client }, () => undefined, new AbortController().signal);
    await expect(watching).rejects.toThrow('60007');
    await closeTransport(client);
    await agent.destroy();
  });

  it('end when they are told to', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    const stop = new AbortController();
    const watching = okx.watchMarks(context, ['BTC/USDT:USDT'], () => undefined, stop.signal);
    stop.abort(new Error('enough'));
    await expect(watching).rejects.toThrow('enough');
    expect(context.client.frameListeners.size).toBe(1); // the account's own
  });
});

describe('the marks', () => {
  it('follow what is held, linear, inverse and dated', async () => {
    const account = openAccount(practice, 'oneWay');
    for (const symbol of ['BTC-USD-SWAP', 'ETH-USDT-301227', 'BTC-USDC-SWAP']) inject(account, symbol, '1');
    const { events } = await connect(account);
    const marked = () => new Set(events.flatMap((event) => (event.kind === 'mark' ? event.symbol : [])));
    await expect.poll(marked).toEqual(new Set(['BTC/USDT:USDT', 'BTC/USD:BTC', 'ETH/USDT:USDT-301227', 'BTC/USDC:USDC']));
    const before = practice.venue.quote('BTC-USD-SWAP')?.mark ?? '';
    practice.venue.operator.setPrice('BTC-USD-SWAP', priceAway(practice, 'BTC-USD-SWAP', 0.4));
    await expect
      .poll(() => events.findLast((event) => event.kind === 'mark' && event.symbol === 'BTC/USD:BTC'))
      .toMatchObject({ markPrice: practice.venue.quote('BTC-USD-SWAP')?.mark });
    practice.venue.operator.setPrice('BTC-USD-SWAP', before);
  });
});

describe('real payloads', () => {
  type Payload = Readonly<{ data: readonly Record<string, unknown>[] }> & Readonly<Record<string, unknown>>;
  const fixture = (name: string): Payload =>
    JSON.parse(readFileSync(new URL(`../fixtures/okx/okx.${name}.json`, import.meta.url), 'utf8')).payload as Payload;
  const frames = (name: string, { context }: Connected): readonly AccountTruthEvent[] => {
    const events: AccountTruthEvent[] = [];
    applyFrame(context, fixture(name), (event) => void events.push(event));
    return events;
  };

  it('reads positions of REST and of the stream', async () => {
    const connected = await connect(openAccount(practice, 'oneWay'));
    const [row] = fixture('rest.fetchPositions.6254-5').data;
    const parsed = positionRow.parse({ ...row, instId: 'ETH-USD-301227', markPx: '2566.22' }); // a future that is listed here
    expect(toPosition(connected.context, parsed)).toMatchObject({
      side: 'long',
      size: '1',
      hedged: true,
      marginMode: 'isolated',
      leverage: '10',
      entryPrice: '2566.31',
      liquidationPrice: '2352.8496681818233',
      unrealizedPnl: '-0.0000009932766034',
      updatedAtMs: 1_619_507_761_462,
    });
    expect(frames('ws.handlePositions.1850-4', connected)).toMatchObject([
      { kind: 'positionGone', symbol: 'XRP/USDT:USDT', side: 'short' },
      {
        kind: 'position',
        position: {
          symbol: 'XRP/USDT:USDT',
          side: 'long',
          size: '1',
          hedged: false,
          marginMode: 'cross',
          markPrice: '0.52692',
          liquidationPrice: '0.3287514731020614',
          updatedAtMs: 1_693_151_906_023,
        },
      },
    ]);
  });

  it('reads algo orders, the account and the answer of a batch', async () => {
    const connected = await connect(openAccount(practice, 'oneWay'));
    const [algo] = fixture('rest.fetchOpenOrders.4643-1186').data;
    expect(toAlgoOrder(connected.context, algoRow.parse(algo))).toMatchObject({
      family: 'trigger',
      orderId: '431375349042380800',
      positionSide: 'long',
      reduceOnly: false, // it buys
      size: '1',
      price: '50000',
      triggerPrice: '50000',
    });
    expect(frames('ws.handleBalance.1629-5', connected)).toMatchObject([
      { kind: 'equity', byCurrency: { TUSD: expect.stringMatching(/^\d/) } },
    ]);
    const batch = fixture('rest.createOrders.3618-0');
    expect(hasItems(batch)).toBe(true);
    expect(batch.data.map((item) => itemRow.parse(item).ordId)).toEqual(['636305438765568000', '636305438765568001']);
  });

  it('leaves spot orders and options alone', async () => {
    const connected = await connect(openAccount(practice, 'oneWay'));
    expect(frames('ws.handleOrders.2002-5', connected)).toEqual([]);
    expect(fixture('rest.fetchOrder.4473-20').data.some(isContract)).toBe(false);
    const info = fixture('rest.parseMarket.1774-697');
    expect(okx.marketRules({ id: info['instId'], symbol: 'x', base: 'BTC', quote: 'USD', settle: 'BTC', info })).toBeNull();
  });

  it('reads what an answer as a whole means', () => {
    expect(readRefusal(200, { code: '0', data: [], msg: '' }, {})).toBeNull();
    const item = { ordId: '', clOrdId: '', sCode: '51112', sMsg: 'Close order size exceeds your available size.' };
    const partly = { code: '2', msg: '', data: [{ ...item, sCode: '0', sMsg: '' }, item] };
    expect(readRefusal(200, partly, {})).toMatchObject({ certainty: 'refused', reason: 'restingOrdersHoldSize', code: '51112' });
    expect(readRefusal(401, { code: '50113', msg: 'Invalid Sign' }, {})).toMatchObject({ reason: 'credentials' });
    expect(readRefusal(429, { code: '50011', msg: '' }, {})).toMatchObject({ reason: 'rateLimited', retryAfterMs: 2_000 });
    expect(readRefusal(200, { code: '500', msg: 'gateway' }, {})).toMatchObject({ certainty: 'unknown' });
    expect(readRefusal(503, 'Service Unavailable', {})).toMatchObject({ certainty: 'unknown' });
    expect(readRefusal(200, 'nonsense', {})).toBeNull();
  });
});
