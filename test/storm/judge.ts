// The oracle: what the exchange's own ledger says about what the panel said and did. Pure.
import { add, compare, type Decimal } from '../../shared/decimal.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { judgeFills } from './judgeFills.ts';
import { judgeProtection } from './judgeProtection.ts';
import { judgeVerdicts } from './judgeVerdicts.ts';
import { drawTimeline } from './timeline.ts';

/** Turns, timers and a busy machine, on top of the bound. */
const OVER_MS = 3_000;

export function judge(evidence: Evidence): readonly Finding[] {
  const timeline = drawTimeline(evidence);
  return [
    ...judgeVerdicts(evidence, timeline),
    ...judgeFills(evidence, timeline),
    ...judgeProtection(evidence, timeline),
    ...judgeEnd(evidence),
    ...judgeMoney(evidence),
  ];
}

function judgeEnd(evidence: Evidence): readonly Finding[] {
  return evidence.exits.flatMap(({ exitId, pressedAtMs, endedAtMs }): readonly Finding[] => {
    if (endedAtMs === null) return [{ kind: 'overrun', words: `${exitId} never ended` }];
    const tookMs = endedAtMs - pressedAtMs;
    if (tookMs <= evidence.boundMs + OVER_MS) return [];
    return [{ kind: 'overrun', words: `${exitId} took ${Math.round(tookMs)} ms, its bound is ${evidence.boundMs} ms` }];
  });
}

/** What a report says of profit and fees is what the exchange booked for the orders that it names. */
function judgeMoney(evidence: Evidence): readonly Finding[] {
  return evidence.exits.flatMap(({ view }) =>
    view.legs.flatMap((leg): readonly Finding[] => {
      const { accountId, symbol, orderIds, fee, realizedPnl } = leg;
      const fills = evidence.events.flatMap(({ order, fill }) =>
        fill !== null && order.accountId === accountId && orderIds.includes(order.orderId) ? [fill] : [],
      );
      const booked = (amount: (fill: (typeof fills)[number]) => Decimal): Decimal =>
        fills.reduce<Decimal>((sum, fill) => add(sum, amount(fill)), '0');
      const differs = (said: Decimal | null, amount: Decimal) => said !== null && compare(said, amount) !== 0;
      const bookedFee = booked((fill) => fill.fee);
      const bookedPnl = booked((fill) => fill.realizedPnl);
      if (!differs(fee, bookedFee) && !differs(realizedPnl, bookedPnl)) return [];
      const words = `${accountId} ${symbol}: fee ${fee ?? '?'} and profit ${realizedPnl ?? '?'}, booked ${bookedFee} and ${bookedPnl}`;
      return [{ kind: 'wrongMoney', words }];
    }),
  );
}
