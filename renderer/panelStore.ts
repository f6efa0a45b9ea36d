// The renderer's copy of the truth: one snapshot, moved forward by numbered pushes. A gap asks for a new snapshot.
// Rows that a push does not name keep their identity, so a selector per row re-renders only what changed.
import { create } from 'zustand';
import type { AccountId } from '../shared/account.ts';
import type { PanelApi } from '../shared/contract.ts';
import type { PanelPlace } from '../shared/desktop.ts';
import type { ExitView } from '../shared/exit.ts';
import { assertNever, type Failure } from '../shared/failure.ts';
import { applyNumbered, type NumberedChanges, type PanelSnapshot } from '../shared/snapshot.ts';

type PanelState = Readonly<{
  snapshot: PanelSnapshot | null;
  /** Why there is no snapshot, or why it could not be renewed. */
  problem: Failure | null;
  /** The exit that the dock shows, running or ended. */
  shownExitId: string | null;
  showExit: (exitId: string | null) => void;
  /** The account that a click outside the panel led to, until it was pointed at. */
  pointedAccountId: AccountId | null;
  pointedAt: () => void;
}>;

export const usePanel = create<PanelState>()((set) => ({
  snapshot: null,
  problem: null,
  shownExitId: null,
  showExit: (shownExitId) => set({ shownExitId }),
  pointedAccountId: null,
  pointedAt: () => set({ pointedAccountId: null }),
}));

/** The present state, for code that must not re-render with it. */
export const readPanel = (): PanelState => usePanel.getState();

export const isRunning = (exit: ExitView): boolean => exit.endedAtMs === null;

/** An exit that was not known before takes the dock, whoever started it; after a reload a running one does. */
export function chooseShownExit(previous: PanelSnapshot | null, next: PanelSnapshot, shown: string | null): string | null {
  if (previous === null) return next.exits.find(isRunning)?.exitId ?? shown;
  if (previous.exits === next.exits) return shown;
  const known = new Set(previous.exits.map((exit) => exit.exitId));
  return next.exits.find((exit) => !known.has(exit.exitId))?.exitId ?? shown;
}

const asFailure = (cause: unknown): Failure => ({
  kind: 'internal',
  message: `The panel could not read its data: ${cause instanceof Error ? cause.message : String(cause)}`,
  remedy: 'Reload the window. A running exit goes on without it.',
});

function goTo(place: PanelPlace): void {
  switch (place.kind) {
    case 'exit':
      return usePanel.setState({ shownExitId: place.exitId });
    case 'account':
      return usePanel.setState({ pointedAccountId: place.accountId });
    default:
      assertNever(place);
  }
}

/** Keeps the store on the main process's truth until the returned function is called. */
export function connectPanel(api: PanelApi): () => void {
  let pending: NumberedChanges[] = [];
  let asking = false;
  let stopped = false;

  const adopt = (next: PanelSnapshot): void =>
    usePanel.setState((state) => ({
      snapshot: next,
      problem: null,
      shownExitId: chooseShownExit(state.snapshot, next, state.shownExitId),
    }));

  const askSnapshot = async (): Promise<void> => {
    if (asking || stopped) return;
    asking = true;
    try {
      const answer = await api.getSnapshot({});
      if (stopped) return;
      if (answer.ok) adopt(answer.value);
      else usePanel.setState({ problem: answer.failure });
    } catch (cause) {
      usePanel.setState({ problem: asFailure(cause) });
    } finally {
      asking = false;
    }
    const waiting = pending;
    pending = [];
    for (const push of waiting) receive(push);
  };

  const receive = (push: NumberedChanges): void => {
    const { snapshot } = usePanel.getState();
    if (asking) {
      pending.push(push);
      return;
    }
    const next = snapshot === null ? null : applyNumbered(snapshot, push);
    if (next === null) void askSnapshot();
    else if (next !== snapshot) adopt(next);
  };

  const unsubscribers = [api.onChanges(receive), api.onShow(goTo)];
  void askSnapshot();
  retryPanel = () => void askSnapshot();
  return () => {
    stopped = true;
    for (const unsubscribe of unsubscribers) unsubscribe();
  };
}

/** Asks again after a failed snapshot; set by `connectPanel`. */
export let retryPanel: () => void = () => undefined;
