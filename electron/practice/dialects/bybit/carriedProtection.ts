// A take-profit or stop that was sent along with an order becomes one of the position when the order fills.
import { isDecimal } from '../../../../shared/decimal.ts';
import type { PracticeFill, PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { triggeredBy, type Protection } from './orderIntent.ts';
import { setProtections } from './positionCalls.ts';
import { instrumentOf } from './render.ts';

export function carryProtection(venue: PracticeVenue): void {
  venue.subscribe((event) => {
    if (event.kind === 'order' && event.fill !== null) settle(event.order, event.fill);
  });

  function settle(order: PracticeOrder, fill: PracticeFill): void {
    const wanted = (['takeProfit', 'stopLoss'] as const).flatMap((name) => {
      const price = order.wire[name];
      if (typeof price !== 'string' || !isDecimal(price)) return [];
      const kind = name === 'takeProfit' ? 'takeProfit' : 'stop';
      const by = order.wire[name === 'takeProfit' ? 'tpTriggerBy' : 'slTriggerBy'];
      const protection: Protection = {
        symbol: order.symbol,
        tag: order.tag,
        kind,
        price,
        distance: null,
        size: order.wire['tpslMode'] === 'Partial' ? fill.size : null,
        limitPrice: null,
        by: triggeredBy(typeof by === 'string' ? by : undefined),
      };
      return [{ kind, order: protection } as const];
    });
    const position = venue.position(order.accountId, order.symbol, order.tag);
    if (wanted.length === 0 || position === undefined) return;
    setProtections(venue, instrumentOf(venue, order.symbol), position, wanted); // a price that is no longer good is dropped
  }
}
