// The life of one plan on screen: asked for, shown, renewed before it expires, confirmed once, or discarded.
// Only the answer to the latest question counts; every plan that is not confirmed is given back.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PanelApi } from '../../shared/contract.ts';
import type { ExitPreview, ExitRequest } from '../../shared/exit.ts';
import type { Failure, Result } from '../../shared/failure.ts';

export type PlanState = Readonly<{
  request: ExitRequest | null;
  /** The plan on screen; kept while a newer one is being read. */
  preview: ExitPreview | null;
  loading: boolean;
  /** The hold is complete: confirm as soon as the plan is there. */
  wanted: boolean;
  confirming: boolean;
  failure: Failure | null;
  started: Readonly<{ exitId: string; joined: boolean }> | null;
}>;

const RENEW_BEFORE_EXPIRY_MS = 5000;
const RENEW_AT_LEAST_MS = 1000;
const quiet: PlanState = {
  request: null,
  preview: null,
  loading: false,
  wanted: false,
  confirming: false,
  failure: null,
  started: null,
};

type PlanPorts = Readonly<{
  api: Pick<PanelApi, 'previewExit' | 'confirmExit' | 'discardPreview'>;
  nowMs: () => number;
  onStarted: (exitId: string) => void;
}>;

export type PlanSession = Readonly<{
  store: StoreApi<PlanState>;
  /** Asks for a plan; an older one is given back. */
  load: (request: ExitRequest) => void;
  /** Confirms the plan on screen, or the one on its way when it arrives. */
  confirm: () => void;
  /** While held the plan under the finger does not change. */
  hold: (held: boolean) => void;
  /** Forgets everything and gives the plan back. */
  close: () => void;
}>;

const defect = (cause: unknown): Failure => ({
  kind: 'internal',
  message: cause instanceof Error ? cause.message : String(cause),
  remedy: 'Press again. What was sent, if anything, is in the list of exits.',
});

async function settle<T>(promise: Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await promise;
  } catch (cause) {
    return { ok: false, failure: defect(cause) };
  }
}

export function createPlanSession(ports: PlanPorts): PlanSession {
  const store = createStore<PlanState>()(() => quiet);
  let question = 0;
  let held = false;
  let renewal: ReturnType<typeof setTimeout> | undefined;

  const discard = (preview: ExitPreview | null): void => {
    if (preview !== null) void settle(ports.api.discardPreview({ planId: preview.planId }));
  };

  const ask = async (request: ExitRequest, keepOnScreen: boolean): Promise<void> => {
    const mine = ++question;
    clearTimeout(renewal);
    const before = store.getState().preview;
    store.setState({ request, loading: true, failure: null, started: null, preview: keepOnScreen ? before : null });
    if (!keepOnScreen) discard(before);
    const answer = await settle(ports.api.previewExit(request));
    if (mine !== question) {
      if (answer.ok) discard(answer.value);
      return;
    }
    if (keepOnScreen) discard(before);
    if (!answer.ok) {
      store.setState({ preview: null, loading: false, wanted: false, failure: answer.failure });
      return;
    }
    store.setState({ preview: answer.value, loading: false });
    scheduleRenewal(answer.value);
    if (store.getState().wanted) await run(answer.value);
  };

  const scheduleRenewal = (preview: ExitPreview): void => {
    const inMs = Math.max(RENEW_AT_LEAST_MS, preview.expiresAtMs - ports.nowMs() - RENEW_BEFORE_EXPIRY_MS);
    renewal = setTimeout(() => {
      const { request, confirming, wanted } = store.getState();
      if (request === null || confirming || wanted) return;
      if (held) scheduleRenewal(preview);
      else void ask(request, true);
    }, inMs);
  };

  const run = async (preview: ExitPreview): Promise<void> => {
    const mine = ++question; // no preview answer may touch the state from here
    clearTimeout(renewal);
    store.setState({ confirming: true, wanted: false, loading: false, failure: null });
    const answer = await settle(ports.api.confirmExit({ planId: preview.planId }));
    if (answer.ok) ports.onStarted(answer.value.exitId);
    if (mine !== question) return;
    if (answer.ok) {
      store.setState({ ...quiet, started: answer.value });
      return;
    }
    store.setState({ confirming: false, preview: null, failure: answer.failure });
    const { request } = store.getState();
    if (answer.failure.kind === 'planExpired' && request !== null) {
      await ask(request, false);
      store.setState((state) => ({ failure: state.failure ?? answer.failure }));
    }
  };

  return {
    store,
    load: (request) => {
      const { confirming, wanted } = store.getState();
      if (!confirming && !wanted) void ask(request, false); // what was held for is what is confirmed
    },
    confirm: () => {
      const { preview, loading, confirming } = store.getState();
      if (confirming) return;
      if (preview !== null && preview.expiresAtMs > ports.nowMs()) void run(preview);
      else if (loading) store.setState({ wanted: true });
      else {
        const { request } = store.getState();
        if (request === null) return;
        store.setState({ wanted: true });
        void ask(request, false);
      }
    },
    hold: (isHeld) => {
      held = isHeld;
    },
    close: () => {
      question += 1;
      held = false;
      clearTimeout(renewal);
      const { preview, confirming } = store.getState();
      if (!confirming) discard(preview);
      store.setState(quiet);
    },
  };
}
