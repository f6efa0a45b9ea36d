// /v5/public/linear and /v5/public/inverse: tickers (snapshot, then what changed), orderbook.<depth>, publicTrade.
import type { Instrument, PracticeVenue, Quote, WireSocket } from '../../exchange.ts';
import { tickerRow } from './tickerRow.ts';
import { readFrame, text, type Row } from './wire.ts';

const TOPIC = /^(?:(tickers|publicTrade)|orderbook\.(1|50|200|500|1000))\.([A-Z0-9-]+)$/;

export function servePublicStream(venue: PracticeVenue, socket: WireSocket, category: string, connectionId: string): void {
  const topics = new Set<string>();
  const lastTicker = new Map<string, Row>();
  const lastTrade = new Map<string, string>();

  const instrumentFor = (symbol: string): Instrument | undefined => {
    const instrument = venue.instruments.get(symbol);
    return instrument?.kind === category ? instrument : undefined;
  };

  function sendTicker(instrument: Instrument, quote: Quote): void {
    const topic = `tickers.${instrument.symbol}`;
    const now = tickerRow(instrument, quote);
    const before = lastTicker.get(topic);
    lastTicker.set(topic, now);
    const frame = { topic, cs: quote.atMs, ts: venue.now() };
    if (before === undefined) return socket.send({ ...frame, type: 'snapshot', data: now });
    const changed = Object.entries(now).filter(([name, value]) => before[name] !== value);
    if (changed.length > 0) {
      socket.send({ ...frame, type: 'delta', data: { symbol: instrument.symbol, ...Object.fromEntries(changed) } });
    }
  }

  // A snapshot may come at any time and replaces the book.
  function sendBook(symbol: string, depth: string): void {
    const book = venue.book(symbol, Math.min(Number(depth), 200));
    const now = venue.now();
    const data = { s: symbol, b: book.bids, a: book.asks, u: now, seq: now };
    socket.send({ topic: `orderbook.${depth}.${symbol}`, type: 'snapshot', ts: now, data, cts: now });
  }

  function sendTrade(quote: Quote): void {
    const before = lastTrade.get(quote.symbol);
    lastTrade.set(quote.symbol, quote.last);
    if (before === undefined || before === quote.last) return;
    const rising = Number(quote.last) > Number(before);
    const trade = {
      T: quote.atMs,
      s: quote.symbol,
      S: rising ? 'Buy' : 'Sell',
      v: rising ? quote.askSize : quote.bidSize,
      p: quote.last,
      L: rising ? 'PlusTick' : 'MinusTick',
      i: `${quote.symbol}-${quote.atMs}`,
      BT: false,
    };
    socket.send({ topic: `publicTrade.${quote.symbol}`, type: 'snapshot', ts: venue.now(), data: [trade] });
  }

  function tell(topic: string, quote: Quote): void {
    const [, plain, depth, symbol] = TOPIC.exec(topic) ?? [];
    const instrument = symbol === undefined ? undefined : instrumentFor(symbol);
    if (instrument === undefined || instrument.symbol !== quote.symbol) return;
    if (depth !== undefined) sendBook(instrument.symbol, depth);
    else if (plain === 'tickers') sendTicker(instrument, quote);
    else sendTrade(quote);
  }

  const unsubscribe = venue.subscribe((event) => {
    if (event.kind !== 'quote' || instrumentFor(event.quote.symbol) === undefined) return;
    for (const topic of topics) if (topic.endsWith(`.${event.quote.symbol}`)) tell(topic, event.quote);
  });
  socket.onClose(unsubscribe);

  socket.onMessage((raw) => {
    const frame = readFrame(raw) ?? {};
    const op = text(frame, 'op');
    const requestId = text(frame, 'req_id') ?? '';
    const reply = (success: boolean, message: string) =>
      socket.send({ success, ret_msg: message, conn_id: connectionId, req_id: requestId, op });
    const asked = Array.isArray(frame['args']) ? frame['args'].map(String) : [];
    if (op === 'ping') return reply(true, 'pong');
    if (op === 'unsubscribe') {
      for (const topic of asked) {
        topics.delete(topic);
        lastTicker.delete(topic);
      }
      return reply(true, '');
    }
    if (op !== 'subscribe') return reply(false, 'error:invalid op');
    const unknown = asked.find((topic) => instrumentFor(TOPIC.exec(topic)?.[3] ?? '') === undefined);
    if (unknown !== undefined) return reply(false, `error:handler not found,topic:${unknown}`);
    reply(true, '');
    for (const topic of asked) {
      topics.add(topic);
      const quote = venue.quote(TOPIC.exec(topic)?.[3] ?? '');
      if (quote !== undefined) tell(topic, quote);
    }
  });
}
