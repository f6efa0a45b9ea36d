// A page that died is opened again; one that answers nothing for seconds is ended first. Not for ever: a page that dies again and
// again stays down until a person asks for it, and that is offered in words instead of a black window.
//  - Time is counted in looks, and one that comes late counts for little: a machine that slept blames no page, and one whose
//    processors are overrun gives it twice as many.
//  - A page that is being debugged stands still on purpose.
export const LOOK_MS = 1_000;
const HUNG_LOOKS = 6; // without an answer
const LOADING_LOOKS = 30;
const LATE_MS = 500;
const LATE_LOOK = 0.5;
const DEATHS = 5;
const WITHIN_MS = 60_000;

export type Page = Readonly<{
  /** Resolves when the page ran a word of script. May reject or never settle. */
  ask: () => Promise<unknown>;
  isLoading: () => boolean;
  isDebugged: () => boolean;
  /** Ends its process; its death is told as any other. */
  kill: () => void;
  reload: () => void;
}>;

export interface PageHealth {
  /** To be called each LOOK_MS. */
  look(): void;
  died(reason: string): void;
  /** A person wants to see it: one that stays down is tried again. */
  wanted(): void;
}

export function createPageHealth(
  inputs: Readonly<{
    page: Page;
    nowMs: () => number;
    onDied: (reason: string) => void;
    /** It stays down. */
    onGivenUp: () => void;
  }>,
): PageHealth {
  const { page } = inputs;
  let lookedAtMs = inputs.nowMs();
  let waitingLooks: number | null = null; // null: nothing is asked
  let asked = 0; // which question is open
  let hung = false;
  let down = false;
  let deaths: number[] = [];

  function forget(): void {
    waitingLooks = null;
    asked += 1;
  }

  function ask(): void {
    asked += 1;
    const mine = asked;
    waitingLooks = 0;
    const answered = () => {
      if (mine === asked) waitingLooks = null;
    };
    page.ask().then(answered, answered); // an error is an answer: its script runs
  }

  return {
    look: () => {
      const nowMs = inputs.nowMs();
      const isLate = nowMs - lookedAtMs > LOOK_MS + LATE_MS;
      lookedAtMs = nowMs;
      if (down || hung) return;
      if (page.isDebugged()) return forget();
      if (waitingLooks === null) return ask();
      waitingLooks += isLate ? LATE_LOOK : 1;
      if (waitingLooks < (page.isLoading() ? LOADING_LOOKS : HUNG_LOOKS)) return;
      hung = true;
      page.kill();
    },
    died: (reason) => {
      forget();
      inputs.onDied(hung ? 'it answered nothing for seconds and was ended' : reason);
      hung = false;
      const nowMs = inputs.nowMs();
      deaths = [...deaths.filter((atMs) => nowMs - atMs <= WITHIN_MS), nowMs];
      if (deaths.length <= DEATHS) return page.reload();
      down = true;
      inputs.onGivenUp();
    },
    wanted: () => {
      if (!down) return;
      down = false;
      deaths = [];
      page.reload();
    },
  };
}
