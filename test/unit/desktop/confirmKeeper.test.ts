// What stands in front of the person while pages die, hang or can not be opened.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  ANSWER_MS,
  createConfirmKeeper,
  OPENING_MS,
  SHOW_AFTER_MS,
  type ConfirmPage,
  type PageEvents,
} from '../../../electron/desktop/confirmKeeper.ts';
import type { Asking, ConfirmPush, ConfirmView } from '../../../shared/confirmation.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const asking = (more: Partial<Asking> = {}): Asking => ({
  kind: 'asking',
  askId: 'a',
  exit: {
    request: { action: 'emergencyExit' },
    title: 'Emergency Exit',
    scope: 'all',
    environment: 'practice',
    askedBy: 'tray',
    program: null,
  },
  preview: null,
  previewFailure: null,
  closesAtMs: 10_000,
  confirmMs: 10_000,
  hotkey: null,
  ...more,
});
const pushOf = (view: ConfirmView): ConfirmPush => ({ view, look: { theme: 'dark', holdMs: 800, system: 'linux' } });

/** Each page notes what was done with it; `answers` says which of them are well. */
function bench(answers: (page: number) => boolean, lateMs = 0) {
  const said: string[] = [];
  const pages: PageEvents[] = [];
  let opens = true;
  let quitting = false;
  let sounds = true;
  const keeper = createConfirmKeeper({
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms + lateMs)),
    now: () => Date.now(),
    openPage: (events) => {
      if (!opens) throw new Error('no window');
      const number = pages.push(events);
      said.push(`open ${number}`);
      const page: ConfirmPage = {
        send: ({ pushId, view }) => {
          if (answers(number)) events.shown(pushId, view.kind === 'closed' ? 0 : 500);
        },
        sound: ({ soundId }) => {
          if (answers(number)) events.sounded(soundId);
          said.push(`sound ${number}`);
        },
        appear: (heightPx) => said.push(`appear ${number} ${heightPx}`),
        fit: () => undefined,
        hide: () => said.push(`hide ${number}`),
        destroy: () => said.push(`destroy ${number}`),
        maxHeightPx: () => 700,
      };
      if (answers(number)) queueMicrotask(() => events.ready());
      return page;
    },
    showNative: (view) => said.push(`native ${view.kind}`),
    letGo: (askId) => said.push(`let go ${askId}`),
    soundsOn: () => sounds,
    beep: () => said.push('beep'),
    quitting: () => quitting,
    log: () => undefined,
  });
  return {
    keeper,
    pages,
    said,
    allow: (now: { opens?: boolean; quitting?: boolean; sounds?: boolean }) => {
      opens = now.opens ?? opens;
      quitting = now.quitting ?? quitting;
      sounds = now.sounds ?? sounds;
    },
  };
}

it('shows a page that was prepared as soon as it has drawn, in its own height', () => {
  const { keeper, said } = bench(() => true);
  keeper.prepare();
  keeper.show(pushOf(asking()));
  expect(said).toEqual(['open 1', 'appear 1 500']);
});

it('shows a page that is up but slow all the same, and leaves one alone that answers late for figures', async () => {
  let well = true;
  const { keeper, said, pages } = bench(() => well);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  well = false;
  keeper.show(pushOf(asking()));
  await vi.advanceTimersByTimeAsync(SHOW_AFTER_MS);
  expect(said).toEqual(['open 1', 'appear 1 420']);
  pages[0]?.shown(1, 480);
  keeper.show(pushOf(asking({ closesAtMs: 12_000 }))); // the same screen
  await vi.advanceTimersByTimeAsync(ANSWER_MS * 2);
  expect(said).toEqual(['open 1', 'appear 1 420']);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(said).toContain('destroy 1');
});

it('replaces a page that hangs, once, and then lets the system ask', async () => {
  let well = true;
  const { keeper, said } = bench(() => well);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  well = false;
  keeper.show(pushOf(asking()));
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(said).toEqual(['open 1', 'appear 1 420', 'destroy 1', 'open 2']);
  await vi.advanceTimersByTimeAsync(OPENING_MS);
  expect(said.slice(4)).toEqual(['destroy 2', 'native asking']);
});

it('gives a page more time on a machine whose own clock comes late, and not for ever', async () => {
  let well = true;
  const { keeper, said } = bench(() => well, 200);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  well = false;
  keeper.show(pushOf(asking()));
  await vi.advanceTimersByTimeAsync(2 * ANSWER_MS);
  expect(said).not.toContain('destroy 1');
  await vi.advanceTimersByTimeAsync(4 * ANSWER_MS);
  expect(said).toContain('destroy 1');
});

it('lets the system ask at once where no window can be had, follows it there, and tries a page again the next time', () => {
  const { keeper, said, allow } = bench(() => true);
  allow({ opens: false });
  keeper.show(pushOf(asking()));
  keeper.show(pushOf({ kind: 'fired', askId: 'a', exit: asking().exit, view: null, joined: false }));
  allow({ opens: true });
  keeper.show(pushOf({ kind: 'closed' }));
  keeper.show(pushOf(asking({ askId: 'b' })));
  expect(said).toEqual(['native asking', 'native fired', 'native closed', 'open 1', 'appear 1 500']);
});

it('brings another asking to the front anew, where the mouse is now, over an end that nobody closed', () => {
  const { keeper, said } = bench(() => true);
  const { exit } = asking();
  keeper.show(pushOf(asking()));
  keeper.show(pushOf({ kind: 'fired', askId: 'a', exit, view: null, joined: false }));
  expect(said).toEqual(['open 1', 'appear 1 500']);
  keeper.show(pushOf(asking({ askId: 'b' })));
  expect(said.slice(2)).toEqual(['hide 1', 'appear 1 500']);
});

it('lets go of the button when the page dies under the finger', () => {
  const { keeper, said, pages } = bench(() => true);
  keeper.show(pushOf(asking({ closesAtMs: null })));
  pages[0]?.gone('killed');
  expect(said).toEqual(['open 1', 'appear 1 500', 'destroy 1', 'let go a', 'open 2', 'appear 2 500']);
});

it('opens a hidden page again when it dies, not for ever, and not while the app quits', () => {
  const { keeper, said, pages, allow } = bench(() => true);
  keeper.prepare();
  for (let death = 0; death < 20; death += 1) pages.at(-1)?.gone('killed');
  expect(said.filter((line) => line.startsWith('open'))).toHaveLength(6);
  keeper.show(pushOf(asking()));
  expect(said.at(-1)).toBe('appear 7 500');
  allow({ quitting: true });
  pages.at(-1)?.gone('closed');
  expect(said.at(-1)).toBe('destroy 7');
});

it('takes no word of a page that it gave up', () => {
  const { keeper, pages, said } = bench(() => true);
  keeper.show(pushOf(asking()));
  pages[0]?.gone('killed');
  const before = said.length;
  pages[0]?.gone('killed again');
  pages[0]?.shown(99, 300);
  expect(pages[0]?.ready()).toBeNull();
  expect(said).toHaveLength(before);
});

it('plays on the page, beeps where there is none or it does not play, and is silent where sounds are off', async () => {
  let well = true;
  const { keeper, said, allow } = bench(() => well);
  keeper.play('alarm');
  expect(said).toEqual(['beep']);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  keeper.play('flat');
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(said).toEqual(['beep', 'open 1', 'sound 1']);
  well = false;
  keeper.play('alarm');
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  expect(said.slice(3)).toEqual(['sound 1', 'beep']);
  allow({ sounds: false });
  keeper.play('alarm');
  expect(said).toHaveLength(5);
});
