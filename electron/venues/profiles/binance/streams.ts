// The user data stream and the marks. ccxt keeps the sockets; the frames are read here, in order, none dropped.
//  - A position of size zero says that its side is gone; in one-way mode a position on one side says so of the other.
//  - ACCOUNT_UPDATE carries wallet balances without unrealised profit: equity is read, not streamed.
//  - A listen key lives an hour; it is renewed long before, and a key that the venue no longer knows ends the stream.
import { isZero } from '../../../../shared/decimal.ts';
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import type { Frame } from './client.ts';
import type { Futures } from './futures.ts';
import { weight } from './limits.ts';
import { answered, memoryOf, rememberAlgoOrder, type Context } from './memory.ts';
import { isWorking, isWorkingAlgo, marketOf, tagOf, toAlgoOrder, toPlainOrder, toStreamPosition } from './nouns.ts';
import {
  accountUpdate,
  algoUpdate,
  configUpdate,
  listenKeyAnswer,
  markUpdate,
  orderUpdate,
  streamPositionRow,
  understand,
} from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

const RENEW_MS = 20 * 60_000;
/** Streams that one connection may carry (the venue takes 1,024, in messages that it can read). */
const STREAMS_A_SOCKET = 200;

function emitPosition(futures: Futures, context: Context, raw: unknown, atMs: number, emit: Emit): void {
  const row = understand(streamPositionRow, raw, 'position frame');
  const { symbol } = marketOf(context, row.s);
  const tag = tagOf(row.ps);
  const position = isZero(row.pa) ? null : toStreamPosition(futures, context, row, atMs);
  if (position === null) {
    emit({ kind: 'positionGone', symbol, side: tag, atMs });
    return;
  }
  if (tag === null) emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

/** Emits what one private frame says. Throws when it can not be read, or when it ends the stream. */
export function applyFrame(futures: Futures, context: Context, frame: Frame, emit: Emit): void {
  switch (frame['e']) {
    case 'ACCOUNT_UPDATE': {
      const { T, a } = understand(accountUpdate, frame, 'account frame');
      for (const raw of a.P ?? []) emitPosition(futures, context, raw, Number(T), emit); // a balance change carries no positions
      break;
    }
    case 'ORDER_TRADE_UPDATE': {
      const { row, atMs } = understand(orderUpdate, frame, 'order frame');
      const order = toPlainOrder(futures, context, row);
      if (isWorking(row)) emit({ kind: 'order', order, atMs });
      else emit({ kind: 'orderGone', family: 'plain', orderId: row.orderId, symbol: order.symbol, atMs });
      break;
    }
    case 'ALGO_UPDATE': {
      const { row, atMs } = understand(algoUpdate, frame, 'conditional order frame');
      const order = toAlgoOrder(futures, context, row);
      if (isWorkingAlgo(row)) {
        rememberAlgoOrder(context.client, row);
        emit({ kind: 'order', order, atMs });
      } else emit({ kind: 'orderGone', family: 'algo', orderId: row.algoId, symbol: order.symbol, atMs });
      break;
    }
    case 'ACCOUNT_CONFIG_UPDATE': {
      const { ac } = understand(configUpdate, frame, 'configuration frame');
      if (ac !== undefined) memoryOf(context.client).leverages.set(ac.s, ac.l);
      break;
    }
    case 'listenKeyExpired':
      throw new Error('Binance has ended the user data stream: the listen key expired.');
    default:
  }
}

type Feed = Readonly<{ url: string; request?: unknown }>;

/** Runs these connections until one breaks, `read` throws or the signal aborts; always rejects, always hangs up. */
function run(
  { sockets }: Futures,
  context: Context,
  signal: AbortSignal,
  feeds: readonly Feed[],
  read: (frame: Frame | null, url: string) => void,
  started: (fail: (reason: unknown) => void) => () => void = () => () => undefined,
): Promise<never> {
  const { client } = context;
  const urls = new Set(feeds.map((feed) => feed.url));
  return new Promise<never>((_resolve, reject) => {
    let over = false;
    let stop: () => void = () => undefined;
    const finish = (reason: unknown) => {
      if (over) return;
      over = true;
      stop();
      client.frameListeners.delete(listener);
      signal.removeEventListener('abort', aborted);
      for (const url of urls) client.hangUp(url);
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    const aborted = () => finish(signal.reason);
    const listener = (frame: Frame | null, url: string) => {
      if (!urls.has(url)) return;
      try {
        read(frame, url);
      } catch (error) {
        finish(error);
      }
    };
    if (signal.aborted) return finish(signal.reason);
    signal.addEventListener('abort', aborted);
    client.frameListeners.add(listener);
    stop = started(finish);
    const open = async ({ url, request }: Feed): Promise<unknown> => client.watch(url, 'broken', request, sockets);
    for (const feed of feeds) open(feed).then(() => finish(new Error('the stream ended')), finish); // rejects when it breaks
  });
}

export async function watchAccount(futures: Futures, context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const { openStream, keepStream } = futures.calls(client);
  const opened: unknown = answered(await context.send(weight(1), () => openStream({})));
  const { listenKey } = understand(listenKeyAnswer, opened, 'listen key');
  const url = futures.privateUrl(client, listenKey);
  const read = (frame: Frame | null) => {
    if (frame !== null) applyFrame(futures, context, frame, emit);
    emit({ kind: 'alive', atMs: context.nowEpochMs() });
  };
  const renew = async (fail: (reason: unknown) => void) => {
    const sent = await context.send<unknown>(weight(1), () => keepStream({}));
    if (sent.kind === 'refused' && sent.reason !== 'rateLimited') fail(new Error(sent.failure.message));
  };
  return run(futures, context, signal, [{ url }], read, (fail) => {
    const timer = setInterval(() => void renew(fail), RENEW_MS);
    return () => clearInterval(timer);
  });
}

export function watchMarks(
  futures: Futures,
  context: Context,
  symbols: readonly string[],
  emit: Emit,
  signal: AbortSignal,
): Promise<never> {
  const { client } = context;
  const streams = symbols.map((symbol) => `${String(client.market(symbol)['lowercaseId'])}@markPrice@1s`);
  const base = futures.marketUrl(client);
  const feeds = Array.from({ length: Math.ceil(streams.length / STREAMS_A_SOCKET) }, (_, index) => ({
    url: `${base}/${index}`,
    request: {
      method: 'SUBSCRIBE',
      params: streams.slice(index * STREAMS_A_SOCKET, (index + 1) * STREAMS_A_SOCKET),
      id: index + 1,
    },
  }));
  return run(futures, context, signal, feeds, (frame) => {
    if (frame === null) return;
    if ('error' in frame) throw new Error(`Binance refuses the mark price streams: ${JSON.stringify(frame['error'])}`);
    const update = markUpdate.safeParse(frame);
    const market = update.success ? context.marketByNative(update.data.s) : undefined;
    if (!update.success || market === undefined) return; // the answer to the subscription
    emit({ kind: 'mark', symbol: market.symbol, markPrice: update.data.p, atMs: Number(update.data.E) });
  });
}
