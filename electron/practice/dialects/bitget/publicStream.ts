// /v2/ws/public: tickers, and order books as snapshots.
import type { PracticeVenue, Quote, WireSocket } from '../../exchange.ts';
import { bookPush, tickerPush } from './marketRows.ts';
import { instrumentOf, productTypeOf, readProductType } from './render.ts';
import { argKey, sendError, serveFrames } from './socketFrames.ts';
import { text, type Params, type Row } from './wire.ts';

const BOOKS: Readonly<Record<string, number>> = { books1: 1, books5: 5, books15: 15, books: 200 };

export function servePublicStream(venue: PracticeVenue, socket: WireSocket): void {
  const wanted = new Map<string, Map<string, Params>>(); // symbol -> args

  function push(arg: Params, quote: Quote): void {
    const levels = BOOKS[text(arg, 'channel') ?? ''];
    const row: Row =
      levels === undefined ? tickerPush(instrumentOf(venue, quote.symbol), quote) : bookPush(venue, quote.symbol, levels);
    socket.send({ action: 'snapshot', arg, data: [row], ts: venue.now() });
  }

  const unsubscribe = venue.subscribe((event) => {
    if (event.kind !== 'quote') return;
    for (const arg of wanted.get(event.quote.symbol)?.values() ?? []) push(arg, event.quote);
  });
  socket.onClose(unsubscribe);

  serveFrames(socket, {
    logIn() {
      sendError(socket, 30_003, 'Login is not supported for public channels');
    },
    change(op, arg) {
      const channel = text(arg, 'channel') ?? '';
      const symbol = text(arg, 'instId') ?? '';
      const quote = venue.quote(symbol);
      const known = channel === 'ticker' || BOOKS[channel] !== undefined;
      const productType = readProductType(text(arg, 'instType'));
      if (!known || quote === undefined || productType !== productTypeOf(instrumentOf(venue, symbol))) {
        sendError(
          socket,
          30_001,
          `instType:${text(arg, 'instType') ?? ''},channel:${channel},instId:${symbol} doesn't exist`,
          arg,
        );
        return;
      }
      const ofSymbol = wanted.get(symbol) ?? new Map<string, Params>();
      wanted.set(symbol, ofSymbol);
      if (op === 'unsubscribe') ofSymbol.delete(argKey(arg));
      else ofSymbol.set(argKey(arg), arg);
      socket.send({ event: op, arg });
      if (op === 'subscribe') push(arg, quote);
    },
  });
}
