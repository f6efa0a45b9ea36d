// Market streams: `<symbol>@markPrice`, bookTicker, miniTicker, ticker and depth, and the all-market ones. A stream
// tells its state once when it is subscribed and again at every move of the market, in place of the venue's timers.
import type { Instrument, PracticeVenue, Quote, WireSocket } from '../../exchange.ts';
import { bookLevels, dayChange } from './marketData.ts';
import { money, price, size } from './numbers.ts';
import { instrumentOf } from './render.ts';
import { isRow, type Row } from './wire.ts';

const DEPTH_LEVELS = 1_000; // as many as the REST book gives: a client removes only what it is told to
type Levels = ReturnType<typeof bookLevels>;

const markPriceRow = (quote: Quote): Row => ({
  e: 'markPriceUpdate',
  E: quote.atMs,
  s: quote.symbol,
  p: money(quote.mark),
  ap: money(quote.mark),
  P: money(quote.index),
  i: money(quote.index),
  r: money(quote.fundingRate),
  T: quote.nextFundingAtMs,
});

const bookTickerRow = (instrument: Instrument, quote: Quote, updateId: number): Row => ({
  e: 'bookTicker',
  u: updateId,
  s: quote.symbol,
  b: price(instrument, quote.bid),
  B: size(instrument, quote.bidSize),
  a: price(instrument, quote.ask),
  A: size(instrument, quote.askSize),
  T: quote.atMs,
  E: quote.atMs,
});

const miniTickerRow = (instrument: Instrument, quote: Quote): Row => ({
  e: '24hrMiniTicker',
  E: quote.atMs,
  s: quote.symbol,
  c: price(instrument, quote.last),
  o: price(instrument, quote.open24h),
  h: price(instrument, quote.high24h),
  l: price(instrument, quote.low24h),
  v: size(instrument, quote.volume24h),
  q: money(quote.turnover24h),
});

function tickerRow(instrument: Instrument, quote: Quote): Row {
  const day = dayChange(quote);
  return {
    ...miniTickerRow(instrument, quote),
    e: '24hrTicker',
    p: price(instrument, day.change),
    P: day.percent,
    w: price(instrument, day.average),
    Q: size(instrument, instrument.lotSize),
    O: quote.atMs - 86_400_000,
    C: quote.atMs,
    F: 1,
    L: 2,
    n: 2,
  };
}

/** What changed between two books; a level that went away has size 0. */
function difference(before: Levels | undefined, after: Levels): Levels {
  const side = (name: 'bids' | 'asks') => {
    const now = new Map(after[name]);
    const gone = (before?.[name] ?? []).filter(([at]) => !now.has(at)).map(([at]) => [at, '0'] as const); // no book before: nothing went
    return [...gone, ...after[name]];
  };
  return { bids: side('bids'), asks: side('asks') };
}

type Subscriber = Readonly<{ socket: WireSocket; combined: boolean; streams: Set<string> }>;

export function createPublicStreams(venue: PracticeVenue) {
  const subscribers = new Set<Subscriber>();
  const updateIds = new Map<string, number>();
  const books = new Map<string, Levels>();
  const symbolByStream = new Map([...venue.instruments.keys()].map((symbol) => [symbol.toLowerCase(), symbol]));
  const moved = new Set<string>();
  let flushing = false;

  const updateId = (symbol: string): number => updateIds.get(symbol) ?? 1_000;

  /** The frame of a stream for one symbol; undefined for a name that is no stream. */
  function rowOf(channel: string, quote: Quote, bookChange: Levels | undefined): Row | undefined {
    const instrument = instrumentOf(venue, quote.symbol);
    if (channel === 'markPrice') return markPriceRow(quote);
    if (channel === 'bookTicker') return bookTickerRow(instrument, quote, updateId(quote.symbol));
    if (channel === 'miniTicker') return miniTickerRow(instrument, quote);
    if (channel === 'ticker') return tickerRow(instrument, quote);
    const depth = /^depth(5|10|20)?$/.exec(channel);
    if (depth === null) return undefined;
    const id = updateId(quote.symbol);
    const levels = depth[1] === undefined ? bookChange : bookLevels(venue, instrument, Number(depth[1]));
    if (levels === undefined) return undefined;
    return {
      e: 'depthUpdate',
      E: quote.atMs,
      T: quote.atMs,
      s: quote.symbol,
      U: id,
      u: id,
      pu: id - 1,
      b: levels.bids,
      a: levels.asks,
    };
  }

  const deliver = (subscriber: Subscriber, stream: string, data: unknown) =>
    subscriber.socket.send(subscriber.combined ? { stream, data } : data);

  const channelOf = (stream: string) =>
    (stream.startsWith('!') ? stream.slice(1) : stream.slice(stream.indexOf('@') + 1)).split('@')[0] ?? '';
  const symbolOf = (stream: string): string | undefined => symbolByStream.get(stream.slice(0, stream.indexOf('@')));
  const isKnown = (stream: string): boolean => {
    const channel = channelOf(stream);
    if (stream.startsWith('!')) return ['markPrice', 'bookTicker', 'miniTicker', 'ticker'].includes(channel);
    return symbolOf(stream) !== undefined && /^(markPrice|bookTicker|miniTicker|ticker|depth(5|10|20)?)$/.test(channel);
  };

  function tell(subscriber: Subscriber, stream: string, symbols: readonly string[], changes: ReadonlyMap<string, Levels>) {
    const channel = channelOf(stream);
    const wanted = stream.startsWith('!') ? symbols : symbols.filter((symbol) => symbol === symbolOf(stream));
    const rows = wanted.flatMap((symbol) => {
      const quote = venue.quote(symbol);
      const row = quote === undefined ? undefined : rowOf(channel, quote, changes.get(symbol));
      return row === undefined ? [] : [row];
    });
    if (rows.length === 0) return;
    if (stream.startsWith('!') && stream.includes('@arr')) deliver(subscriber, stream, rows);
    else for (const row of rows) deliver(subscriber, stream, row);
  }

  const isBookStream = (stream: string): boolean => channelOf(stream) === 'depth';
  const currentBook = (symbol: string): Levels => bookLevels(venue, instrumentOf(venue, symbol), DEPTH_LEVELS);

  function bookChange(symbol: string): Levels {
    const after = currentBook(symbol);
    const change = difference(books.get(symbol), after);
    books.set(symbol, after);
    return change;
  }

  /** Changes of the books that somebody watches; the others are not worth their arithmetic. */
  function bookChanges(symbols: readonly string[]): ReadonlyMap<string, Levels> {
    const watched = new Set([...subscribers].flatMap(({ streams }) => [...streams].filter(isBookStream).map(symbolOf)));
    for (const symbol of books.keys()) if (!watched.has(symbol)) books.delete(symbol);
    return new Map(symbols.filter((symbol) => watched.has(symbol)).map((symbol) => [symbol, bookChange(symbol)]));
  }

  function flush() {
    flushing = false;
    const symbols = [...moved];
    moved.clear();
    for (const symbol of symbols) updateIds.set(symbol, updateId(symbol) + 1);
    const changes = bookChanges(symbols);
    for (const subscriber of subscribers) for (const stream of subscriber.streams) tell(subscriber, stream, symbols, changes);
  }

  venue.subscribe((event) => {
    if (event.kind !== 'quote' || subscribers.size === 0) return;
    moved.add(event.quote.symbol);
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush); // one frame for all symbols of a tick
  });

  function answer(subscriber: Subscriber, text: string) {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const { socket, streams } = subscriber;
    if (!isRow(frame)) return socket.send({ error: { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' } });
    const { method, id } = frame;
    const names = Array.isArray(frame['params']) ? frame['params'].filter((name) => typeof name === 'string') : [];
    if (method === 'LIST_SUBSCRIPTIONS') return socket.send({ result: [...streams], id });
    if (method === 'UNSUBSCRIBE') {
      for (const name of names) streams.delete(name);
      return socket.send({ result: null, id });
    }
    if (method !== 'SUBSCRIBE')
      return socket.send({ error: { code: 2, msg: `Invalid request: unknown variant \`${String(method)}\`` }, id });
    if (names.some((name) => !isKnown(name)))
      return socket.send({ error: { code: 2, msg: 'Invalid request: invalid stream' }, id });
    socket.send({ result: null, id });
    for (const name of names) open(subscriber, name);
  }

  function open(subscriber: Subscriber, stream: string) {
    subscriber.streams.add(stream);
    const symbol = symbolOf(stream);
    if (isBookStream(stream) && symbol !== undefined && !books.has(symbol)) books.set(symbol, currentBook(symbol));
    tell(subscriber, stream, [...venue.instruments.keys()], new Map());
  }

  return {
    updateId,
    /** Takes over a market stream socket; `names` are the streams out of its address. */
    serve(socket: WireSocket, names: readonly string[], combined: boolean) {
      const subscriber: Subscriber = { socket, combined, streams: new Set() };
      subscribers.add(subscriber);
      socket.onClose(() => subscribers.delete(subscriber));
      socket.onMessage((text) => answer(subscriber, text));
      for (const name of names) if (isKnown(name)) open(subscriber, name);
    },
  };
}
