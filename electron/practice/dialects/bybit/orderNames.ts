// Bybit keeps an order's id when it is amended and when a conditional order triggers; the model makes a new order in both
// cases. This maps between the two, so that the wire shows one id from beginning to end.
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';

export class OrderNames {
  readonly #venue: PracticeVenue;
  readonly #wireId = new Map<string, string>(); // model id -> first id
  readonly #modelId = new Map<string, string>(); // first id -> newest model id
  readonly #linkId = new Map<string, string>(); // model id -> orderLinkId of the first order
  readonly #hidden = new Set<string>();

  constructor(venue: PracticeVenue) {
    this.#venue = venue;
  }

  wireId(order: PracticeOrder): string {
    this.#learnParent(order);
    return this.#wireId.get(order.orderId) ?? order.orderId;
  }

  linkId(order: PracticeOrder): string {
    this.#learnParent(order);
    return this.#linkId.get(order.orderId) ?? order.clientOrderId ?? '';
  }

  /** `successor` goes on under the name of `before`. */
  continue(before: PracticeOrder, successorId: string): void {
    if (this.#wireId.has(successorId)) return;
    const first = this.wireId(before);
    this.#wireId.set(successorId, first);
    this.#modelId.set(first, successorId);
    this.#linkId.set(successorId, this.linkId(before));
  }

  /** An order that was cancelled only to be placed again in amended form never shows as cancelled. */
  hide(orderId: string): void {
    this.#hidden.add(orderId);
  }

  unhide(orderId: string): void {
    this.#hidden.delete(orderId);
  }

  /** Orders that go on under their name as another one are not listed themselves. */
  isVisible(order: PracticeOrder): boolean {
    if (this.#hidden.has(order.orderId)) return false;
    return (this.#modelId.get(this.wireId(order)) ?? order.orderId) === order.orderId;
  }

  find(
    accountId: string,
    id: Readonly<{ orderId?: string | undefined; orderLinkId?: string | undefined }>,
  ): PracticeOrder | undefined {
    if (id.orderId !== undefined) {
      return this.#newest(accountId, this.#venue.order(accountId, { orderId: this.#modelId.get(id.orderId) ?? id.orderId }));
    }
    if (id.orderLinkId === undefined) return undefined;
    return this.#newest(accountId, this.#venue.order(accountId, { clientOrderId: id.orderLinkId }));
  }

  /** What a conditional order turned into names its parent in its wire data. */
  #learnParent(order: PracticeOrder): void {
    const parentId = order.wire['parentOrderId'];
    if (typeof parentId !== 'string' || this.#wireId.has(order.orderId)) return;
    const parent = this.#venue.order(order.accountId, { orderId: parentId });
    if (parent?.triggeredOrderId === order.orderId) this.continue(parent, order.orderId);
  }

  #newest(accountId: string, order: PracticeOrder | undefined): PracticeOrder | undefined {
    if (order === undefined) return undefined;
    const successorId = order.triggeredOrderId ?? this.#modelId.get(this.wireId(order));
    if (successorId === undefined || successorId === order.orderId) return order;
    this.continue(order, successorId);
    return this.#venue.order(accountId, { orderId: successorId }) ?? order;
  }
}
