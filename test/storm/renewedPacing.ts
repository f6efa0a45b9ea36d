// Pacing whose spent budget can be forgotten, so that a run in a used world begins as it would in a new one.
import { createPacingRoom, type Pacer, type PacingRoom } from '../../electron/venues/pacing.ts';

export type RenewedPacing = PacingRoom & Readonly<{ renew: () => void }>;

export function createRenewedPacing(now: () => number): RenewedPacing {
  let room = createPacingRoom(now);
  const renewals: (() => void)[] = [];
  return {
    renew: () => {
      room = createPacingRoom(now);
      for (const renew of renewals) renew();
    },
    pacer: (...given): Pacer => {
      let inner = room.pacer(...given);
      renewals.push(() => {
        inner = room.pacer(...given);
      });
      return {
        book: (...call) => inner.book(...call),
        fits: (...call) => inner.fits(...call),
        waitMs: (...call) => inner.waitMs(...call),
        block: (...call) => inner.block(...call),
        blockAddress: (...call) => inner.blockAddress(...call),
        heldMs: (...call) => inner.heldMs(...call),
        everyMs: (...call) => inner.everyMs(...call),
        uses: (...call) => inner.uses(...call),
        leave: () => inner.leave(),
      };
    },
  };
}
