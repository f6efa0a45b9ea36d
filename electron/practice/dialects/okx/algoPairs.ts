// An OCO order is two triggers under one algo id. The model holds two orders: the first one carries the id and both prices,
// the second is hidden. When one of them ends, the other one is taken out of the book.
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';

export class AlgoPairs {
  readonly #venue: PracticeVenue;
  readonly #hidden = new Map<string, string>(); // first id -> hidden order
  readonly #first = new Map<string, string>(); // the other way

  constructor(venue: PracticeVenue) {
    this.#venue = venue;
    venue.subscribe((event) => {
      if (event.kind === 'order' && event.order.status !== 'working') this.#endOther(event.order);
    });
  }

  pair(first: PracticeOrder, hidden: PracticeOrder): void {
    this.#hidden.set(first.orderId, hidden.orderId);
    this.#first.set(hidden.orderId, first.orderId);
  }

  isHidden(order: PracticeOrder): boolean {
    return order.wire['hidden'] === true;
  }

  /** The order of the pair that fired, for an id whose own order did not. */
  firedOther(first: PracticeOrder): PracticeOrder | undefined {
    const otherId = this.#hidden.get(first.orderId);
    const other = otherId === undefined ? undefined : this.#venue.order(first.accountId, { orderId: otherId });
    return other?.status === 'triggered' ? other : undefined;
  }

  #endOther(order: PracticeOrder): void {
    const otherId = this.#hidden.get(order.orderId) ?? this.#first.get(order.orderId);
    if (otherId === undefined) return;
    const other = this.#venue.order(order.accountId, { orderId: otherId });
    if (other?.status === 'working') this.#venue.cancel(order.accountId, otherId);
  }
}
