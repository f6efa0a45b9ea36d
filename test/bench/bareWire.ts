// The least that can be sent: signed requests straight over undici, no ccxt, no plan, no journal, no streams, no checks.
// One list of closing waves and one of proving reads for each venue; what a wave is follows from the documented budgets.
import { createHmac } from 'node:crypto';
import { playedVenue } from '../storyVenues.ts';
import type { BenchAccount } from './practiceServer.ts';

export type BareRequest = Readonly<{ method: 'GET' | 'POST'; path: string; headers: Record<string, string>; body?: string }>;
/** Builds and signs when it is called: a signature is as old as its request. */
export type MakeRequest = () => BareRequest;
export type BareHolding = Readonly<{ symbol: string; size: string; long: boolean; mode: string }>;

export type BareWire = Readonly<{
  positions: MakeRequest;
  holdings: (answer: unknown) => readonly BareHolding[];
  /** Waves of requests, the next one `waveMs` after the last. */
  waves: (held: readonly BareHolding[]) => readonly (readonly MakeRequest[])[];
  waveMs: number;
  /** Every list without which nobody can say that the account is flat. */
  proof: readonly MakeRequest[];
}>;

type Row = Readonly<Record<string, string>>;

const hmac = (secret: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(text).digest(encoding);

const partsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

function binance({ apiKey, secret }: BenchAccount): BareWire {
  const headers = { 'X-MBX-APIKEY': apiKey };
  const signed = (fields: string) => {
    const payload = `${fields}${fields === '' ? '' : '&'}timestamp=${Date.now()}&recvWindow=5000`;
    return `${payload}&signature=${hmac(secret, payload, 'hex')}`;
  };
  const get = (path: string): MakeRequest => {
    return () => ({ method: 'GET', path: `${path}?${signed('')}`, headers });
  };
  const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' };
  const close = ({ symbol, size, long }: BareHolding) => ({
    symbol,
    side: long ? 'SELL' : 'BUY',
    type: 'MARKET',
    quantity: size,
    reduceOnly: 'true',
  });
  return {
    positions: get('/fapi/v3/positionRisk'),
    holdings: (answer) =>
      (answer as readonly Row[]).map(({ symbol = '', positionAmt = '' }) => ({
        symbol,
        size: positionAmt.replace('-', ''),
        long: !positionAmt.startsWith('-'),
        mode: '',
      })),
    waves: (held) => [
      partsOf(held, 5).map((part) => () => {
        const body = signed(`batchOrders=${encodeURIComponent(JSON.stringify(part.map(close)))}`);
        return { method: 'POST', path: '/fapi/v1/batchOrders', headers: form, body };
      }),
    ],
    waveMs: 0,
    proof: [get('/fapi/v3/positionRisk'), get('/fapi/v1/openOrders'), get('/fapi/v1/openAlgoOrders')],
  };
}

function bybit({ apiKey, secret }: BenchAccount): BareWire {
  const headersOf = (text: string) => {
    const at = String(Date.now());
    return {
      'X-BAPI-API-KEY': apiKey,
      'X-BAPI-TIMESTAMP': at,
      'X-BAPI-RECV-WINDOW': '5000',
      'X-BAPI-SIGN': hmac(secret, `${at}${apiKey}5000${text}`, 'hex'),
      'Content-Type': 'application/json',
    };
  };
  const get = (path: string, query: string): MakeRequest => {
    return () => ({ method: 'GET', path: `${path}?${query}`, headers: headersOf(query) });
  };
  const post = (path: string, content: () => object): BareRequest => {
    const body = JSON.stringify(content());
    return { method: 'POST', path, headers: headersOf(body), body };
  };
  const close = ({ symbol, size, long }: BareHolding) => ({
    symbol,
    side: long ? 'Sell' : 'Buy',
    orderType: 'Market',
    qty: size,
    positionIdx: 0,
    reduceOnly: true,
  });
  const scopes = ['category=linear&settleCoin=USDT', 'category=linear&settleCoin=USDC', 'category=inverse'];
  return {
    positions: get('/v5/position/list', 'category=linear&settleCoin=USDT&limit=200'),
    holdings: (answer) =>
      (answer as { result: { list: readonly Row[] } }).result.list.map(({ symbol = '', size = '', side = '' }) => ({
        symbol,
        size,
        long: side === 'Buy',
        mode: '',
      })),
    // Ten orders a second in batches and ten one by one: two budgets.
    waves: (held) =>
      partsOf(held, 20).map((wave) => [
        () => post('/v5/order/create-batch', () => ({ category: 'linear', request: wave.slice(0, 10).map(close) })),
        ...wave.slice(10).map((each): MakeRequest => {
          return () => post('/v5/order/create', () => ({ category: 'linear', ...close(each) }));
        }),
      ]),
    waveMs: 1_050, // requests may arrive closer together than they left, and the venue refuses what is early
    proof: [
      ...scopes.map((scope) => get('/v5/position/list', `${scope}&limit=200`)),
      ...scopes.map((scope) => get('/v5/order/realtime', `${scope}&openOnly=0&limit=50`)),
    ],
  };
}

function okx({ apiKey, secret, passphrase }: BenchAccount): BareWire {
  const sign = (method: 'GET' | 'POST', path: string, body = ''): BareRequest => {
    const at = new Date().toISOString();
    const headers = {
      'OK-ACCESS-KEY': apiKey,
      'OK-ACCESS-PASSPHRASE': passphrase ?? '',
      'OK-ACCESS-TIMESTAMP': at,
      'OK-ACCESS-SIGN': hmac(secret, `${at}${method}${path}${body}`, 'base64'),
      'Content-Type': 'application/json',
    };
    return body === '' ? { method, path, headers } : { method, path, headers, body };
  };
  const get = (path: string): MakeRequest => {
    return () => sign('GET', path);
  };
  const close = ({ symbol, size, long, mode }: BareHolding) => ({
    instId: symbol,
    tdMode: mode,
    side: long ? 'sell' : 'buy',
    ordType: 'market',
    sz: size,
    reduceOnly: true,
  });
  const algos = ['conditional,oco', 'trigger', 'move_order_stop', 'iceberg', 'twap', 'chase'];
  return {
    positions: get('/api/v5/account/positions'),
    holdings: (answer) =>
      (answer as { data: readonly Row[] }).data.map(({ instId = '', pos = '', mgnMode = '' }) => ({
        symbol: instId,
        size: pos.replace('-', ''),
        long: !pos.startsWith('-'),
        mode: mgnMode,
      })),
    waves: (held) => [
      partsOf(held, 20).map((part): MakeRequest => {
        return () => sign('POST', '/api/v5/trade/batch-orders', JSON.stringify(part.map(close)));
      }),
    ],
    waveMs: 0,
    proof: [
      get('/api/v5/account/positions'),
      get('/api/v5/trade/orders-pending?limit=100'),
      ...algos.map((type) => get(`/api/v5/trade/orders-algo-pending?ordType=${type}&limit=100`)),
    ],
  };
}

export const bareWireOf = (account: BenchAccount): BareWire =>
  ({ binanceusdm: binance, bybit, okx })[playedVenue(account.venue)](account);
