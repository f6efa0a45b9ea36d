// cancel-all-after: the account's resting orders go when its countdown is not renewed in time. Checked whenever market
// time moves, on the venue's clock.
import type { PracticeVenue } from '../../exchange.ts';
import { badParameter, succeed, text, type Answer, type PrivateCall } from './wire.ts';

export class Countdown {
  readonly #endsAtMs = new Map<string, number>();

  constructor(venue: PracticeVenue) {
    venue.subscribe((event) => {
      if (event.kind !== 'quote' || this.#endsAtMs.size === 0) return;
      for (const [accountId, endsAtMs] of this.#endsAtMs) {
        if (venue.now() < endsAtMs) continue;
        this.#endsAtMs.delete(accountId);
        for (const order of venue.workingOrders(accountId)) {
          if (order.trigger === null) venue.cancel(accountId, order.orderId);
        }
      }
    });
  }

  /** Seconds: 0 switches it off, otherwise 10 to 120. */
  set({ venue, account, params }: PrivateCall): Answer {
    const seconds = Number(text(params, 'timeOut'));
    const valid = seconds === 0 || (seconds >= 10 && seconds <= 120);
    if (!valid) return badParameter('timeOut');
    const endsAtMs = venue.now() + seconds * 1_000;
    if (seconds === 0) this.#endsAtMs.delete(account.id);
    else this.#endsAtMs.set(account.id, endsAtMs);
    return succeed([{ triggerTime: seconds === 0 ? '0' : String(endsAtMs), tag: '', ts: String(venue.now()) }]);
  }
}
