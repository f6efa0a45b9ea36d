// /ws/v5/private and /ws/v5/business: login, account channels, and on /private orders by socket.
//  - The first push of positions and account is a snapshot, and a new one comes every few seconds.
//  - Algo orders are on /business only: orders-algo (conditional, oco, trigger), algo-advance (the others).
import { assertNever } from '../../../../shared/failure.ts';
import { isZero } from '../../../../shared/decimal.ts';
import type { PracticeAccount, PracticeEvent, PracticePosition, PracticeVenue, WireSocket } from '../../exchange.ts';
import { accountRow, balanceDetail } from './accountRows.ts';
import type { AlgoPairs } from './algoPairs.ts';
import { algoRow, algoTypeOf } from './algoRows.ts';
import type { OrderNames } from './orderNames.ts';
import { orderPush } from './orderRows.ts';
import { positionRow } from './positionRows.ts';
import { familyOf, instTypeOf, instrumentOf } from './render.ts';
import { checkLogin } from './signature.ts';
import { isRecord, readJson, records, text, type Params, type Row } from './wire.ts';

const PRIVATE = new Set(['account', 'positions', 'orders', 'balance_and_position']);
const BUSINESS = new Set(['orders-algo', 'algo-advance']);
const SNAPSHOT_EVERY_MS = 5_000;

type SocketOperation = (account: PracticeAccount, op: string, frame: Params) => Row;

export function servePrivateStream(
  venue: PracticeVenue,
  at: Readonly<{ names: OrderNames; pairs: AlgoPairs; operate: SocketOperation }>,
  socket: WireSocket,
  connectionId: string,
): void {
  const business = socket.path.endsWith('/business');
  const channels = business ? BUSINESS : PRIVATE;
  const args = new Map<string, Params>(); // subscriptions as they were asked for, by their text
  let account: PracticeAccount | null = null;
  let snapshotAtMs = venue.now();

  const error = (code: string, msg: string, id?: string) =>
    socket.send({ ...(id === undefined ? {} : { id }), event: 'error', msg, code, connId: connectionId });

  const wants = (arg: Params, symbol: string): boolean => {
    const instrument = instrumentOf(venue, symbol);
    const type = text(arg, 'instType') ?? 'ANY';
    return (
      (type === 'ANY' || type === instTypeOf(instrument)) &&
      (text(arg, 'instId') ?? symbol) === symbol &&
      (text(arg, 'instFamily') ?? familyOf(instrument)) === familyOf(instrument)
    );
  };

  /** To every subscription of the channel that wants the symbol; symbol null: all of them. */
  function push(channel: string, symbol: string | null, data: readonly Row[], more: Row = {}): void {
    for (const arg of args.values()) {
      if (text(arg, 'channel') !== channel || (symbol !== null && !wants(arg, symbol))) continue;
      socket.send({ arg: { ...arg, uid: account?.uid ?? '' }, ...more, data });
    }
  }

  const briefPosition = (row: Row): Row =>
    Object.fromEntries(
      ['posId', 'tradeId', 'instId', 'instType', 'mgnMode', 'posSide', 'pos', 'ccy', 'posCcy', 'avgPx', 'uTime'].map((name) => [
        name,
        row[name],
      ]),
    );

  function pushPosition(position: PracticePosition): void {
    const row = positionRow(venue, at.pairs, position);
    push('positions', position.symbol, [row], { eventType: 'event_update' });
    const brief = { pTime: String(venue.now()), eventType: 'filled', balData: [], posData: [briefPosition(row)], trades: [] };
    push('balance_and_position', null, [brief]);
  }

  function pushSnapshot(arg: Params): void {
    if (account === null) return;
    const own = venue.positions(account.id);
    const sent = { arg: { ...arg, uid: account.uid }, eventType: 'snapshot', curPage: 1, lastPage: true };
    const channel = text(arg, 'channel');
    if (channel === 'positions') {
      const rows = own
        .filter((position) => wants(arg, position.symbol))
        .map((position) => positionRow(venue, at.pairs, position));
      socket.send({ ...sent, data: rows });
    } else if (channel === 'account') {
      socket.send({ ...sent, data: [accountRow(venue, venue.balances(account.id))] });
    } else if (channel === 'balance_and_position') {
      const balData = venue.balances(account.id).map((balance) => balanceDetail(venue, balance));
      const posData = own.map((position) => briefPosition(positionRow(venue, at.pairs, position)));
      const { eventType: _none, ...bare } = sent;
      socket.send({ ...bare, data: [{ pTime: String(venue.now()), eventType: 'snapshot', balData, posData, trades: [] }] });
    }
  }

  function tell(event: Exclude<PracticeEvent, { kind: 'quote' }>): void {
    switch (event.kind) {
      case 'order': {
        const { order } = event;
        if (order.trigger === null) {
          if (at.names.isVisible(order)) push('orders', order.symbol, [orderPush(venue, order, event.fill)]);
          return;
        }
        if (at.pairs.isHidden(order)) return;
        const advanced = /move_order_stop|iceberg|twap|chase/.test(algoTypeOf(order));
        push(advanced ? 'algo-advance' : 'orders-algo', order.symbol, [algoRow(venue, at.pairs, order)]);
        return;
      }
      case 'position':
        pushPosition(event.position);
        return;
      case 'balance':
        push(
          'account',
          null,
          [
            accountRow(
              venue,
              event.balances.filter((balance) => !isZero(balance.wallet)),
            ),
          ],
          {
            eventType: 'event_update',
          },
        );
        return;
      default:
        assertNever(event);
    }
  }

  const unsubscribe = venue.subscribe((event) => {
    if (account === null) return;
    if (event.kind === 'quote') {
      if (venue.now() - snapshotAtMs < SNAPSHOT_EVERY_MS) return;
      snapshotAtMs = venue.now();
      for (const arg of args.values()) if (text(arg, 'channel') !== 'balance_and_position') pushSnapshot(arg);
      return;
    }
    if (event.account.id !== account.id) return;
    if (event.account.key.revoked) socket.close(4001);
    else tell(event);
  });
  socket.onClose(unsubscribe);

  function logIn(frame: Params): void {
    const [first] = records(frame['args']);
    const found = checkLogin(venue, first ?? {});
    if ('code' in found) {
      error(found.code, found.msg);
      socket.close(4001);
      return;
    }
    account = found;
    socket.accountId = found.id;
    socket.send({ event: 'login', msg: '', code: '0', connId: connectionId });
  }

  function change(op: 'subscribe' | 'unsubscribe', arg: Params): void {
    const channel = text(arg, 'channel') ?? '';
    if (!channels.has(channel)) {
      return error(
        '60018',
        `Wrong URL or channel:${channel} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`,
      );
    }
    const needsType = channel !== 'account' && channel !== 'balance_and_position';
    if (needsType && !/^(ANY|SWAP|FUTURES|SPOT|MARGIN|OPTION)$/.test(text(arg, 'instType') ?? '')) {
      return error('60018', `Invalid instType of channel:${channel}`);
    }
    const key = JSON.stringify(arg);
    if (op === 'unsubscribe') args.delete(key);
    else args.set(key, arg);
    socket.send({ event: op, arg, connId: connectionId });
    if (op === 'unsubscribe') return;
    socket.send({ event: 'channel-conn-count', channel, connCount: '1', connId: connectionId });
    pushSnapshot(arg);
  }

  socket.onMessage((raw) => {
    if (raw === 'ping') return socket.send('pong');
    const frame = readJson(raw);
    if (!isRecord(frame)) return error('60012', `Illegal request: ${raw.slice(0, 500)}`);
    const op = text(frame, 'op') ?? '';
    if (op === 'login') return logIn(frame);
    if (account === null) return error('60011', 'Please log in', text(frame, 'id'));
    if (op === 'subscribe' || op === 'unsubscribe') {
      for (const arg of records(frame['args'])) change(op, arg);
      return;
    }
    if (business) return error('60012', `Illegal request: ${raw.slice(0, 500)}`, text(frame, 'id'));
    socket.send(at.operate(venue.account(account.id), op, frame));
  });
}
