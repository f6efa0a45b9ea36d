// Whether each account's verdict is what the ledger says. A verdict can only know what a read could see: a read that was
// answered just before the verdict began at most one call earlier, so what others did since then is no one's fault.
import { absolute, compare, isNegative, isPositive, isZero } from '../../shared/decimal.ts';
import { assertNever } from '../../shared/failure.ts';
import type { LeftOver } from '../../shared/exit.ts';
import type { Evidence, ExitRecordOfRun } from './evidence.ts';
import type { Finding } from './finding.ts';
import { orderScope, positionScope } from './judgeScope.ts';
import { openSince, sizeAt, sizesBetween, workedBetween, type Timeline } from './timeline.ts';
import { isClean } from './stormRun.ts';

/** Timers and turns between a read's answer and the verdict. */
const TURN_MS = 300;

export function judgeVerdicts(evidence: Evidence, timeline: Timeline): readonly Finding[] {
  return evidence.exits.flatMap((exit) =>
    exit.view.accounts.flatMap(({ accountId, verdict }): readonly Finding[] => {
      const atMs = exit.verdictAtMs.get(accountId);
      if (atMs === undefined || verdict === null) return [];
      const clean = isClean(evidence.run) ? judgeClean(exit, accountId, verdict) : [];
      switch (verdict) {
        case 'flat':
          return [...clean, ...judgeFlat(evidence, timeline, exit, accountId, atMs)];
        case 'notFlat':
          return [...clean, ...judgeNotFlat(evidence, timeline, exit, accountId, atMs)];
        case 'unknown':
          return clean;
        default:
          return assertNever(verdict);
      }
    }),
  );
}

const wrong = (words: string): Finding => ({ kind: 'wrongVerdict', words });

function judgeFlat(
  evidence: Evidence,
  timeline: Timeline,
  { view: { request } }: ExitRecordOfRun,
  accountId: string,
  atMs: number,
): readonly Finding[] {
  const sawMs = atMs - evidence.callMs - TURN_MS;
  const findings: Finding[] = [];
  for (const line of timeline.positions) {
    if (line.account !== accountId || positionScope(request, line, evidence) !== 'yes') continue;
    if (request.action === 'partialClose') continue; // its rest is judged by what was announced
    const since = openSince(line, atMs);
    if (since === null || since > sawMs) continue;
    findings.push(
      wrong(`flat at ${Math.round(atMs)} ms while ${accountId} holds ${sizeAt(line, atMs)} ${line.symbol} ${line.tag}`),
    );
  }
  for (const line of timeline.orders) {
    const { order } = line;
    if (order.accountId !== accountId || orderScope(request, line, evidence, timeline) !== 'yes') continue;
    const words = `${order.family} ${order.type} ${order.orderSide} on ${order.symbol} of ${accountId} (${order.orderId})`;
    if (line.fromMs <= sawMs && line.untilMs > atMs)
      findings.push(wrong(`flat at ${Math.round(atMs)} ms while there works ${words}`));
    // What the exit itself sent may not come to life after it said that nothing is left.
    const ownLate = line.author === 'exit' && line.fromMs > sawMs && line.untilMs === Infinity;
    if (ownLate)
      findings.push(
        wrong(`flat at ${Math.round(atMs)} ms, and its own order works since ${Math.round(line.fromMs)} ms: ${words}`),
      );
  }
  return findings;
}

/** Each thing that is named as left was there when it could last be read. */
function judgeNotFlat(
  evidence: Evidence,
  timeline: Timeline,
  { view }: ExitRecordOfRun,
  accountId: string,
  atMs: number,
): readonly Finding[] {
  const fromMs = atMs - evidence.callMs - TURN_MS;
  const left = view.leftOver.filter((item) => item.accountId === accountId);
  const findings = left.flatMap((item) => {
    const real = isReal(item, evidence, timeline, fromMs, atMs);
    return real ? [] : [wrong(`notFlat at ${Math.round(atMs)} ms names what is not there: ${JSON.stringify(item)}`)];
  });
  const names = left.some(({ kind }) => kind === 'position' || kind === 'order' || kind === 'notClosable');
  if (!names && view.request.action !== 'partialClose') findings.push(wrong(`notFlat of ${accountId} names nothing`));
  return findings;
}

function isReal(item: LeftOver, evidence: Evidence, timeline: Timeline, fromMs: number, atMs: number): boolean {
  if (item.kind === 'order') {
    return timeline.orders.some(
      (line) =>
        line.order.accountId === item.accountId && line.order.orderId === item.orderId && workedBetween(line, fromMs, atMs),
    );
  }
  if (item.kind !== 'position') return true;
  return timeline.positions.some(
    (line) =>
      line.account === item.accountId &&
      evidence.unified(line.account, line.symbol) === item.symbol &&
      sizesBetween(line, fromMs, atMs).some(
        (size) =>
          !isZero(size) &&
          compare(absolute(size), item.size) === 0 &&
          (line.tag === 'both' ? (item.side === 'long' ? isPositive(size) : isNegative(size)) : line.tag === item.side),
      ),
  );
}

/** In clear weather there is no excuse but dust. */
function judgeClean({ view }: ExitRecordOfRun, accountId: string, verdict: string): readonly Finding[] {
  if (verdict === 'flat') return [];
  const left = view.leftOver.filter((item) => item.accountId === accountId);
  const dust = left.some((item) => item.kind === 'position' && item.dust);
  if (verdict === 'notFlat' && dust) return [];
  return [
    { kind: 'needless', words: `${verdict} of ${accountId} in clear weather: ${JSON.stringify(left)} ${view.notes.join(' ')}` },
  ];
}
