// Where each venue's wire has what the stories talk about: conditions for a fault rule, and the orders of a write request.
import type { StoryVenue } from '../storyVenues.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { OrderSide } from '../../shared/position.ts';
import hyperliquidMarkets from '../../electron/practice/instruments/hyperliquid.json' with { type: 'json' };
import type { LoggedRequest } from '../../electron/practice/requestLog.ts';

/** Which calls a fault is aimed at: spread into a rule. */
export type Aim = Readonly<{ path: string; method?: string; match?: string }>;

type VenueCalls = Readonly<{
  /** New plain orders, single and batch. */
  close: Aim;
  cancel: Aim;
  positions: Aim;
  /** Lists of working orders, all families. */
  orders: Aim;
  /** One of those lists. */
  oneFamily: Aim;
  /** The state of one order by its client order id. */
  lookUp: Aim;
  anything: Aim;
}>;

export const calls: Readonly<Record<StoryVenue, VenueCalls>> = {
  binanceusdm: {
    close: { path: '^/fapi/v1/(order|batchOrders)$', method: 'POST' },
    cancel: { path: '^/fapi/v1/(order|batchOrders|allOpenOrders|algoOrder|algoOpenOrders)$', method: 'DELETE' },
    positions: { path: '^/fapi/v3/positionRisk$' },
    orders: { path: '^/fapi/v1/open(Algo)?Orders$' },
    oneFamily: { path: '^/fapi/v1/openAlgoOrders$' },
    lookUp: { path: '^/fapi/v1/order$', method: 'GET' },
    anything: { path: '^/fapi/' },
  },
  binancecoinm: {
    close: { path: '^/dapi/v1/(order|batchOrders)$', method: 'POST' },
    cancel: { path: '^/dapi/v1/(order|batchOrders|allOpenOrders|algoOrder)$', method: 'DELETE' },
    positions: { path: '^/dapi/v1/positionRisk$' },
    orders: { path: '^/dapi/v1/open(Algo)?Orders$' },
    oneFamily: { path: '^/dapi/v1/openAlgoOrders$' },
    lookUp: { path: '^/dapi/v1/order$', method: 'GET' },
    anything: { path: '^/dapi/' },
  },
  bybit: {
    close: { path: '^/v5/order/create(-batch)?$', method: 'POST' },
    cancel: { path: '^/v5/order/cancel', method: 'POST' },
    positions: { path: '^/v5/position/list$' },
    orders: { path: '^/v5/order/realtime$', match: 'openOnly=' },
    oneFamily: { path: '^/v5/order/realtime$', match: 'settleCoin=USDT' },
    lookUp: { path: '^/v5/order/(realtime|history)$', match: 'orderLinkId=' },
    anything: { path: '^/v5/' },
  },
  okx: {
    close: { path: '^/api/v5/trade/(order|batch-orders)$', method: 'POST' },
    cancel: { path: '^/api/v5/trade/cancel-', method: 'POST' },
    positions: { path: '^/api/v5/account/positions$' },
    orders: { path: '^/api/v5/trade/orders-(algo-)?pending$' },
    oneFamily: { path: '^/api/v5/trade/orders-algo-pending$', match: 'ordType=trigger' },
    lookUp: { path: '^/api/v5/trade/order$', method: 'GET' },
    anything: { path: '^/api/v5/' },
  },
  hyperliquid: {
    close: { path: '^/exchange$', method: 'POST', match: '"type":"order".*"tif":"Ioc"' },
    cancel: { path: '^/exchange$', method: 'POST', match: '"type":"(c|twapC)ancel"' },
    positions: { path: '^/info$', match: '"clearinghouseState"' },
    orders: { path: '^/info$', match: '"(frontendOpenOrders|twapHistory)"' },
    oneFamily: { path: '^/info$', match: '"twapHistory"' },
    lookUp: { path: '^/info$', match: '"orderStatus"' },
    anything: { path: '^/(info|exchange)$' },
  },
  bitget: {
    close: { path: '^/api/v2/mix/order/(place-order|batch-place-order)$', method: 'POST' },
    cancel: { path: '^/api/v2/mix/order/(cancel-order|batch-cancel-orders|cancel-plan-order)$', method: 'POST' },
    positions: { path: '^/api/v2/mix/position/all-position$' },
    orders: { path: '^/api/v2/mix/order/(orders-pending|orders-plan-pending)$', method: 'GET' },
    oneFamily: { path: '^/api/v2/mix/order/orders-plan-pending$', match: 'planType=normal_plan' },
    lookUp: { path: '^/api/v2/mix/order/detail$', method: 'GET' },
    anything: { path: '^/api/v2/' },
  },
};

/** One order as a client asked for it. */
export type AskedOrder = Readonly<{
  venue: StoryVenue;
  account: string;
  clientOrderId: string;
  symbol: string;
  orderSide: OrderSide;
  size: Decimal;
  /** The request that carried it; several orders of a batch share it. */
  request: LoggedRequest;
}>;

type Fields = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function rowsOf(request: LoggedRequest): readonly Fields[] {
  if (request.venue === 'binanceusdm' || request.venue === 'binancecoinm') {
    const form = Object.fromEntries(new URLSearchParams(`${request.query}&${request.body}`));
    return form['batchOrders'] === undefined ? [form] : (JSON.parse(form['batchOrders']) as Fields[]);
  }
  if (request.venue === 'hyperliquid') return hyperliquidOrders(request.body);
  const body = JSON.parse(request.body) as Fields | Fields[];
  if (Array.isArray(body)) return body;
  if (request.venue === 'bitget') return bitgetOrders(body);
  return Array.isArray(body['request']) ? (body['request'] as Fields[]) : [body];
}

/** Markets are numbers there, by their place in the list. */
const hyperliquidOrders = (body: string): readonly Fields[] =>
  (JSON.parse(body) as { action: { orders: readonly Fields[] } }).action.orders.map(({ a, b, c, s }) => ({
    symbol: hyperliquidMarkets[Number(a)]?.symbol,
    side: b === true ? 'buy' : 'sell',
    clOrdId: c,
    sz: s,
  }));

/** What orders of a batch share stands beside their list; a closing order of two-way mode names the side of its position. */
const bitgetOrders = (body: Fields): readonly Fields[] => {
  const list = Array.isArray(body['orderList']) ? (body['orderList'] as readonly Fields[]) : [body];
  return list.map((row) => ({
    symbol: body['symbol'],
    side: row['tradeSide'] === undefined ? row['side'] : row['side'] === 'buy' ? 'sell' : 'buy',
    clOrdId: row['clientOid'],
    sz: row['size'],
  }));
};

const isNewOrder = ({ venue, path, method, transport, body }: LoggedRequest): boolean => {
  const aim = calls[venue as StoryVenue].close;
  const meant = transport === 'http' && method === aim.method && new RegExp(aim.path).test(path);
  return meant && (aim.match === undefined || new RegExp(aim.match).test(body));
};

/** The plain orders that left, oldest first, whatever became of them. Restored stops are no plain orders. */
export const askedOrders = (requests: readonly LoggedRequest[]): readonly AskedOrder[] =>
  requests.filter(isNewOrder).flatMap((request) =>
    rowsOf(request).map((row) => ({
      venue: request.venue as StoryVenue,
      account: request.account ?? '',
      clientOrderId: text(row['newClientOrderId'] ?? row['orderLinkId'] ?? row['clOrdId']),
      symbol: text(row['symbol'] ?? row['instId']),
      orderSide: text(row['side']).toLowerCase() as OrderSide,
      size: text(row['quantity'] ?? row['qty'] ?? row['sz']),
      request,
    })),
  );
