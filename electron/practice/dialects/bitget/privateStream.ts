// /v2/ws/private: login, then positions, positions-history, orders, orders-algo and account of a product type.
//  - positions and account begin with a snapshot; every push of positions lists all that are open in the product type, so
//    that a closed one is missing from it.
import { assertNever } from '../../../../shared/failure.ts';
import { isZero } from '../../../../shared/decimal.ts';
import type { PracticeAccount, PracticeEvent, PracticePosition, PracticeVenue, WireSocket } from '../../exchange.ts';
import { accountPush, closedPush, positionPush, positionsOf } from './accountRows.ts';
import { orderPush } from './orderRows.ts';
import { planPush } from './planRows.ts';
import { instrumentOf, productTypeOf, PRODUCT_TYPES, readProductType, SETTLE, type ProductType } from './render.ts';
import { checkLogin } from './signature.ts';
import { argKey, sendError, serveFrames } from './socketFrames.ts';
import { text, type Params, type Row } from './wire.ts';

const CHANNELS = new Set(['account', 'positions', 'positions-history', 'orders', 'orders-algo']);

export function servePrivateStream(venue: PracticeVenue, socket: WireSocket): void {
  const args = new Map<string, Params>();
  const last = new Map<string, PracticePosition>(); // as last told, for what is said of their close
  let account: PracticeAccount | null = null;

  function send(arg: Params, data: readonly Row[]): void {
    socket.send({ action: 'snapshot', arg, data, ts: venue.now() });
  }

  function push(channel: string, productType: ProductType, symbol: string | null, data: () => readonly Row[]): void {
    for (const arg of args.values()) {
      if (text(arg, 'channel') !== channel || readProductType(text(arg, 'instType')) !== productType) continue;
      const instId = text(arg, 'instId') ?? 'default';
      if (symbol === null || instId === 'default' || instId === symbol) send(arg, data());
    }
  }

  const positionRows = (accountId: string, productType: ProductType): readonly Row[] =>
    positionsOf(venue, accountId, productType).map((position) => positionPush(venue, position));

  function snapshot(arg: Params): void {
    const productType = readProductType(text(arg, 'instType'));
    if (account === null || productType === undefined) return;
    const channel = text(arg, 'channel');
    if (channel === 'positions') {
      send(arg, positionRows(account.id, productType));
      for (const position of positionsOf(venue, account.id, productType))
        last.set(`${position.symbol}|${position.tag}`, position);
    } else if (channel === 'account') send(arg, [accountPush(venue, account.id, productType)]);
    else if (channel === 'orders') send(arg, []);
  }

  function tellPosition(position: PracticePosition): void {
    const { accountId, symbol } = position;
    const productType = productTypeOf(instrumentOf(venue, symbol));
    push('positions', productType, null, () => positionRows(accountId, productType));
    const key = `${symbol}|${position.tag}`;
    const before = last.get(key);
    if (!isZero(position.signedSize)) last.set(key, position);
    else if (before !== undefined) {
      last.delete(key);
      push('positions-history', productType, symbol, () => [closedPush(venue, before)]);
    }
  }

  function tell(event: Exclude<PracticeEvent, { kind: 'quote' }>): void {
    switch (event.kind) {
      case 'order': {
        const { order, fill } = event;
        const productType = productTypeOf(instrumentOf(venue, order.symbol));
        if (order.trigger === null) push('orders', productType, order.symbol, () => [orderPush(venue, order, fill)]);
        else push('orders-algo', productType, order.symbol, () => [planPush(venue, order)]);
        return;
      }
      case 'position':
        tellPosition(event.position);
        return;
      case 'balance':
        for (const productType of PRODUCT_TYPES) {
          if (!event.balances.some(({ currency }) => currency === SETTLE[productType])) continue;
          push('account', productType, null, () => [accountPush(venue, event.account.id, productType)]);
        }
        return;
      default:
        assertNever(event);
    }
  }

  const unsubscribe = venue.subscribe((event) => {
    if (account === null || event.kind === 'quote' || event.account.id !== account.id) return;
    if (event.account.key.revoked) socket.close(1008);
    else tell(event);
  });
  socket.onClose(unsubscribe);

  serveFrames(socket, {
    logIn(given) {
      const found = checkLogin(venue, given);
      if ('code' in found) {
        sendError(socket, found.code, found.msg);
        socket.close(1008);
        return;
      }
      account = found;
      socket.accountId = found.id;
      socket.send({ event: 'login', code: 0 });
    },
    change(op, arg) {
      const channel = text(arg, 'channel') ?? '';
      if (account === null) {
        sendError(socket, 30_004, 'User not logged in', arg);
        return;
      }
      if (!CHANNELS.has(channel) || readProductType(text(arg, 'instType')) === undefined) {
        sendError(socket, 30_001, `instType:${text(arg, 'instType') ?? ''},channel:${channel} doesn't exist`, arg);
        return;
      }
      if (op === 'unsubscribe') args.delete(argKey(arg));
      else args.set(argKey(arg), arg);
      socket.send({ event: op, arg });
      if (op === 'subscribe') snapshot(arg);
    },
  });
}
