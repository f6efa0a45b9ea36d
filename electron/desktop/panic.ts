// An exit that is asked for from outside the panel: one at a time, with a countdown, fired once. The confirm window only shows
// what this says and passes on what the person does; nothing here depends on any page.
//  - Firing waits for nothing: the scope is planned from truth at that moment, the preview is for the eyes.
//  - A scope that is asked again while it is asked stays as it is; another one takes its place. What was fired runs on.
//  - Practice and live never mix: an ask ends when the environment changes.
import type { AskedBy, AskedExit, ConfirmView } from '../../shared/confirmation.ts';
import type { ExitPreview, ExitRequest, ExitView } from '../../shared/exit.ts';
import type { Result } from '../../shared/failure.ts';
import type { HotkeyMode } from '../../shared/desktop.ts';
import type { Clock } from '../exit/ports.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { nameExit } from './exitNames.ts';

export type PanicRequest = Exclude<ExitRequest, { action: 'partialClose' }>;

/** How a hotkey that asked goes on. */
export type AskingHotkey = Readonly<{ mode: Exclude<HotkeyMode, 'instant'>; accelerator: string }>;

export type PanicInputs = Readonly<{
  clock: Clock;
  newId: () => string;
  snapshot: () => PanelSnapshot;
  preview: (request: ExitRequest) => Promise<Result<ExitPreview>>;
  discard: (planId: string) => void;
  fire: (request: PanicRequest) => Result<Readonly<{ exitId: string; joined: boolean }>>;
  /** After each change of what the confirm window should show. */
  onChange: (view: ConfirmView) => void;
  log: (message: string) => void;
}>;

export interface Panic {
  view(): ConfirmView;
  /** Asks on the confirm window; answers the id of the asking. */
  ask(request: PanicRequest, askedBy: AskedBy, hotkey: AskingHotkey | null): string;
  /** Fires what is asked; an id that is over does nothing. */
  fire(askId: string): void;
  /** Asks nothing and fires: the hotkey's instant mode. */
  fireAtOnce(request: PanicRequest, askedBy: AskedBy): void;
  dismiss(askId: string): void;
  /** The countdown waits while a finger is on the button. */
  pressing(askId: string, pressing: boolean): void;
  /** Since when the hotkey that asked is held down; null: it was let go. */
  holding(askId: string, heldSinceMs: number | null): void;
  /** Exits or the environment may have moved. */
  changed(): void;
}

const RENEW_MS = 1_500; // a preview on screen is never older than this and the time to read it

export function createPanic(inputs: PanicInputs): Panic {
  const { clock } = inputs;
  let view: ConfirmView = { kind: 'closed' };
  let exitId: string | null = null;

  function show(next: ConfirmView): void {
    view = next;
    inputs.onChange(view);
  }

  const asking = (askId: string) => (view.kind === 'asking' && view.askId === askId ? view : null);

  const named = (request: PanicRequest, askedBy: AskedBy): AskedExit => nameExit(request, askedBy, inputs.snapshot());

  async function keepPreviewFresh(askId: string): Promise<void> {
    for (;;) {
      const before = asking(askId);
      if (before === null) return;
      const answer = await inputs.preview(before.exit.request);
      if (answer.ok) inputs.discard(answer.value.planId); // firing plans anew
      const now = asking(askId);
      if (now === null) return;
      show({
        ...now,
        preview: answer.ok ? answer.value : now.preview,
        previewFailure: answer.ok ? null : answer.failure,
      });
      await clock.sleep(RENEW_MS);
    }
  }

  /** Gives up at `closesAtMs`, whatever that has become by then. */
  async function countDown(askId: string): Promise<void> {
    for (;;) {
      const now = asking(askId);
      if (now === null) return;
      const leftMs = now.closesAtMs === null ? now.confirmMs : now.closesAtMs - clock.epoch();
      if (leftMs <= 0) return show({ kind: 'closed' });
      await clock.sleep(leftMs);
    }
  }

  function ask(request: PanicRequest, askedBy: AskedBy, hotkey: AskingHotkey | null): string {
    const confirmMs = inputs.snapshot().settings.confirmSeconds * 1_000;
    const closesAtMs = clock.epoch() + confirmMs;
    const shownHotkey = hotkey === null ? null : { ...hotkey, heldSinceMs: null };
    if (view.kind === 'asking' && sameRequest(view.exit.request, request)) {
      show({ ...view, closesAtMs, confirmMs, hotkey: shownHotkey ?? view.hotkey });
      return view.askId;
    }
    const askId = inputs.newId();
    show({
      kind: 'asking',
      askId,
      exit: named(request, askedBy),
      preview: null,
      previewFailure: null,
      closesAtMs,
      confirmMs,
      hotkey: shownHotkey,
    });
    const failed = (error: unknown) => inputs.log(`defect while an exit was asked for: ${String(error)}`);
    keepPreviewFresh(askId).catch(failed);
    countDown(askId).catch(failed);
    return askId;
  }

  function fireExit(askId: string, exit: AskedExit, request: PanicRequest): void {
    const fired = inputs.fire(request);
    if (!fired.ok) return show({ kind: 'refused', askId, exit, failure: fired.failure });
    ({ exitId } = fired.value);
    show({ kind: 'fired', askId, exit, view: viewOf(exitId), joined: fired.value.joined });
  }

  const viewOf = (wanted: string): ExitView | null => inputs.snapshot().exits.find((exit) => exit.exitId === wanted) ?? null;

  return {
    view: () => view,
    ask,
    fire: (askId) => {
      const now = asking(askId);
      if (now === null || now.exit.request.action === 'partialClose') return;
      fireExit(askId, now.exit, now.exit.request);
    },
    fireAtOnce: (request, askedBy) => fireExit(inputs.newId(), named(request, askedBy), request),
    dismiss: (askId) => {
      if (view.kind === 'closed' || view.askId !== askId) return;
      show({ kind: 'closed' });
    },
    pressing: (askId, pressing) => {
      const now = asking(askId);
      if (now !== null) show({ ...now, closesAtMs: pressing ? null : clock.epoch() + now.confirmMs });
    },
    holding: (askId, heldSinceMs) => {
      const now = asking(askId);
      if (now === null || now.hotkey === null) return;
      show({ ...now, hotkey: { ...now.hotkey, heldSinceMs } });
    },
    changed: () => {
      if (view.kind === 'asking' && view.exit.environment !== inputs.snapshot().environment) return show({ kind: 'closed' });
      if (view.kind !== 'fired' || exitId === null) return;
      const now = viewOf(exitId);
      if (now !== null && now !== view.view) show({ ...view, view: now });
    },
  };
}

const sameRequest = (a: ExitRequest, b: ExitRequest): boolean => JSON.stringify(a) === JSON.stringify(b);
