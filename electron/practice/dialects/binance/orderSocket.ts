// Order entry over WebSocket (ws-fapi/v1, ws-dapi/v1): the REST calls in frames, signed over their sorted parameters.
import type { PracticeVenue, RateLimits, WireSocket } from '../../exchange.ts';
import { spendOrders, spendWeight } from './limits.ts';
import type { Route } from './routes.ts';
import { authenticate, sortedPayload } from './signature.ts';
import { isRow, paramsOf, toJson, VenueError, type Row } from './wire.ts';

export function serveOrderSocket(
  venue: PracticeVenue,
  rateLimits: RateLimits,
  routes: ReadonlyMap<string, Route>,
  /** The REST calls that its methods equal. */
  methods: ReadonlyMap<string, string>,
  socket: WireSocket,
) {
  function run(frame: Row): unknown {
    const method = String(frame['method']);
    const routeName = methods.get(method);
    const route = routeName === undefined ? undefined : routes.get(routeName);
    if (route === undefined) throw new VenueError(-1099, `Unknown method: ${method}`, 400);
    const given = frame['params'];
    const params = paramsOf(isRow(given) ? given : {}); // a method without parameters
    const apiKey = params.get('apiKey');
    const call = { venue, rateLimits, params, apiKey: apiKey ?? '', ip: socket.ip };
    spendWeight(rateLimits, socket.ip, typeof route.weight === 'function' ? route.weight(params) : route.weight);
    if (route.security === 'none') return route.run(call);
    const account = authenticate(venue, { apiKey, params, payload: sortedPayload(params), ip: socket.ip }, route.security);
    socket.accountId = account.id;
    if (route.orders !== undefined) spendOrders(rateLimits, account, route.orders);
    return route.run({ ...call, account });
  }

  socket.onMessage((text) => {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (!isRow(frame)) {
      socket.send({ id: null, status: 400, error: { code: -1135, msg: 'Invalid JSON Request' } });
      return;
    }
    const id = frame['id'];
    try {
      socket.send(toJson({ id, status: 200, result: run(frame), rateLimits: [] }));
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      socket.send({ id, status: error.status, error: error.body });
    }
  });
}
