// Binance's futures exchanges as they look on the wire: REST, market and user data streams, order entry by socket. USDⓈ-M and
// COIN-M run on one architecture and differ in prefixes, a few calls and the fields of inverse contracts.
// Conditional orders live in the Algo service of their own (USDⓈ-M since 2025-12-09, COIN-M since 2026-06-30): plain cancel-all
// does not reach them.
import type { Dialect, DialectFactory, WireRequest, WireResponse, WireSocket } from '../../exchange.ts';
import { createCountdowns } from './countdown.ts';
import { spendOrders, spendWeight } from './limits.ts';
import { serveOrderSocket } from './orderSocket.ts';
import { createPrivateStream } from './privateStream.ts';
import { createPublicStreams } from './publicStreams.ts';
import { refusals } from './refusals.ts';
import type { Route, RouteWorld } from './routes.ts';
import { authenticate, withoutSignature } from './signature.ts';
import { readParams, toJson, VenueError } from './wire.ts';

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>>): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: toJson(body),
});

/** What differs between the two exchanges. */
export type FuturesWire = Readonly<{
  createRoutes: (world: RouteWorld) => ReadonlyMap<string, Route>;
  /** Path of the order-entry socket. */
  orderSocketPath: string;
  socketMethods: ReadonlyMap<string, string>;
}>;

export const createDialect =
  (wire: FuturesWire): DialectFactory =>
  (venue, rateLimits) => {
    const publicStreams = createPublicStreams(venue);
    const privateStream = createPrivateStream(venue);
    const routes = wire.createRoutes({ publicStreams, privateStream, countdowns: createCountdowns() });

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

    /** `/private/ws?listenKey=`, `/ws/<listenKey>`, `/market/ws/<stream or number>`, `/stream?streams=a/b`, the order socket. */
    function socket(opened: WireSocket) {
      const { path } = opened;
      if (path.startsWith(wire.orderSocketPath)) return serveOrderSocket(venue, rateLimits, routes, wire.socketMethods, opened);
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

    const built: Dialect = { venue: venue.venue, accountOf, refusals, http, socket };
    return built;
  };
