// Take-profit and stop that were sent along with an order (attachAlgoOrds) become algo orders when it has filled.
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';
import type { AlgoPairs } from './algoPairs.ts';
import { placeAlgo } from './algoCalls.ts';
import type { PrivateCall } from './wire.ts';
import { records, text } from './wire.ts';

export function carryAttached(
  venue: PracticeVenue,
  pairs: AlgoPairs,
  callOf: (accountId: string) => Omit<PrivateCall, 'params' | 'items'>,
): void {
  venue.subscribe((event) => {
    if (event.kind === 'order' && event.order.status === 'filled' && event.fill !== null) settle(event.order);
  });

  function settle(order: PracticeOrder): void {
    for (const attached of records(order.wire['attachAlgoOrds'])) {
      const both = text(attached, 'tpTriggerPx') !== undefined && text(attached, 'slTriggerPx') !== undefined;
      const params = {
        ...attached,
        instId: order.symbol,
        tdMode: order.marginMode ?? venue.marginMode(order.accountId, order.symbol),
        side: order.orderSide === 'buy' ? 'sell' : 'buy',
        posSide: order.tag === 'both' ? 'net' : order.tag,
        ordType: both ? 'oco' : 'conditional',
        sz: order.filledSize,
        reduceOnly: 'true',
        algoClOrdId: text(attached, 'attachAlgoClOrdId') ?? '',
      };
      // A price that is no longer good is dropped, as the venue does.
      placeAlgo({ ...callOf(order.accountId), pairs, params, items: [] });
    }
  }
}
