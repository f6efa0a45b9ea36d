// The venue's clock against this computer's. Signed requests carry a time, and every venue refuses one that is off by more
// than a few seconds. Such a refusal has the difference measured (one cheap public call), and what is signed from then on
// carries the venue's time. While the clocks agree nothing is asked and nothing is corrected.
import type { Exchange } from 'ccxt';

export type VenueClock = Readonly<{
  /** What is signed by this client carries the venue's time as it was measured last, and as it will be. */
  correct: (client: Exchange) => void;
  /** The venue said that our time is wrong. One measurement at a time; a venue that does not tell changes nothing. */
  measure: (ask: () => Promise<number | null>) => void;
}>;

export function createVenueClock(epoch: () => number): VenueClock {
  let differenceMs = 0; // ours less the venue's
  let measuring = false;
  let client: Exchange | null = null;

  const apply = () => {
    if (client !== null) client.options['timeDifference'] = differenceMs;
  };

  async function ask(venueTime: () => Promise<number | null>): Promise<void> {
    const askedAtMs = epoch();
    const theirsMs = await venueTime();
    const oursMs = (askedAtMs + epoch()) / 2; // the venue read its clock about half-way
    if (theirsMs === null || !Number.isFinite(theirsMs)) return;
    differenceMs = Math.round(oursMs - theirsMs);
    apply();
  }

  return {
    correct: (next) => {
      client = next;
      apply();
    },
    measure: (venueTime) => {
      if (measuring) return;
      measuring = true;
      const rest = () => {
        measuring = false;
      };
      ask(venueTime).then(rest, rest); // unreachable: the next refusal asks again
    },
  };
}
