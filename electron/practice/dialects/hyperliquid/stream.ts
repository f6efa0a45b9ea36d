// /ws: everything on one socket. Account channels are as public as the rest; a subscription names the address.
//  - clearinghouseState and openOrders push the whole, at once and after each change; the former also with the market.
//  - orderUpdates pushes each change of an order; userFills begins with what there was.
import { assertNever } from '../../../../shared/failure.ts';
import type { PracticeAccount, PracticeEvent, PracticeVenue, Quote, WireSocket } from '../../exchange.ts';
import { accountState, fillRow, openOrders, orderUpdate } from './accountRows.ts';
import { allMids, bookOf, contextRow, instrumentOf } from './render.ts';
import type { Wallets } from './wallets.ts';
import { isRecord, readJson, text, type Row } from './wire.ts';

const OF_ACCOUNTS = new Set(['clearinghouseState', 'openOrders', 'orderUpdates', 'userFills', 'spotState']);
const OF_COINS = new Set(['activeAssetCtx', 'l2Book']);
const SNAPSHOT_EVERY_MS = 5_000;

type Post = (request: Row) => Row;

export function serveStream(venue: PracticeVenue, wallets: Wallets, socket: WireSocket, post: Post): void {
  const wanted = new Map<string, Row>(); // subscriptions by their text
  let snapshotAtMs = venue.now();

  const say = (channel: string, data: unknown) => socket.send({ channel, data });
  const accountOf = (subscription: Row): PracticeAccount | undefined => wallets.byAddress(text(subscription, 'user') ?? '');

  function pushAccount(type: string, subscription: Row): void {
    const account = accountOf(subscription);
    const user = text(subscription, 'user') ?? '';
    const dex = text(subscription, 'dex') ?? '';
    if (type === 'clearinghouseState') say(type, { dex, user, clearinghouseState: accountState(venue, account) });
    else if (type === 'openOrders') say(type, { dex, user, orders: openOrders(venue, account) });
    else if (type === 'spotState') say(type, { user, spotState: { balances: [] } });
    else if (type === 'userFills') {
      const fills = account === undefined ? [] : venue.fills(account.id).slice(-2_000).reverse();
      say(type, { isSnapshot: true, user, fills: fills.map(fillRow) });
    }
  }

  function pushMarket(type: string, coin: string): void {
    if (type === 'activeAssetCtx') say(type, { coin, ctx: contextRow(venue, instrumentOf(venue, coin)) });
    else if (type === 'l2Book') say(type, bookOf(venue, coin));
  }

  function tellAccount(event: Exclude<PracticeEvent, { kind: 'quote' }>): void {
    for (const subscription of wanted.values()) {
      if (accountOf(subscription)?.id !== event.account.id) continue;
      const type = text(subscription, 'type') ?? '';
      switch (event.kind) {
        case 'order':
          if (type === 'orderUpdates') say(type, [orderUpdate(event.order)]);
          if (type === 'openOrders') pushAccount(type, subscription);
          if (type === 'userFills' && event.fill !== null) {
            say(type, { isSnapshot: false, user: text(subscription, 'user'), fills: [fillRow(event.fill)] });
          }
          break;
        case 'position':
        case 'balance':
          if (type === 'clearinghouseState') pushAccount(type, subscription);
          break;
        default:
          assertNever(event);
      }
    }
  }

  function tellMarket({ symbol }: Quote): void {
    const again = venue.now() - snapshotAtMs >= SNAPSHOT_EVERY_MS;
    if (again) snapshotAtMs = venue.now();
    for (const subscription of wanted.values()) {
      const type = text(subscription, 'type') ?? '';
      if (text(subscription, 'coin') === symbol) pushMarket(type, symbol);
      if (again && (type === 'clearinghouseState' || type === 'openOrders')) pushAccount(type, subscription);
    }
  }

  const unsubscribe = venue.subscribe((event) => {
    if (event.kind !== 'quote') return tellAccount(event);
    for (const subscription of wanted.values())
      if (text(subscription, 'type') === 'allMids') say('allMids', { mids: allMids(venue) });
    tellMarket(event.quote);
  });
  socket.onClose(unsubscribe);

  function subscribe(subscription: Row, raw: string): void {
    const type = text(subscription, 'type') ?? '';
    const coin = text(subscription, 'coin') ?? '';
    const known = OF_ACCOUNTS.has(type)
      ? /^0x[0-9a-f]{40}$/i.test(text(subscription, 'user') ?? '')
      : type === 'allMids' || (OF_COINS.has(type) && venue.instruments.has(coin));
    if (!known) return say('error', `Invalid subscription ${raw}`);
    const key = JSON.stringify(subscription);
    if (wanted.has(key)) return say('error', `Already subscribed: ${key}`);
    wanted.set(key, subscription);
    socket.accountId = accountOf(subscription)?.id ?? socket.accountId;
    say('subscriptionResponse', { method: 'subscribe', subscription });
    if (type === 'allMids') say('allMids', { mids: allMids(venue) });
    else if (OF_ACCOUNTS.has(type)) pushAccount(type, subscription);
    else pushMarket(type, coin);
  }

  socket.onMessage((raw) => {
    const frame = readJson(raw);
    if (!isRecord(frame)) return say('error', `Error parsing JSON into valid websocket request: ${raw.slice(0, 200)}`);
    const { id, request, subscription } = frame;
    const method = text(frame, 'method');
    if (method === 'ping') return socket.send({ channel: 'pong' });
    if (method === 'post' && isRecord(request)) return say('post', { id, response: post(request) });
    if (method === 'subscribe' && isRecord(subscription)) return subscribe(subscription, raw.slice(0, 200));
    if (method === 'unsubscribe' && isRecord(subscription)) {
      wanted.delete(JSON.stringify(subscription));
      return say('subscriptionResponse', { method, subscription });
    }
    return say('error', `Error parsing JSON into valid websocket request: ${raw.slice(0, 200)}`);
  });
}
