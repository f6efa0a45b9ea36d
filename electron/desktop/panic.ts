// An exit that is asked for from outside the panel: one at a time, with a countdown, fired once. The confirm window only shows
// what this says and passes on what the person does; nothing here depends on any page.
//  - Firing waits for nothing: the scope is planned from truth at that moment, the preview is for the eyes. A share alone waits for
//    its preview and is closed as that says.
//  - A program's asking is answered by a person's yes to it and by nothing else, and always answered.
//  - A scope that is asked again while it is asked stays as it is; another one takes its place. What was fired runs on.
//  - A hotkey pressed while what was fired here runs starts nothing: the window shows it. That goes for all presses of a hammering
//    finger, unless it ended with something left. A press after that starts anew: nothing here stays busy.
//  - What ended with something left, or was refused, stays on screen: a program's question covers it and gives it back.
//  - Practice and live never mix: an ask ends when the environment changes; that of a program also when its key ends.
//  - An ask ends with its time, whether the computer slept (timers stand still then) or its clock was set: by the clock that says
//    so first.
//  - A window that can not be shown, or a preview that can not be made, keeps nothing but a share from being fired.
// One file: all of it is one state machine, and what is on screen is its only state.
import {
  isFireable,
  type AskedBy,
  type AskedExit,
  type Asking,
  type AskingProgram,
  type ConfirmView,
} from '../../shared/confirmation.ts';
import type { Asked, ExitPreview, ExitRequest, ExitView } from '../../shared/exit.ts';
import { assertNever, fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { HotkeyMode } from '../../shared/desktop.ts';
import type { Clock } from '../exit/ports.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { nameExit } from './exitNames.ts';

export type PanicRequest = Exclude<ExitRequest, { action: 'partialClose' }>;

/** How a hotkey that asked goes on. */
export type AskingHotkey = Readonly<{ mode: Exclude<HotkeyMode, 'instant'>; accelerator: string }>;

export type FiredExit = Readonly<{ exitId: string; joined: boolean }>;

export type PanicInputs = Readonly<{
  clock: Clock;
  newId: () => string;
  snapshot: () => PanelSnapshot;
  preview: (request: ExitRequest) => Promise<Result<ExitPreview>>;
  discard: (planId: string) => void;
  fire: (request: PanicRequest, asked: Asked | null) => Result<FiredExit>;
  /** Runs a previewed share. */
  confirm: (planId: string, asked: Asked | null) => Result<FiredExit>;
  /** After each change of what the confirm window should show. */
  onChange: (view: ConfirmView) => void;
  log: (message: string) => void;
}>;

export interface Panic {
  view(): ConfirmView;
  /** Asks on the confirm window; answers the id of the asking. */
  ask(request: PanicRequest, askedBy: AskedBy, hotkey: AskingHotkey | null): string;
  /**
   * A program asks; resolves when a person has decided or the time is over. Refused while something else is asked here or runs: no
   * program takes a person's window away. A partial close closes the share that the preview on screen announces.
   */
  askFor(request: ExitRequest, asked: Asked): Promise<Result<FiredExit>>;
  /** Fires what is asked; an id that is over does nothing, nor does a share that is not known yet. */
  fire(askId: string): void;
  /** A hotkey was pressed: asks, fires what it asked before, or fires at once, as its mode says. */
  pressed(request: PanicRequest, hotkey: Readonly<{ mode: HotkeyMode; accelerator: string }>): void;
  /** The system told of the hotkey, be it a press or the repeat of a held key: a hammering goes on. */
  stirred(request: PanicRequest): void;
  /** The hotkey that asked has been held down for long enough. */
  held(request: PanicRequest): void;
  /** It was let go before that: nothing is sent, and the window goes after a moment. */
  letGo(request: PanicRequest): void;
  /** A hotkey asked for what can not be asked: said, unless something else is asked or followed. */
  refuse(request: PanicRequest, failure: Failure): void;
  dismiss(askId: string): void;
  /** The countdown waits while a finger is on the button. */
  pressing(askId: string, pressing: boolean): void;
  /** Exits or the environment may have moved. */
  changed(): void;
}

const RENEW_MS = 1_500; // a preview on screen is never older than this and the time to read it
const LET_GO_MS = 2_000; // that nothing was sent stays on screen for so long
const FLAT_STAYS_MS = 8_000; // anything but flat stays until a person closes it
const SERIES_MS = 1_500; // what comes closer than this is one hammering, also where the process stalls
const UNSEEN_MS = 2_000; // an exit that was fired is on the list by then

/** The program whose asking is on screen. */
type Waiting = Readonly<{ askId: string; asked: Asked; settle: (answer: Result<FiredExit>) => void }>;

type Fired = {
  readonly request: ExitRequest;
  readonly exitId: string;
  readonly askId: string;
  readonly exit: AskedExit;
  readonly joined: boolean;
  readonly firedAtMs: number;
  lastPressMs: number;
};

export function createPanic(inputs: PanicInputs): Panic {
  const { clock } = inputs;
  let view: ConfirmView = { kind: 'closed' };
  let overAtMs: number | null = null; // as `closesAtMs` of what is asked, by the clock that nobody sets
  let followed: Fired | null = null; // what the window shows, where it shows a fired one
  let fired: readonly Fired[] = []; // the last of each scope
  let waiting: Waiting | null = null;
  let covered: ConfirmView | null = null; // what a person has to see still, under a program's question
  let share: Readonly<{ askId: string; planId: string }> | null = null; // what the preview of a partial close announced

  function show(next: ConfirmView): void {
    view = next;
    answerWaiting();
    if (view.kind === 'closed' && covered !== null) view = covered;
    if (view.kind !== 'asking') covered = null;
    try {
      inputs.onChange(view);
    } catch (error) {
      inputs.log(`defect while the confirm window was shown: ${describe(error)}`);
    }
  }

  /** What is on screen tells what has become of the asking. */
  function answerWaiting(): void {
    if (waiting === null) return;
    const { askId, settle } = waiting;
    if (view.kind === 'asking' && view.askId === askId) return;
    waiting = null;
    if (view.kind === 'closed' || view.askId !== askId) return settle(fail(declined));
    if (view.kind === 'refused') return settle(fail(view.failure));
    if (view.kind === 'fired' && followed !== null) settle(succeed({ exitId: followed.exitId, joined: followed.joined }));
  }

  /** Answers `closesAtMs`; null: the time does not run. */
  function closingIn(ms: number | null): number | null {
    overAtMs = ms === null ? null : clock.now() + ms;
    return ms === null ? null : clock.epoch() + ms;
  }

  /** Null: the time of what is asked does not run. */
  function leftMs({ closesAtMs }: Asking): number | null {
    return closesAtMs === null || overAtMs === null ? null : Math.min(closesAtMs - clock.epoch(), overAtMs - clock.now());
  }

  function closeIfOver(): void {
    if (view.kind !== 'asking') return;
    if ((leftMs(view) ?? 1) <= 0 || (waiting !== null && isShutOut(waiting.asked))) show({ kind: 'closed' });
  }

  const asking = (askId: string) => (view.kind === 'asking' && view.askId === askId ? view : null);

  async function keepPreviewFresh(askId: string): Promise<void> {
    for (;;) {
      const before = asking(askId);
      if (before === null) return;
      const answer = await inputs.preview(before.exit.request).catch((error: unknown) => fail(defect('previewed', error)));
      const isShare = before.exit.request.action === 'partialClose';
      if (answer.ok && !isShare) inputs.discard(answer.value.planId); // firing plans anew
      const now = asking(askId);
      if (now === null) return;
      if (isShare) announce(answer.ok ? { askId, planId: answer.value.planId } : null);
      show({
        ...now,
        preview: answer.ok ? answer.value : now.preview,
        previewFailure: answer.ok ? null : answer.failure,
      });
      await clock.sleep(RENEW_MS);
    }
  }

  function announce(next: typeof share): void {
    if (share !== null) inputs.discard(share.planId);
    share = next;
  }

  /** Gives up at `closesAtMs`, whatever that has become by then. */
  async function countDown(askId: string): Promise<void> {
    for (;;) {
      const now = asking(askId);
      if (now === null) return;
      const ms = leftMs(now) ?? now.confirmMs;
      if (ms <= 0) return show({ kind: 'closed' });
      await clock.sleep(ms);
    }
  }

  function ask(request: ExitRequest, askedBy: AskedBy, hotkey: Asking['hotkey'], asked: Asked | null = null): string {
    const confirmMs = inputs.snapshot().settings.confirmSeconds * 1_000;
    const isHeld = hotkey !== null && hotkey.heldSinceMs !== null; // the time runs when it is let go
    closeIfOver();
    const closesAtMs = closingIn(isHeld ? null : confirmMs);
    // A person's press is not an answer to a program.
    if (view.kind === 'asking' && view.exit.program === null && sameRequest(view.exit.request, request)) {
      show({ ...view, closesAtMs, confirmMs, hotkey: hotkey ?? view.hotkey });
      return view.askId;
    }
    covered = asked !== null && isUnsolved() ? view : null;
    const askId = inputs.newId();
    const exit = nameExit(request, askedBy, inputs.snapshot(), asked === null ? null : programOf(asked));
    show({ kind: 'asking', askId, exit, preview: null, previewFailure: null, closesAtMs, confirmMs, hotkey });
    keepPreviewFresh(askId).catch(failed);
    countDown(askId).catch(failed);
    return askId;
  }

  /** It stays until a person closes it. */
  const isUnsolved = (): boolean => view.kind === 'refused' || (view.kind === 'fired' && view.view?.verdict !== 'flat');

  function programOf({ keyId, keyName, via }: Asked): AskingProgram {
    const key = inputs.snapshot().automation.keys.find((each) => each.keyId === keyId);
    return { keyName, via, yesHolds: key?.approval === 'firstTime' && key.approvedAtMs === null };
  }

  /** Its key ended or automation was switched off while it asks: a yes would come too late. */
  function isShutOut({ keyId }: Asked): boolean {
    const { automation, settings } = inputs.snapshot();
    const key = automation.keys.find((each) => each.keyId === keyId);
    if (!settings.automation || key === undefined || key.revokedAtMs !== null) return true;
    return key.expiresAtMs !== null && key.expiresAtMs <= clock.epoch();
  }

  const failed = (error: unknown) => inputs.log(`defect while an exit was asked for: ${describe(error)}`);

  function fireExit(askId: string, exit: AskedExit, request: ExitRequest): void {
    const { environment } = inputs.snapshot();
    const answer = exit.environment === environment ? fireSafely(askId, request) : fail(otherEnvironment(exit.environment));
    if (!answer.ok) return show({ kind: 'refused', askId, exit, failure: answer.failure });
    const nowMs = clock.now();
    const now = { ...answer.value, request, askId, exit, firedAtMs: nowMs, lastPressMs: nowMs };
    fired = [...fired.filter((before) => !sameRequest(before.request, request)), now];
    follow(now);
  }

  function fireSafely(askId: string, request: ExitRequest): Result<FiredExit> {
    const asked = waiting?.askId === askId ? waiting.asked : null;
    try {
      if (request.action !== 'partialClose') return inputs.fire(request, asked);
      return share?.askId === askId ? inputs.confirm(share.planId, asked) : fail(shareUnknown);
    } catch (error) {
      return fail(defect('started', error));
    }
  }

  function defect(what: string, error: unknown): Failure {
    inputs.log(`defect while an exit was ${what}: ${describe(error)}`);
    return {
      kind: 'internal',
      message: `A defect of Breakglass stopped this exit while it was ${what}.`,
      remedy: 'Press again. Look at the venue itself when that does not help.',
    };
  }

  const viewOf = (exitId: string): ExitView | null => inputs.snapshot().exits.find((exit) => exit.exitId === exitId) ?? null;

  function isRunning({ exitId, firedAtMs }: Fired): boolean {
    const now = viewOf(exitId);
    return now === null ? clock.now() - firedAtMs < UNSEEN_MS : now.endedAtMs === null;
  }

  function follow(what: Fired): void {
    followed = what;
    const { askId, exit, exitId, joined } = what;
    show({ kind: 'fired', askId, exit, view: viewOf(exitId), joined });
    closeWhenFlat(what).catch((error: unknown) => inputs.log(`defect while an exit was followed: ${describe(error)}`));
  }

  async function closeWhenFlat(what: Fired): Promise<void> {
    if (viewOf(what.exitId)?.verdict !== 'flat') return;
    const shown = view;
    await clock.sleep(FLAT_STAYS_MS);
    if (view === shown) show({ kind: 'closed' });
  }

  const firedBefore = (request: PanicRequest): Fired | undefined => {
    const { environment } = inputs.snapshot();
    return fired.find((each) => each.exit.environment === environment && sameRequest(each.request, request));
  };

  /** It is on its way, or this press belongs to the hammering that fired it. Who has to hold the keys fires nothing by hammering. */
  function stillFollowed(request: PanicRequest, mode: HotkeyMode): Fired | null {
    const before = firedBefore(request);
    if (before === undefined) return null;
    const verdict = viewOf(before.exitId)?.verdict ?? null;
    const isRetry = verdict !== null && verdict !== 'flat'; // what is left must not wait for the finger to rest
    const inSeries = mode !== 'hold' && !isRetry && clock.now() - before.lastPressMs < SERIES_MS;
    if (!inSeries && !isRunning(before)) return null;
    before.lastPressMs = clock.now();
    return before;
  }

  function stirred(request: PanicRequest): void {
    const before = firedBefore(request);
    if (before !== undefined && clock.now() - before.lastPressMs < SERIES_MS) before.lastPressMs = clock.now();
  }

  const askingByHold = (request: PanicRequest) =>
    view.kind === 'asking' && view.hotkey?.mode === 'hold' && sameRequest(view.exit.request, request) ? view : null;

  function fire(askId: string): void {
    closeIfOver();
    const now = asking(askId);
    if (now === null || !isFireable(now)) return;
    fireExit(askId, now.exit, now.exit.request);
  }

  return {
    view: () => view,
    ask: (request, askedBy, hotkey) => ask(request, askedBy, hotkey === null ? null : { ...hotkey, heldSinceMs: null }),
    askFor: (request, asked) => {
      closeIfOver();
      const isBusy = view.kind === 'asking' || (view.kind === 'fired' && followed !== null && isRunning(followed));
      if (isBusy) return Promise.resolve(fail(busy));
      const askId = ask(request, 'automation', null, asked);
      return new Promise((settle) => {
        waiting = { askId, asked, settle };
        answerWaiting();
      });
    },
    fire,
    pressed: (request, { accelerator, mode }) => {
      const before = stillFollowed(request, mode);
      if (before !== null) return follow(before);
      closeIfOver();
      switch (mode) {
        case 'instant':
          return fireExit(inputs.newId(), nameExit(request, 'hotkey', inputs.snapshot()), request);
        case 'hold':
          return void ask(request, 'hotkey', { mode, accelerator, heldSinceMs: clock.epoch() });
        case 'twoPress':
          if (view.kind === 'asking' && view.hotkey?.mode === mode && sameRequest(view.exit.request, request))
            return fire(view.askId);
          return void ask(request, 'hotkey', { mode, accelerator, heldSinceMs: null });
        default:
          return assertNever(mode);
      }
    },
    stirred,
    held: (request) => {
      const now = askingByHold(request);
      if (now !== null) fire(now.askId);
    },
    letGo: (request) => {
      const now = askingByHold(request);
      if (now === null || now.hotkey === null || now.hotkey.heldSinceMs === null) return;
      show({ ...now, closesAtMs: closingIn(LET_GO_MS), hotkey: { ...now.hotkey, heldSinceMs: null } });
      countDown(now.askId).catch(failed); // the one that runs may sleep for longer
    },
    refuse: (request, failure) => {
      if (view.kind !== 'closed' && view.kind !== 'refused') return;
      show({ kind: 'refused', askId: inputs.newId(), exit: nameExit(request, 'hotkey', inputs.snapshot()), failure });
    },
    dismiss: (askId) => {
      if (view.kind === 'closed' || view.askId !== askId) return;
      show({ kind: 'closed' });
    },
    pressing: (askId, pressing) => {
      const now = asking(askId);
      if (now !== null) show({ ...now, closesAtMs: closingIn(pressing ? null : now.confirmMs) });
    },
    changed: () => {
      if (view.kind === 'asking' && view.exit.environment !== inputs.snapshot().environment) return show({ kind: 'closed' });
      closeIfOver();
      if (view.kind !== 'fired' || followed === null) return;
      const now = viewOf(followed.exitId);
      if (now !== null && now !== view.view) follow(followed);
    },
  };
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const otherEnvironment = (asked: AskedExit['environment']): Failure => ({
  kind: 'badRequest',
  message: `This exit was asked for in ${asked}, which is off now. Nothing was sent.`,
  remedy: 'Press again to ask for it in the environment that is on.',
});

const declined: Failure = {
  kind: 'declined',
  message: 'Nobody confirmed it on screen. Nothing was sent.',
  remedy: 'Ask again while somebody is at the computer, or have the key act unattended (Settings > Automation).',
};

const busy: Failure = {
  kind: 'busy',
  message: 'Another exit is being asked for or runs on screen. Nothing was sent.',
  remedy: 'Ask again when it has ended.',
};

const shareUnknown: Failure = {
  kind: 'planExpired',
  message: 'The share that would be closed is not known yet. Nothing was sent.',
  remedy: 'Ask again, and confirm when the preview is on screen.',
};

const sameRequest = (a: ExitRequest, b: ExitRequest): boolean => JSON.stringify(a) === JSON.stringify(b);
