// The venue as its dialect sees it: orders that a fault rule names are refused as if the exchange had said no, so that each
// dialect answers in its own code, alone or as one item of a batch. Orders of the operator and of bots pass untouched.
import { refuse } from './admission.ts';
import type { PracticeVenue, Refusal } from './exchange.ts';
import type { Faults, OrderSubject } from './faults.ts';
import { isReducing } from './reduceOnly.ts';

export function withOrderFaults(venue: PracticeVenue, faults: Faults): PracticeVenue {
  const refusal = (order: Omit<OrderSubject, 'venue'>): Refusal | null => {
    const code = faults.forOrder({ ...order, venue: venue.venue });
    return code === null ? null : refuse(code, 'a fault rule');
  };
  return {
    ...venue,
    place(account, intent) {
      const { symbol, family } = intent;
      return refusal({ account, symbol, family, reduceOnly: isReducing(intent) }) ?? venue.place(account, intent);
    },
    closePosition(account, symbol, tag, options) {
      const refused = refusal({ account, symbol, family: 'plain', reduceOnly: true });
      return refused ?? venue.closePosition(account, symbol, tag, options);
    },
  };
}
