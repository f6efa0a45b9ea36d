// Binance USDⓈ-M futures, as it looks on the wire: fapi REST, market and user data streams, ws-fapi order entry.
// Conditional orders live in the Algo service of their own (since 2025-12-09): plain cancel-all does not reach them.
import type { Dialect, DialectFactory, VenueBehaviour, WireRequest, WireResponse, WireSocket } from '../exchange.ts';
import { createCountdowns } from './binanceusdm/countdown.ts';
import { spendOrders, spendWeight } from './binanceusdm/limits.ts';
import { serveOrderSocket } from './binanceusdm/orderSocket.ts';
import { createPrivateStream } from './binanceusdm/privateStream.ts';
import { createPublicStreams } from './binanceusdm/publicStreams.ts';
import { refusals } from './binanceusdm/refusals.ts';
import { createRoutes, type Route } from './binanceusdm/routes.ts';
import { authenticate, withoutSignature } from './binanceusdm/signature.ts';
import { readParams, toJson, VenueError } from './binanceusdm/wire.ts';

/** Order ids of busy symbols have 19 digits: more than a double can hold. */
const FIRST_ORDER_ID = 8_389_766_200_000_000_000n;

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(FIRST_ORDER_ID + BigInt(sequence)),
  takerFee: '0.0005', // VIP 0
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly', // plain ones; sized conditional orders stay, which is the trap
  reduceOnlyExcess: 'refuse', // -2022 above the position, -4118 above what own orders leave of it
  clientOrderIdUnique: 'amongWorking',
  marketBandPercent: '5', // marketTakeBound
  maxWorkingOrdersPerSymbol: 200, // MAX_NUM_ORDERS
  clientOrderIdPattern: /^[.A-Z:/a-z0-9_-]{1,36}$/,
};

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>>): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: toJson(body),
});

export const dialect: DialectFactory = (venue, rateLimits) => {
  const publicStreams = createPublicStreams(venue);
  const privateStream = createPrivateStream(venue);
  const routes = createRoutes({ publicStreams, privateStream, countdowns: createCountdowns() });

  function run(route: Route, request: WireRequest, headers: Record<string, string>): unknown {
    const query = withoutSignature(request.query);
    const body = withoutSignature(request.body);
    const params = readParams(request.query, request.body);
    const apiKey = request.headers['x-mbx-apikey'];
    const { ip } = request;
    const call = { venue, rateLimits, params, apiKey: apiKey ?? '', ip }; // absent on public calls
    const weight = typeof route.weight === 'function' ? route.weight(params) : route.weight;
    Object.assign(headers, spendWeight(rateLimits, ip, weight));
    if (route.security === 'none') return route.run(call);
    const account = authenticate(venue, { apiKey, params, payload: query + body, ip }, route.security);
    if (route.orders !== undefined) Object.assign(headers, spendOrders(rateLimits, account, route.orders));
    return route.run({ ...call, account });
  }

  function http(request: WireRequest): WireResponse {
    const route = routes.get(`${request.method} ${request.path}`);
    if (route === undefined) return { status: 404, body: '<html><body>404 Not Found</body></html>' };
    const headers: Record<string, string> = {};
    try {
      return answer(200, run(route, request, headers), headers);
    } catch (error) {
      if (error instanceof VenueError) return answer(error.status, error.body, { ...headers, ...error.headers });
      throw error;
    }
  }

  /** `/private/ws?listenKey=`, `/ws/<listenKey>`, `/market/ws/<stream or number>`, `/stream?streams=a/b`, `/ws-fapi/v1`. */
  function socket(opened: WireSocket) {
    const { path } = opened;
    if (path.startsWith('/ws-fapi/')) return serveOrderSocket(venue, rateLimits, routes, opened);
    const params = readParams(opened.query);
    const last = path.slice(path.lastIndexOf('/') + 1);
    const key = params.get('listenKey') ?? (path.startsWith('/private/') || privateStream.isKey(last) ? last : undefined);
    if (key !== undefined) return privateStream.serve(opened, key);
    const combined = path.endsWith('/stream');
    const named = params.get('streams') ?? last;
    return publicStreams.serve(opened, named.split('/'), combined);
  }

  const accountOf = (request: WireRequest): string | null => {
    const apiKey = request.headers['x-mbx-apikey'];
    return (apiKey === undefined ? undefined : venue.accountByKey(apiKey)?.id) ?? null;
  };

  const built: Dialect = { venue: 'binanceusdm', accountOf, refusals, http, socket };
  return built;
};
