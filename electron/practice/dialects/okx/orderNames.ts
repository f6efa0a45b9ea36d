// OKX keeps an order's id when it is amended; the model makes a new order. The successor carries the first id and the
// client's id in its wire data, and this remembers which order goes on under a name.
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';

export const ordIdOf = (order: PracticeOrder): string =>
  typeof order.wire['ordId'] === 'string' ? order.wire['ordId'] : order.orderId;

export const clOrdIdOf = (order: PracticeOrder): string =>
  order.clientOrderId ?? (typeof order.wire['clOrdId'] === 'string' ? order.wire['clOrdId'] : '');

export class OrderNames {
  readonly #venue: PracticeVenue;
  readonly #successor = new Map<string, string>(); // first id -> newest order
  readonly #replaced = new Set<string>();

  constructor(venue: PracticeVenue) {
    this.#venue = venue;
  }

  /** An order that is cancelled only to go on in amended form never shows as cancelled. */
  replace(orderId: string): void {
    this.#replaced.add(orderId);
  }

  goOn(before: PracticeOrder, successorId: string): void {
    this.#successor.set(ordIdOf(before), successorId);
  }

  restore(orderId: string): void {
    this.#replaced.delete(orderId);
  }

  isVisible(order: PracticeOrder): boolean {
    return !this.#replaced.has(order.orderId);
  }

  find(accountId: string, id: Readonly<{ ordId?: string | undefined; clOrdId?: string | undefined }>): PracticeOrder | undefined {
    const found =
      id.ordId === undefined
        ? this.#venue.order(accountId, { clientOrderId: id.clOrdId })
        : this.#venue.order(accountId, { orderId: id.ordId });
    if (found === undefined || (id.ordId === undefined && id.clOrdId === undefined)) return undefined;
    const successorId = this.#successor.get(ordIdOf(found));
    return successorId === undefined ? found : this.#venue.order(accountId, { orderId: successorId });
  }
}
