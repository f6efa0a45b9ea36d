// The user data stream: listen keys, ACCOUNT_UPDATE, ORDER_TRADE_UPDATE, ALGO_UPDATE, ACCOUNT_CONFIG_UPDATE.
// A listen key lives 60 minutes after its last POST or PUT, one per account. A socket with an unknown key is accepted
// and stays silent, as the venue's does.
import { randomBytes } from 'node:crypto';
import type { PracticeAccount, PracticeEvent, PracticePosition, PracticeVenue, WireSocket } from '../../exchange.ts';
import { streamPosition } from './accountCalls.ts';
import {
  algoStatusOf,
  clientIdOf,
  conditionalType,
  instrumentOf,
  plainType,
  sideOf,
  statusOf,
  timeInForceOf,
  wireText,
} from './render.ts';
import { money, price, SIDES, size } from './numbers.ts';
import { integer, toJson, VenueError, type Row } from './wire.ts';

const LISTEN_KEY_LIFE_MS = 60 * 60_000;

type ListenKey = { readonly key: string; readonly accountId: string; expiresAtMs: number; timer: NodeJS.Timeout };
type OrderEvent = Extract<PracticeEvent, { kind: 'order' }>;

const EXECUTION = { new: 'NEW', fill: 'TRADE', cancel: 'CANCELED', expire: 'EXPIRED', trigger: 'TRADE' } as const;

function orderUpdate(venue: PracticeVenue, event: OrderEvent): Row {
  const { order, fill, cause } = event;
  const instrument = instrumentOf(venue, order.symbol);
  const at = order.updatedAtMs;
  return {
    e: 'ORDER_TRADE_UPDATE',
    T: at,
    E: at,
    o: {
      s: order.symbol,
      c: clientIdOf(order),
      S: sideOf(order),
      o: plainType(order),
      f: timeInForceOf(order),
      q: size(instrument, order.size ?? '0'),
      p: price(instrument, order.price ?? '0'),
      ap: price(instrument, order.averagePrice ?? '0'),
      sp: price(instrument, '0'),
      x: EXECUTION[cause],
      X: statusOf(order),
      i: integer(order.orderId),
      l: size(instrument, fill?.size ?? '0'),
      z: size(instrument, order.filledSize),
      L: price(instrument, fill?.price ?? '0'),
      ...(instrument.kind === 'inverse' ? { ma: instrument.settle } : {}),
      ...(fill === null ? {} : { N: instrument.settle, n: money(fill.fee) }),
      T: at,
      t: integer(fill?.fillId ?? '0'),
      b: '0',
      a: '0',
      m: fill?.maker ?? false,
      R: order.reduceOnly,
      wt: 'CONTRACT_PRICE',
      ot: wireText(order, 'type', plainType(order)),
      ps: SIDES[order.tag],
      cp: order.size === null,
      rp: money(fill?.realizedPnl ?? '0'),
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: 0,
      er: '0',
    },
  };
}

function algoUpdate(venue: PracticeVenue, { order, cause }: OrderEvent): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const { trigger } = order;
  const trailing = trigger !== null && trigger.kind === 'trailing';
  return {
    e: 'ALGO_UPDATE',
    T: order.updatedAtMs,
    E: order.updatedAtMs,
    o: {
      caid: clientIdOf(order),
      aid: integer(order.orderId),
      at: 'CONDITIONAL',
      o: conditionalType(order),
      s: order.symbol,
      S: sideOf(order),
      ps: SIDES[order.tag],
      f: timeInForceOf(order),
      q: size(instrument, order.size ?? '0'),
      X: cause === 'trigger' ? 'TRIGGERED' : algoStatusOf(order),
      ai: order.triggeredOrderId ?? '',
      ap: '0.00000',
      aq: '0.00000',
      act: '0',
      tp: price(instrument, trailing ? '0' : (trigger?.price ?? '0')),
      p: price(instrument, order.price ?? '0'),
      V: 'EXPIRE_MAKER',
      wt: trigger?.by === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
      pm: 'NONE',
      cp: order.size === null,
      pP: wireText(order, 'priceProtect', 'false') === 'true',
      R: order.reduceOnly,
      tt: cause === 'trigger' ? order.updatedAtMs : 0,
      gtd: 0,
      rm: order.endReason === null || order.status !== 'expired' ? '' : 'Reduce Only reject',
      ...(trailing ? { AP: price(instrument, trigger.price ?? '0'), cr: trigger.callbackPercent ?? '' } : {}),
    },
  };
}

export function createPrivateStream(venue: PracticeVenue) {
  const keys = new Map<string, ListenKey>();
  const sockets = new Map<string, Set<WireSocket>>(); // by listen key
  const changed = new Map<string, Map<string, PracticePosition>>(); // by account: positions of the next ACCOUNT_UPDATE
  let flushing = false;

  const keyOf = (accountId: string): ListenKey | undefined => [...keys.values()].find((key) => key.accountId === accountId);

  function send(key: string, frame: unknown) {
    const text = toJson(frame);
    for (const socket of sockets.get(key) ?? []) socket.send(text); // no socket is open on this key
  }
  function push(accountId: string, frame: unknown) {
    for (const key of keys.values()) if (key.accountId === accountId) send(key.key, frame);
  }

  function expire(entry: ListenKey) {
    const at = venue.now();
    send(entry.key, { e: 'listenKeyExpired', E: at, listenKey: entry.key });
    keys.delete(entry.key);
  }

  /** One ACCOUNT_UPDATE for all that one call did to an account. */
  function flush() {
    flushing = false;
    for (const [accountId, positions] of Array.from(changed)) {
      changed.delete(accountId);
      const isOpen = venue.accounts().some((account) => account.id === accountId); // it may be gone by now
      if (!isOpen || keyOf(accountId) === undefined) continue;
      const at = venue.now();
      push(accountId, {
        e: 'ACCOUNT_UPDATE',
        T: at,
        E: at,
        a: {
          B: venue
            .balances(accountId)
            .map(({ currency, wallet }) => ({ a: currency, wb: money(wallet), cw: money(wallet), bc: '0' })),
          P: [...positions.values()].map((position) => streamPosition(instrumentOf(venue, position.symbol), position)),
          m: 'ORDER',
        },
      });
    }
  }

  venue.subscribe((event) => {
    if (event.kind === 'quote' || keyOf(event.account.id) === undefined) return;
    if (event.kind === 'order') {
      push(event.account.id, event.order.family !== 'plain' ? algoUpdate(venue, event) : orderUpdate(venue, event));
      return;
    }
    const positions = changed.get(event.account.id) ?? new Map<string, PracticePosition>();
    changed.set(event.account.id, positions);
    if (event.kind === 'position') positions.set(`${event.position.symbol}|${event.position.tag}`, event.position);
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush);
  });

  const nextTimer = (entry: Pick<ListenKey, 'key'>) =>
    setTimeout(() => {
      const found = keys.get(entry.key);
      if (found !== undefined) expire(found);
    }, LISTEN_KEY_LIFE_MS).unref();

  function extend(entry: ListenKey): Row {
    clearTimeout(entry.timer);
    entry.timer = nextTimer(entry);
    entry.expiresAtMs = venue.now() + LISTEN_KEY_LIFE_MS;
    return { listenKey: entry.key };
  }

  return {
    push,
    openKey({ id }: PracticeAccount): Row {
      const found = keyOf(id);
      if (found !== undefined) return extend(found);
      const key = randomBytes(48).toString('base64url').replaceAll(/[-_]/g, 'x');
      const entry: ListenKey = { key, accountId: id, expiresAtMs: venue.now() + LISTEN_KEY_LIFE_MS, timer: nextTimer({ key }) };
      keys.set(key, entry);
      return { listenKey: key };
    },
    keepKey({ id }: PracticeAccount): Row {
      const found = keyOf(id);
      if (found === undefined) throw new VenueError(-1125, 'This listenKey does not exist.');
      return extend(found);
    },
    closeKey({ id }: PracticeAccount): Row {
      const found = keyOf(id);
      if (found !== undefined) {
        clearTimeout(found.timer);
        keys.delete(found.key);
      }
      return {};
    },
    /** Takes over a socket; answers whether the key in its address is a live one. */
    serve(socket: WireSocket, key: string) {
      const entry = keys.get(key);
      if (entry !== undefined) socket.accountId = entry.accountId;
      const open = sockets.get(key) ?? new Set<WireSocket>();
      sockets.set(key, open.add(socket));
      socket.onClose(() => {
        open.delete(socket);
        if (open.size === 0) sockets.delete(key);
      });
    },
    isKey: (key: string): boolean => keys.has(key),
  };
}
