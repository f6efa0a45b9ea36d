// The least dialect there can be, to test the host around it: GET /ping, POST /order, and a socket that echoes.
import type { Dialect, DialectFactory } from '../../../electron/practice/exchange.ts';
import type { VenueDefinition } from '../../../electron/practice/host.ts';
import { BTC, BTC_INVERSE, ETH, behaviour, marketOrder } from './fixtureVenue.ts';

export const stubDialect: DialectFactory = (venue, rateLimits): Dialect => ({
  venue: venue.venue,
  refusals: { rateLimited: ({ waitMs }) => ({ status: 429, body: { code: -1003, waitMs } }) },
  accountOf: (request) => request.headers['x-account'] ?? null,
  http(request) {
    if (request.path === '/ping') {
      const turn = rateLimits.take('ping', 1, 2, 60_000);
      return turn.allowed ? { status: 200, body: { query: request.query } } : { status: 429, body: { code: -1003 } };
    }
    const answer = venue.place(request.headers['x-account'] ?? '', marketOrder('BTCUSDT', 'buy', '0.01'));
    return { status: 200, body: answer };
  },
  socket(socket) {
    socket.accountId = 'one';
    socket.onMessage((text) => socket.send(`echo ${text}`));
  },
});

export const stubVenue: VenueDefinition = {
  venue: 'binanceusdm',
  dialect: stubDialect,
  behaviour,
  instruments: [BTC, ETH, BTC_INVERSE],
};
