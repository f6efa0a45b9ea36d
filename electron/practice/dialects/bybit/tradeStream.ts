// /v5/trade: orders over a socket, with the same rules, limits and codes as REST.
import type { PracticeAccount, PracticeVenue, RateLimits, WireSocket } from '../../exchange.ts';
import { badParameter, noPermission, staleTimestamp, tooManyVisits } from './codes.ts';
import { spend } from './limits.ts';
import { amendOrder, cancelBatch, cancelOrder, createBatch, createOrder } from './orderCalls.ts';
import type { OrderNames } from './orderNames.ts';
import { authenticate } from './privateStream.ts';
import { readFrame, isRecord, refuse, text, type Answer, type Params, type PrivateCall } from './wire.ts';

type Operation = Readonly<{ path: string; run: (call: PrivateCall) => Answer }>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'order.create': { path: '/v5/order/create', run: (call) => createOrder(call) },
  'order.amend': { path: '/v5/order/amend', run: amendOrder },
  'order.cancel': { path: '/v5/order/cancel', run: (call) => cancelOrder(call) },
  'order.create-batch': { path: '/v5/order/create-batch', run: createBatch },
  'order.cancel-batch': { path: '/v5/order/cancel-batch', run: cancelBatch },
};

const notAuthorised = refuse(20001, 'Request not authorized');

export function serveTradeStream(
  venue: PracticeVenue,
  names: OrderNames,
  rateLimits: RateLimits,
  socket: WireSocket,
  connectionId: string,
): void {
  let accountId: string | null = null;

  socket.onMessage((raw) => {
    const frame = readFrame(raw) ?? {};
    const op = text(frame, 'op') ?? '';
    const reqId = text(frame, 'reqId');
    const reply = (answer: Answer, headers: Readonly<Record<string, string>> = {}) =>
      socket.send({
        ...(reqId === undefined ? {} : { reqId }),
        retCode: answer.retCode,
        retMsg: answer.retMsg,
        op,
        data: answer.result,
        retExtInfo: answer.retExtInfo,
        header: { ...headers, Traceid: connectionId, Timenow: String(venue.now()) },
        connId: connectionId,
      });
    if (op === 'ping') {
      socket.send({ retCode: 0, retMsg: 'OK', op: 'pong', data: [String(venue.now())], connId: connectionId });
      return;
    }
    if (op === 'auth') {
      const found = authenticate(venue, frame['args']);
      const failed = 'retCode' in found;
      socket.send({
        retCode: failed ? found.retCode : 0,
        retMsg: failed ? found.retMsg : 'OK',
        op: 'auth',
        connId: connectionId,
      });
      if (failed) return socket.close(1008);
      accountId = found.id;
      socket.accountId = found.id;
      return;
    }
    if (accountId === null) return reply(notAuthorised);
    const operation = OPERATIONS[op];
    if (operation === undefined) return reply(refuse(10404, `op ${op} is not found`));
    const [params] = Array.isArray(frame['args']) ? frame['args'] : [];
    if (!isRecord(params)) return reply(badParameter('args invalid'));
    run(venue.account(accountId), operation, frame, params);

    function run(account: PracticeAccount, { path, run: execute }: Operation, request: Params, args: Params) {
      const header = isRecord(request['header']) ? request['header'] : {};
      const timestamp = text(header, 'X-BAPI-TIMESTAMP') ?? '';
      const recvWindow = text(header, 'X-BAPI-RECV-WINDOW') ?? '5000';
      if (!(venue.now() - Number(timestamp) <= Number(recvWindow))) {
        return reply(staleTimestamp(timestamp, venue.now(), recvWindow));
      }
      if (!account.key.trade) return reply(noPermission);
      const spent = spend(rateLimits, account, path, venue.now());
      if (!spent.allowed) return reply(tooManyVisits, spent.headers);
      reply(execute({ venue, account, names, rateLimits, params: args }), spent.headers);
    }
  });
}
