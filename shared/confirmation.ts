// The confirm window: what it shows, and the few things it may ask. Its page is another one than the panel's, with a bridge of
// its own, so that neither can do the other's part.
import { z } from 'zod';
import type { Environment } from './account.ts';
import type { HotkeyMode } from './desktop.ts';
import type { AutomationWay, ExitPreview, ExitRequest, ExitView } from './exit.ts';
import type { Failure, Result } from './failure.ts';
import type { Settings } from './settings.ts';

/** Who asked: an exit that nobody sees coming is explained by it. */
export type AskedBy = 'hotkey' | 'tray' | 'commandLine' | 'automation';

/** The program that asks, and what a yes means for it. */
export type AskingProgram = Readonly<{
  keyName: string;
  via: AutomationWay;
  /** After this yes the key acts without asking. */
  yesHolds: boolean;
}>;

/** What the asked exit is called on screen. */
export type AskedExit = Readonly<{
  request: ExitRequest;
  title: string; // "Emergency Exit", "Flatten: BTC longs"
  scope: string; // "every position and order on 6 accounts", "Bybit main, BTC/USDT:USDT, long"
  environment: Environment;
  askedBy: AskedBy;
  /** Null: a person asks. */
  program: AskingProgram | null;
}>;

export type Asking = Readonly<{
  kind: 'asking';
  askId: string;
  exit: AskedExit;
  /** Null: still being read, or `previewFailure` says why there is none. `isFireable` says whether it has to be there. */
  preview: ExitPreview | null;
  previewFailure: Failure | null;
  /** Epoch ms when it gives up by itself; nothing is sent then. Null: the time is not running (a finger is on the button). */
  closesAtMs: number | null;
  confirmMs: number; // the whole countdown
  /** How the hotkey that asked goes on; null: no hotkey asked. */
  hotkey: Readonly<{ mode: Exclude<HotkeyMode, 'instant'>; accelerator: string; heldSinceMs: number | null }> | null;
}>;

/** A share is closed as its preview on screen says, and not before there is one; every other exit waits for no preview. */
export const isFireable = ({ exit, preview, previewFailure }: Pick<Asking, 'exit' | 'preview' | 'previewFailure'>): boolean =>
  exit.request.action !== 'partialClose' || (preview !== null && previewFailure === null);

export type ConfirmView = Readonly<
  | { kind: 'closed' }
  | Asking
  /** It was fired here: the confirm window follows it to its verdict, whatever became of the panel. */
  | { kind: 'fired'; askId: string; exit: AskedExit; view: ExitView | null; joined: boolean }
  /** It could not be started. */
  | { kind: 'refused'; askId: string; exit: AskedExit; failure: Failure }
>;

export type ConfirmLook = Readonly<{ theme: Settings['theme']; holdMs: number; system: 'linux' | 'mac' | 'windows' }>;
export type ConfirmPush = Readonly<{ view: ConfirmView; look: ConfirmLook }>;

/** As it goes to the page, which answers `shown` with its number: a page that does not is taken for dead and replaced. */
export type NumberedConfirmPush = ConfirmPush & Readonly<{ pushId: number; maxHeightPx: number }>;

export const confirmSounds = ['started', 'flat', 'notFlat', 'alarm', 'stale'] as const;
export type ConfirmSound = (typeof confirmSounds)[number];
export type SoundOrder = Readonly<{ soundId: number; sound: ConfirmSound }>;

const asked = z.strictObject({ askId: z.string().min(1).max(200) });

export const confirmRequests = {
  /** The page is ready to show what comes; answers what there is. */
  ready: z.strictObject({}),
  /** This push is on screen, and its content is that high. */
  shown: z.strictObject({ pushId: z.int().min(0), heightPx: z.int().min(0).max(20_000) }),
  /** The sound was played, so that a page that hangs is not a silent alarm. */
  sounded: z.strictObject({ soundId: z.int().min(0) }),
  /** Held long enough, by mouse or key. */
  fire: asked,
  /** Esc, the close button. After the exit was fired it only closes the window. */
  dismiss: asked,
  /** The window saw a key of the hotkey go up. */
  keysReleased: asked,
  /** A finger is on the button: the countdown waits. */
  pressing: asked.extend({ pressing: z.boolean() }),
  showPanel: z.strictObject({}),
} as const;

export type ConfirmRequestName = keyof typeof confirmRequests;
/** Null: nothing was to be shown yet. */
export type ConfirmAnswers = Readonly<{ ready: NumberedConfirmPush | null }>;

/** `window.confirmation` in the confirm window's page. */
export type ConfirmApi = Readonly<
  {
    [Name in ConfirmRequestName]: (
      input: z.input<(typeof confirmRequests)[Name]>,
    ) => Promise<Result<Name extends keyof ConfirmAnswers ? ConfirmAnswers[Name] : null>>;
  } & {
    onPush: (listener: (push: NumberedConfirmPush) => void) => () => void;
    onSound: (listener: (order: SoundOrder) => void) => () => void;
  }
>;

export const confirmRequestNames = Object.keys(confirmRequests) as readonly ConfirmRequestName[];
export const confirmChannel = (name: ConfirmRequestName): string => `confirm:${name}`;
export const confirmPushChannel = 'confirm:push';
export const confirmSoundChannel = 'confirm:sound';
