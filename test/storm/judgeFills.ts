// What the exit's own orders did to positions: they only ever reduce, only what was asked for, and no share twice.
import { absolute, add, compare, isNegative, isPositive, isZero, type Decimal } from '../../shared/decimal.ts';
import type { PracticeOrder } from '../../electron/practice/exchange.ts';
import type { Evidence, PressRecord } from './evidence.ts';
import type { Finding } from './finding.ts';
import { orderScope, positionScope, type InScope } from './judgeScope.ts';
import { sizeAt, type Change, type PositionLine, type Timeline } from './timeline.ts';

type Confirmed = Extract<PressRecord, { kind: 'confirmed' }>;

/** A close, not protection that was put back and has fired since. */
const isClose = ({ trigger, type, timeInForce, wire }: PracticeOrder): boolean =>
  trigger === null && wire['parentOrderId'] === undefined && (type === 'market' || timeInForce === 'ioc');

const nameOf = ({ account, symbol, tag }: PositionLine): string => `${account} ${symbol} ${tag}`;

export function judgeFills(evidence: Evidence, timeline: Timeline): readonly Finding[] {
  const confirmed = evidence.presses.filter((press): press is Confirmed => press.kind === 'confirmed');
  return [
    ...timeline.positions.flatMap((line) => line.changes.flatMap((change) => judgeChange(line, change))),
    ...judgeTouched(evidence, timeline, confirmed),
    ...judgeIds(timeline),
    ...confirmed.flatMap((press) => judgeShare(evidence, timeline, press)),
  ];
}

function judgeChange(line: PositionLine, { author, before, after, order }: Change): readonly Finding[] {
  if (author !== 'exit') return [];
  const words = `${nameOf(line)}: ${before} became ${after} by order ${order.clientOrderId ?? order.orderId} of the exit`;
  const turned = (isPositive(before) && isNegative(after)) || (isNegative(before) && isPositive(after));
  if (turned) return [{ kind: 'flip', words }];
  return compare(absolute(after), absolute(before)) > 0 ? [{ kind: 'increase', words }] : [];
}

/** The widest answer of all presses. */
function widest(scopes: readonly InScope[]): InScope {
  if (scopes.includes('yes')) return 'yes';
  return scopes.includes('either') ? 'either' : 'no';
}

function judgeTouched(evidence: Evidence, timeline: Timeline, confirmed: readonly Confirmed[]): readonly Finding[] {
  const scopeOfLine = (line: PositionLine) => widest(confirmed.map(({ request }) => positionScope(request, line, evidence)));
  const closed = timeline.positions.flatMap((line): readonly Finding[] => {
    const own = line.changes.find(({ author, order }) => author === 'exit' && isClose(order));
    if (own === undefined || scopeOfLine(line) !== 'no') return [];
    return [{ kind: 'outOfScope', words: `${nameOf(line)} was closed: ${own.before} became ${own.after}` }];
  });
  const cancelled = timeline.orders.flatMap((line): readonly Finding[] => {
    const { order, endReason } = line;
    if (line.author === 'exit' || !(endReason === 'user' || endReason === 'autoCancel')) return [];
    if (widest(confirmed.map(({ request }) => orderScope(request, line, evidence, timeline))) !== 'no') return [];
    // Own orders that hold the size of a close have to go for it; judgeProtection sees that they come back.
    const held = timeline.positions.find(
      ({ account, symbol, tag }) => account === order.accountId && symbol === order.symbol && tag === order.tag,
    );
    if (held !== undefined && scopeOfLine(held) !== 'no') return [];
    return [{ kind: 'outOfScope', words: `order ${order.orderId} on ${order.symbol} of ${order.accountId} was cancelled` }];
  });
  return [...closed, ...cancelled];
}

/** No client order id may be executed twice. */
function judgeIds(timeline: Timeline): readonly Finding[] {
  const filledBy = new Map<string, Set<string>>();
  for (const { account, changes } of timeline.positions) {
    for (const { author, order } of changes) {
      if (author !== 'exit' || order.clientOrderId === null) continue;
      const key = `${account}|${order.clientOrderId}`;
      filledBy.set(key, (filledBy.get(key) ?? new Set()).add(order.orderId));
    }
  }
  return [...filledBy]
    .filter(([, orders]) => orders.size > 1)
    .map(([key, orders]) => ({ kind: 'duplicate', words: `${key} was executed as ${[...orders].join(' and ')}` }));
}

/** A share is taken once: never more than was announced, and exactly that where the verdict says that it was. */
function judgeShare(evidence: Evidence, timeline: Timeline, { request, exitId, legs, joined }: Confirmed): readonly Finding[] {
  const [leg] = legs;
  if (request.action !== 'partialClose' || leg === undefined || joined) return [];
  const exit = evidence.exits.find((each) => each.exitId === exitId);
  const line = timeline.positions.find((each) => positionScope(request, each, evidence) !== 'no');
  if (exit === undefined || line === undefined) return [];
  const others = evidence.presses.some((press) => press.kind === 'confirmed' && press.exitId !== exitId);
  const own = line.changes.filter((change) => change.exitId === exitId && isClose(change.order));
  const closed = own.reduce<Decimal>((sum, { size }) => add(sum, size), '0');
  const all = isZero(leg.remainingSize);
  // 100 % means all of it, whatever it holds by now; an exit of everything may widen a share while it runs.
  if (!all && !others && compare(closed, leg.closeSize) > 0) {
    return [{ kind: 'duplicate', words: `${nameOf(line)}: ${closed} was closed, ${leg.closeSize} was announced` }];
  }
  const atMs = exit.verdictAtMs.get(line.account);
  const verdict = exit.view.accounts.find(({ accountId }) => accountId === line.account)?.verdict;
  const alone = !others && line.changes.every(({ author }) => author === 'exit');
  if (verdict !== 'flat' || atMs === undefined || !alone) return [];
  const rest = absolute(sizeAt(line, atMs));
  if (compare(rest, leg.remainingSize) === 0) return [];
  return [{ kind: 'wrongVerdict', words: `${nameOf(line)}: flat with a rest of ${rest}, announced was ${leg.remainingSize}` }];
}
