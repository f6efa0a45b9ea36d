// /ws/v5/public: tickers, mark-price, price-limit, funding-rate, and order books as snapshots.
import type { PracticeVenue, Quote, WireSocket } from '../../exchange.ts';
import { bookRow, markRow, tickerRow } from './marketRows.ts';
import { fundingRate, priceLimit } from './publicCalls.ts';
import { instrumentOf } from './render.ts';
import { isRecord, readJson, records, text, type Params, type Row } from './wire.ts';

const BOOKS: Readonly<Record<string, number>> = { 'bbo-tbt': 1, books5: 5, books: 400 };
const CHANNELS = new Set(['tickers', 'mark-price', 'price-limit', 'funding-rate', ...Object.keys(BOOKS)]);

export function servePublicStream(venue: PracticeVenue, socket: WireSocket, connectionId: string, bandPercent: string): void {
  const wanted = new Map<string, Set<string>>(); // symbol -> channels
  let sequence = 0;

  function data(channel: string, quote: Quote): Row | undefined {
    const instrument = instrumentOf(venue, quote.symbol);
    const levels = BOOKS[channel];
    if (levels !== undefined) {
      sequence += 1;
      return { ...bookRow(venue, quote.symbol, levels), instId: quote.symbol, checksum: 0, seqId: sequence, prevSeqId: -1 };
    }
    if (channel === 'tickers') return tickerRow(instrument, quote);
    if (channel === 'mark-price') return markRow(instrument, quote);
    const call = { venue, params: { instId: quote.symbol } };
    const answer = channel === 'price-limit' ? priceLimit(bandPercent)(call) : fundingRate(call);
    const [row] = answer.data;
    return isRecord(row) ? row : undefined;
  }

  function push(channel: string, quote: Quote): void {
    const row = data(channel, quote);
    if (row === undefined) return;
    const action = channel === 'books' ? { action: 'snapshot' } : {};
    socket.send({ arg: { channel, instId: quote.symbol }, ...action, data: [row] });
  }

  const unsubscribe = venue.subscribe((event) => {
    if (event.kind !== 'quote') return;
    for (const channel of wanted.get(event.quote.symbol) ?? []) push(channel, event.quote);
  });
  socket.onClose(unsubscribe);

  function change(op: string, arg: Params): void {
    const channel = text(arg, 'channel') ?? '';
    const symbol = text(arg, 'instId') ?? '';
    const quote = venue.quote(symbol);
    if (!CHANNELS.has(channel) || quote === undefined) {
      const msg = `Wrong URL or channel:${channel},instId:${symbol} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`;
      socket.send({ event: 'error', msg, code: '60018', connId: connectionId });
      return;
    }
    const channels = wanted.get(symbol) ?? new Set<string>();
    if (op === 'subscribe') channels.add(channel);
    else channels.delete(channel);
    wanted.set(symbol, channels);
    socket.send({ event: op, arg, connId: connectionId });
    if (op === 'subscribe') push(channel, quote);
  }

  socket.onMessage((raw) => {
    if (raw === 'ping') return socket.send('pong');
    const frame = readJson(raw);
    const op = isRecord(frame) ? text(frame, 'op') : undefined;
    if (isRecord(frame) && (op === 'subscribe' || op === 'unsubscribe')) {
      for (const arg of records(frame['args'])) change(op, arg);
      return;
    }
    const msg = op === 'login' ? 'Login is not supported for public channels' : `Illegal request: ${raw.slice(0, 500)}`;
    socket.send({ event: 'error', code: op === 'login' ? '60008' : '60012', msg, connId: connectionId });
  });
}
