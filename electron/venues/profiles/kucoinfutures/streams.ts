// The private stream and the marks, a socket each. ccxt keeps the sockets; where they are, and the token that opens them, is
// asked of KuCoin here, so that the token stays out of what is said when a socket fails.
//  - A position of size zero is gone. Frames of the mark price and of funding carry no size: they only show life.
//  - Frames of orders leave out whether an order only reduces: of one that was never listed the whole row is asked for.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isZero } from '../../../../shared/decimal.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import { VenueReadError } from '../../profile.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { answered, memoryOf, remember, type Context } from './account.ts';
import type { Frame } from './client.ts';
import { spend } from './limits.ts';
import { marketOf, tagOf, toFrameOrder, toFrameStop, toPosition, toWorkingOrder, updatedAtMs } from './nouns.ts';
import { mergeEquity } from './reads.ts';
import {
  answerOf,
  dataOf,
  markRow,
  orderFrameRow,
  orderRow,
  positionRow,
  stopFrameRow,
  tokenRow,
  understand,
  walletRow,
} from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

const isFrame = (value: unknown): value is Frame => typeof value === 'object' && value !== null;
const atMsOf = ({ ts }: Readonly<{ ts: string }>): number => Math.floor(Number(ts) / 1e6);

function emitPosition(context: Context, data: unknown, emit: Emit): void {
  if (!isFrame(data) || !('currentQty' in data)) return;
  const row = understand(positionRow, data, 'position frame');
  if (isBeyondReach(context, row.symbol)) return; // the list tells of it
  if (context.hedgeMode() === true && (row.positionSide === null || row.positionSide === undefined)) {
    throw new VenueReadError({ kind: 'unreadable', message: 'KuCoin does not say which side of the contract has changed' });
  }
  const { symbol } = marketOf(context, row.symbol);
  const side = tagOf(row);
  const position = toPosition(context, row);
  const atMs = updatedAtMs(context, row);
  if (position === null) return emit({ kind: 'positionGone', symbol, side, atMs });
  if (side === null) emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

/** Orders of frames whose rows are being asked for. */
type Asked = Set<string>;

/** What the frame tells is said at once; what it leaves out follows, unless the order is gone by then or the audit says it. */
async function askRow(context: Context, orderId: string, asked: Asked, emit: Emit): Promise<void> {
  if (asked.has(orderId)) return;
  asked.add(orderId);
  const sent = await context.send<unknown>(spend('futures', 5), () => context.client.futuresPrivateGetOrdersOrderId({ orderId }));
  const row = sent.kind === 'answered' ? orderRow.safeParse(dataOf(sent.body)).data : undefined;
  if (!asked.delete(orderId) || row?.isActive !== true || context.marketByNative(row.symbol) === undefined) return;
  remember(context.client, row);
  emit({ kind: 'order', order: toWorkingOrder(context, row), atMs: context.nowEpochMs() });
}

function emitWorking(context: Context, order: WorkingOrder, atMs: number, asked: Asked, emit: Emit): void {
  emit({ kind: 'order', order, atMs });
  if (!memoryOf(context.client).orders.has(order.orderId)) void askRow(context, order.orderId, asked, emit);
}

function emitOrder(context: Context, data: unknown, asked: Asked, emit: Emit): void {
  const row = understand(orderFrameRow, data, 'order frame');
  if (isBeyondReach(context, row.symbol)) return;
  const { orderId } = row;
  if (row.status === 'done' || isZero(row.remainSize)) {
    asked.delete(orderId);
    const { symbol } = marketOf(context, row.symbol);
    return emit({ kind: 'orderGone', family: 'plain', orderId, symbol, atMs: atMsOf(row) });
  }
  const known = memoryOf(context.client).orders.get(orderId);
  emitWorking(context, toFrameOrder(context, row, known), atMsOf(row), asked, emit);
}

function emitStop(context: Context, data: unknown, asked: Asked, emit: Emit): void {
  const row = understand(stopFrameRow, data, 'stop frame');
  if (isBeyondReach(context, row.symbol)) return;
  const { orderId } = row;
  if (row.type !== 'open') {
    asked.delete(orderId);
    const { symbol } = marketOf(context, row.symbol);
    return emit({ kind: 'orderGone', family: 'trigger', orderId, symbol, atMs: atMsOf(row) });
  }
  const known = memoryOf(context.client).orders.get(orderId);
  emitWorking(context, toFrameStop(context, row, known), atMsOf(row), asked, emit);
}

function emitWallet(context: Context, data: unknown, emit: Emit): void {
  const row = understand(walletRow, data, 'wallet frame');
  const code = context.client.safeCurrencyCode(row.currency);
  if (code === undefined) return;
  emit({ kind: 'equity', byCurrency: mergeEquity(context, [[code, row.equity]]), atMs: context.nowEpochMs() });
}

function applyFrame(context: Context, frame: Frame, asked: Asked, emit: Emit): void {
  const { topic, subject, data } = frame;
  if (typeof topic !== 'string') return;
  if (subject === 'position.change') emitPosition(context, data, emit);
  else if (subject === 'walletBalance.change') emitWallet(context, data, emit);
  else if (topic.startsWith('/contractMarket/tradeOrders')) emitOrder(context, data, asked, emit);
  else if (topic.startsWith('/contractMarket/advancedOrders')) emitStop(context, data, asked, emit);
}

/** [D] All contracts of the user each. */
const TOPICS = [
  '/contract/positionAll',
  '/contractMarket/tradeOrders',
  '/contractMarket/advancedOrders',
  '/contractAccount/wallet',
] as const;

function urlOf(body: unknown): string {
  const { token, instanceServers } = answerOf(tokenRow, body, 'socket address');
  const endpoint = instanceServers[0]?.endpoint ?? '';
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url?.protocol !== 'wss:' || !url.hostname.endsWith('.kucoin.com')) {
    throw new VenueReadError({ kind: 'unreadable', message: 'KuCoin names a socket that is not its own' });
  }
  url.searchParams.set('token', token);
  url.searchParams.set('connectId', crypto.randomUUID());
  return url.href;
}

/** Words of ccxt may carry the whole address: whoever has the token reads along. */
const withoutToken = (url: string, error: unknown): Error => {
  const message = error instanceof Error ? error.message : String(error);
  const token = new URL(url).searchParams.get('token') ?? url;
  return new Error(message.replaceAll(url, 'its socket').replaceAll(token, '…'));
};

const subscription =
  ({ client }: Context, url: string, topic: string, isPrivate: boolean) =>
  async (): Promise<unknown> => {
    const id = String(client.requestId());
    const request = { id, type: 'subscribe', topic, privateChannel: isPrivate, response: true };
    try {
      const ended: unknown = await client.watch(url, topic, request, topic);
      return ended;
    } catch (error) {
      throw withoutToken(url, error);
    }
  };

export async function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client, send } = context;
  const url = urlOf(answered(await send<unknown>(spend('futures', 10), () => client.futuresPrivatePostBulletPrivate({}))));
  const asked: Asked = new Set();
  const emitWhileOpen: Emit = (event) => {
    if (!signal.aborted) emit(event);
  };
  const read = (frame: Frame, from: string) => {
    if (from !== url) return;
    applyFrame(context, frame, asked, emitWhileOpen);
    emit({ kind: 'alive', atMs: context.nowEpochMs() });
  };
  return runStreamLoops(
    client.frameListeners,
    signal,
    read,
    TOPICS.map((topic) => subscription(context, url, topic, true)),
  );
}

/** [D] At most a hundred names in one subscription. */
const MOST_NAMES = 50;
const MARKS = '/contract/instrument:';

export async function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client, send } = context;
  const natives = symbols.flatMap((symbol) => client.markets?.[symbol]?.id ?? []); // what is always followed need not be listed
  const ask = () => client.futuresPublicPostBulletPublic({});
  const url = client.marksUrl ?? urlOf(answered(await send<unknown>(spend('public', 10), ask)));
  client.marksUrl = url;
  const read = (frame: Frame, from: string) => {
    if (from === url && frame['subject'] === 'mark.index.price') emitMark(context, frame, emit);
  };
  const topics = Array.from({ length: Math.ceil(natives.length / MOST_NAMES) }, (_, index) => {
    return MARKS + natives.slice(index * MOST_NAMES, (index + 1) * MOST_NAMES).join(',');
  });
  try {
    return await runStreamLoops(
      client.frameListeners,
      signal,
      read,
      topics.map((topic) => subscription(context, url, topic, false)),
    );
  } finally {
    // Other symbols go on over the same socket; after a failure its address may be void.
    if (!signal.aborted) client.marksUrl = null;
  }
}

/** The name stands in the topic alone. */
function emitMark(context: Context, { topic, data }: Frame, emit: Emit): void {
  if (typeof topic !== 'string') return;
  const market = context.marketByNative(topic.slice(MARKS.length));
  const { markPrice, timestamp } = understand(markRow, data, 'mark frame');
  if (market === undefined || isZero(markPrice)) return;
  emit({ kind: 'mark', symbol: market.symbol, markPrice, atMs: timestamp });
}
