// An exit with many legs moves thousands of times: its view is made once a frame, and never on the way of an order.
import type { ExitView } from '../../shared/exit.ts';
import type { PanelState } from './panelState.ts';

export type ShownExits = Readonly<{
  changed: (exitId: string, view: () => ExitView) => void;
  /** What waits for the frame goes into the panel's state now. */
  take: () => void;
}>;

export function createShownExits(state: PanelState, inAFrame: () => Promise<void>, log: (message: string) => void): ShownExits {
  const waiting = new Map<string, () => ExitView>();
  let due = false;

  const take = (): void => {
    for (const view of waiting.values()) state.change({ kind: 'exit', exit: view() });
    waiting.clear();
  };
  const show = (): void => {
    due = false;
    take();
    state.flush();
  };
  return {
    changed: (exitId, view) => {
      waiting.set(exitId, view);
      if (due) return;
      due = true;
      inAFrame()
        .then(show)
        .catch((error: unknown) => log(`defect in a push: ${String(error)}`));
    },
    take,
  };
}
