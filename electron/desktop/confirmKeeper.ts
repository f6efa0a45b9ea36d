// Keeps what is asked in front of the person, whatever becomes of the page that shows it:
//  - A page must say of each view that it is on screen. One that dies or does not say so in time is replaced, once for each
//    asking; when the next one fails too, the system's own dialog asks. Where our own clock comes late too, it is given more time.
//  - Nothing here decides about an exit. A page that dies with a finger on its button lets go of it.
//  - A sound that no page plays becomes the system's beep.
import { assertNever } from '../../shared/failure.ts';
import type { ConfirmPush, ConfirmSound, ConfirmView, NumberedConfirmPush, SoundOrder } from '../../shared/confirmation.ts';

/** A window with the confirm page in it. */
export interface ConfirmPage {
  send(push: NumberedConfirmPush): void;
  sound(order: SoundOrder): void;
  /** In front of everything on the display of the mouse, with the keyboard. */
  appear(heightPx: number): void;
  fit(heightPx: number): void;
  hide(): void;
  destroy(): void;
  /** The highest that it may become where it is, or where it would appear. */
  maxHeightPx(): number;
}

export type PageEvents = Readonly<{
  ready: () => NumberedConfirmPush | null;
  shown: (pushId: number, heightPx: number) => void;
  sounded: (soundId: number) => void;
  gone: (reason: string) => void;
}>;

export type KeeperInputs = Readonly<{
  sleep: (ms: number) => Promise<unknown>;
  now: () => number;
  /** Throws where the system gives no window. */
  openPage: (events: PageEvents) => ConfirmPage;
  /** The system's own dialog; `closed` closes it. */
  showNative: (view: ConfirmView) => void;
  /** A page died with a finger on its button. */
  letGo: (askId: string) => void;
  soundsOn: () => boolean;
  beep: () => void;
  /** The app is about to quit, or has: what dies now is not opened again. */
  quitting: () => boolean;
  log: (message: string) => void;
}>;

export interface ConfirmKeeper {
  show(push: ConfirmPush): void;
  play(sound: ConfirmSound): void;
  /** Opens the page hidden, so that showing it costs a moment. */
  prepare(): void;
  close(): void;
}

export const ANSWER_MS = 700; // a page that is up, for something new
export const RENEWAL_MS = 2_500; // for new figures in what it shows already: the machine may be busy with the exit itself
export const OPENING_MS = 4_000; // one that is still loading, on a machine under load
export const SHOW_AFTER_MS = 90; // in front even though the page has not drawn yet
const LATE_MS = 60;
const MOST_ROUNDS = 4;
const FIRST_HEIGHT_PX = 420;
const PAGES_FOR_ONE_ASKING = 2;
const QUIET_DEATHS = 5; // hidden pages that are opened again; after those, the next asking opens one

const screenOf = (view: ConfirmView): string =>
  view.kind === 'closed' ? view.kind : `${view.kind} ${view.askId} ${view.kind === 'fired' && view.view?.verdict}`;

type Life = { page: ConfirmPage; ready: boolean; answered: number; inFront: boolean; watched: boolean; heightPx: number };

export function createConfirmKeeper(inputs: KeeperInputs): ConfirmKeeper {
  const { sleep, now, log } = inputs;
  let current: ConfirmPush | null = null;
  let pushId = 0;
  let screenSince = 0; // the push with which what is on screen became another thing
  let soundId = 0;
  let life: Life | null = null;
  let failed = 0; // pages that failed in this asking
  let quietDeaths = 0;
  let native = false;
  const playing = new Set<number>();

  const asked = (): Exclude<ConfirmView, { kind: 'closed' }> | null =>
    current === null || current.view.kind === 'closed' ? null : current.view;

  const numbered = (of: Life, push: ConfirmPush): NumberedConfirmPush => ({
    ...push,
    pushId,
    maxHeightPx: of.page.maxHeightPx(),
  });

  function open(): Life | null {
    let mine: Life | null = null;
    const events: PageEvents = {
      ready: () => {
        if (mine === null || mine !== life) return null;
        mine.ready = true;
        return current === null ? null : numbered(mine, current);
      },
      shown: (shownId, heightPx) => {
        if (mine !== null && mine === life) answered(mine, shownId, heightPx);
      },
      sounded: (id) => playing.delete(id),
      gone: (reason) => {
        if (mine !== null && mine === life) lose(mine, reason);
      },
    };
    try {
      mine = {
        page: inputs.openPage(events),
        ready: false,
        answered: 0,
        inFront: false,
        watched: false,
        heightPx: FIRST_HEIGHT_PX,
      };
    } catch (error) {
      log(`the confirm window could not be opened: ${String(error)}`);
      return null;
    }
    life = mine;
    return mine;
  }

  function answered(mine: Life, shownId: number, heightPx: number): void {
    mine.answered = Math.max(mine.answered, shownId);
    if (heightPx > 0) mine.heightPx = heightPx;
    if (asked() === null || shownId < pushId) return;
    if (mine.inFront) mine.page.fit(mine.heightPx);
    else bringToFront(mine);
  }

  function bringToFront(mine: Life): void {
    mine.inFront = true;
    mine.page.appear(mine.heightPx);
  }

  /** Before the page has drawn, it is in front a moment later all the same: keys go to it and to nothing else. */
  async function bringToFrontSoon(mine: Life): Promise<void> {
    await sleep(SHOW_AFTER_MS);
    if (mine === life && mine.ready && !mine.inFront && asked() !== null) bringToFront(mine);
  }

  async function watch(mine: Life): Promise<void> {
    if (mine.watched) return;
    mine.watched = true;
    while (mine === life && mine.answered < pushId) {
      const wanted = pushId;
      const ms = mine.answered >= screenSince ? RENEWAL_MS : mine.ready ? ANSWER_MS : OPENING_MS;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const began = now();
        await sleep(ms);
        if (mine !== life || mine.answered >= wanted || now() - began < ms + LATE_MS) break;
      }
      if (mine === life && mine.answered < wanted) lose(mine, 'it did not answer in time');
    }
    mine.watched = false;
  }

  function lose(mine: Life, reason: string): void {
    life = null;
    log(`the confirm window's page is gone: ${reason}`);
    mine.page.destroy();
    if (inputs.quitting()) return; // the next thing to show opens another
    const view = asked();
    if (view === null) {
      quietDeaths += 1;
      if (quietDeaths <= QUIET_DEATHS) open();
      return;
    }
    if (view.kind === 'asking' && view.closesAtMs === null) inputs.letGo(view.askId);
    failed += 1;
    present();
  }

  /** What is asked, on a page; where none can be had, in the system's dialog. */
  function present(): void {
    const view = asked();
    if (view === null || current === null) return;
    if (!native && failed < PAGES_FOR_ONE_ASKING) {
      const on = life ?? open();
      if (on !== null) {
        put(on, current);
        return;
      }
    }
    native = true;
    inputs.showNative(view);
  }

  function put(on: Life, push: ConfirmPush): void {
    on.page.send(numbered(on, push));
    if (!on.inFront) void bringToFrontSoon(on).catch(defect);
    void watch(on).catch(defect);
  }

  const defect = (error: unknown): void => log(`defect in the confirm window: ${String(error)}`);

  function withdraw(push: ConfirmPush): void {
    failed = 0;
    quietDeaths = 0;
    if (native) {
      native = false;
      inputs.showNative(push.view);
    }
    if (life === null) {
      if (!inputs.quitting()) open(); // the next asking finds a page
      return;
    }
    life.inFront = false;
    life.page.hide();
    life.page.send(numbered(life, push));
    void watch(life).catch(defect);
  }

  async function beepIfSilent(id: number): Promise<void> {
    await sleep(ANSWER_MS);
    if (playing.delete(id)) inputs.beep();
  }

  return {
    show: (push) => {
      const before = current?.view ?? { kind: 'closed' };
      current = push;
      pushId += 1;
      if (screenOf(push.view) !== screenOf(before)) screenSince = pushId;
      const { view } = push;
      const isAnother =
        (view.kind === 'asking' || view.kind === 'fired') && before.kind !== 'closed' && view.askId !== before.askId;
      if (isAnother && life?.inFront === true) {
        life.inFront = false; // it comes anew, with the keyboard, on the display of that moment
        life.page.hide();
      }
      switch (push.view.kind) {
        case 'closed':
          if (before.kind !== 'closed') withdraw(push);
          return;
        case 'asking':
        case 'fired':
        case 'refused':
          return present();
        default:
          return assertNever(push.view);
      }
    },
    play: (sound) => {
      if (!inputs.soundsOn()) return;
      soundId += 1;
      if (life === null || !life.ready) return inputs.beep();
      playing.add(soundId);
      life.page.sound({ soundId, sound });
      void beepIfSilent(soundId).catch(defect);
    },
    prepare: () => {
      if (life === null && !native && !inputs.quitting()) open();
    },
    close: () => {
      const last = life;
      life = null;
      current = null;
      last?.page.destroy();
    },
  };
}
