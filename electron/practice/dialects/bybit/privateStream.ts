// /v5/private: auth, then the topics position, order, execution and wallet, with or without a category suffix.
import { assertNever } from '../../../../shared/failure.ts';
import type { PracticeAccount, PracticeEvent, PracticeVenue, WireSocket } from '../../exchange.ts';
import type { OrderNames } from './orderNames.ts';
import { executionRow, orderRow } from './orderRows.ts';
import { positionRow } from './positionRows.ts';
import { instrumentOf } from './render.ts';
import { walletRow } from './walletRow.ts';
import { hmacHex, sameText } from './signature.ts';
import { readFrame, text, type Answer, type Row } from './wire.ts';
import { badKey, badSign, staleTimestamp } from './codes.ts';

/** Checks the args of an auth frame: key, expiry in ms, HMAC of "GET/realtime" + expiry. */
export function authenticate(venue: PracticeVenue, args: unknown): PracticeAccount | Answer {
  const [key, expires, sign] = Array.isArray(args) ? args.map(String) : [];
  if (key === undefined || expires === undefined || sign === undefined) return badKey;
  const account = venue.accountByKey(key);
  if (account === undefined || account.key.revoked) return badKey;
  if (!(Number(expires) > venue.now())) return staleTimestamp(expires, venue.now(), '0');
  const payload = `GET/realtime${expires}`;
  return sameText(hmacHex(account.secret, payload), sign) ? account : badSign(payload);
}

const TOPIC = /^(position|order|execution|wallet)(\.(linear|inverse|spot|option))?$/;

export function servePrivateStream(venue: PracticeVenue, names: OrderNames, socket: WireSocket, connectionId: string): void {
  const topics = new Set<string>();
  let account: PracticeAccount | null = null;
  let sequence = 0;

  const push = (topic: string, category: string | null, data: readonly Row[]) => {
    for (const wanted of [topic, `${topic}.${category}`]) {
      if (!topics.has(wanted)) continue;
      sequence += 1;
      socket.send({ id: `${connectionId}-${sequence}`, topic: wanted, creationTime: venue.now(), data });
    }
  };

  const unsubscribe = venue.subscribe((event) => {
    if (account === null || event.kind === 'quote' || event.account.id !== account.id) return;
    if (event.account.key.revoked) {
      socket.close(1008);
      return;
    }
    tell(event);
  });
  socket.onClose(unsubscribe);

  function tell(event: Exclude<PracticeEvent, { kind: 'quote' }>): void {
    switch (event.kind) {
      case 'order': {
        const category = instrumentOf(venue, event.order.symbol).kind;
        if (event.fill !== null) push('execution', category, [executionRow(venue, names, event.fill, true)]);
        if (event.order.status === 'working' || names.isVisible(event.order)) {
          push('order', category, [orderRow(venue, names, event.order, true)]);
        }
        return;
      }
      case 'position':
        push('position', instrumentOf(venue, event.position.symbol).kind, [positionRow(venue, event.position, true)]);
        return;
      case 'balance':
        push('wallet', null, [walletRow(venue, event.balances)]);
        return;
      default:
        assertNever(event);
    }
  }

  socket.onMessage((raw) => {
    const frame = readFrame(raw) ?? {};
    const op = text(frame, 'op');
    const requestId = text(frame, 'req_id');
    const reply = (fields: Row) =>
      socket.send({ ...(requestId === undefined ? {} : { req_id: requestId }), ...fields, conn_id: connectionId });
    if (op === 'ping') {
      reply({ op: 'pong', args: [String(venue.now())] });
    } else if (op === 'auth') {
      const found = authenticate(venue, frame['args']);
      if ('retCode' in found) {
        reply({ success: false, ret_msg: found.retMsg, op: 'auth' });
        socket.close(1008);
        return;
      }
      account = found;
      socket.accountId = found.id;
      reply({ success: true, ret_msg: '', op: 'auth' });
    } else if (op === 'subscribe' || op === 'unsubscribe') {
      const asked = Array.isArray(frame['args']) ? frame['args'].map(String) : [];
      const unknown = asked.find((topic) => !TOPIC.test(topic));
      if (account === null) return reply({ success: false, ret_msg: 'Request not authorized', op });
      if (unknown !== undefined) return reply({ success: false, ret_msg: `error:handler not found,topic:${unknown}`, op });
      for (const topic of asked) {
        if (op === 'subscribe') topics.add(topic);
        else topics.delete(topic);
      }
      reply({ success: true, ret_msg: '', op });
    } else {
      reply({ success: false, ret_msg: 'error:invalid op', request: { op: op ?? '', args: null } });
    }
  });
}
