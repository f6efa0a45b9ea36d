// A run in readable lines: what was drawn, what the panel sent, what the exchange did, what the report says.
import type { LoggedRequest } from '../../electron/practice/requestLog.ts';
import type { Evidence } from './evidence.ts';

const ms = (atMs: number): string => `${String(Math.round(atMs)).padStart(7)} ms`;
const json = (value: unknown): string => JSON.stringify(value);

export function describeRun(evidence: Evidence, requests: readonly LoggedRequest[]): string {
  const { run, presses, exits, events } = evidence;
  const firstPressMs = requests[0]?.atMs ?? 0;
  const lines: string[] = [
    `run ${run.seed}: round trip ${run.latencyMs} ms, rate limits ${run.rateLimits ? 'on' : 'off'}`,
    ...run.accounts.flatMap(({ id, positionMode, positions, orders }) => [
      `account ${id} (${positionMode})`,
      ...positions.map((position) => `  position ${json(position)}`),
      ...orders.map((order) => `  order ${json(order)}`),
    ]),
    ...run.faults.map((fault, index) => `fault ${index + 1} ${json(fault)}`),
    ...run.troubles.map((trouble) => `trouble ${json(trouble)}`),
    ...run.bots.map((bot) => `bot ${json(bot)}`),
    ...presses.map((press) => `press ${ms(press.atMs)} ${json(press)}`),
    'requests, from the first one on',
    ...requests.map(
      ({ atMs, account, transport, method, path, query, body, fault, status, answeredAtMs }) =>
        `${ms(atMs - firstPressMs)} ${account ?? '-'} ${transport === 'socket' ? 'frame ' : ''}${method} ${path}` +
        `${fault === null ? '' : ` [${fault}]`} -> ${status ?? '-'} ${answeredAtMs === null ? '' : `after ${answeredAtMs - atMs} ms`}` +
        (method === 'GET' ? '' : ` ${(body === '' ? query : body).slice(0, 400)}`),
    ),
    'the ledger, from the first press on',
    ...evidence.start.positions.map(
      ({ account, symbol, tag, signedSize }) => `   start  ${account} ${symbol} ${tag} ${signedSize}`,
    ),
    ...events.map(
      ({ atMs, order, fill }) =>
        `${ms(atMs)} ${order.accountId} ${order.symbol} ${order.tag} ${order.family} ${order.type} ${order.orderSide} ${order.size ?? 'all'} ` +
        `${order.status}${order.endReason === null ? '' : ` (${order.endReason})`} id ${order.orderId} ${order.clientOrderId ?? ''}` +
        (fill === null ? '' : ` FILL ${fill.size}`),
    ),
    ...exits.flatMap(({ exitId, pressedAtMs, endedAtMs, verdictAtMs, view }) => [
      `exit ${exitId} ${json(view.request)} pressed ${ms(pressedAtMs)} ended ${endedAtMs === null ? 'never' : ms(endedAtMs)}: ${String(view.verdict)}`,
      ...[...verdictAtMs].map(
        ([account, atMs]) =>
          `  ${account} at ${ms(atMs)}: ${json(view.accounts.find((each) => each.accountId === account)?.verdict)}`,
      ),
      ...view.legs.map(
        (leg) =>
          `  leg ${leg.accountId} ${leg.symbol} ${leg.side} ${leg.startSize} -> ${leg.targetSize}: ${leg.state}, rest ${String(leg.remainingSize)}, ` +
          `attempts ${leg.attempts}${leg.naked ? ', NAKED' : ''} ${leg.failure === null ? '' : json(leg.failure)}`,
      ),
      ...view.leftOver.map((left) => `  left ${json(left)}`),
      ...view.notes.map((note) => `  note ${note}`),
    ]),
  ];
  return lines.join('\n');
}
