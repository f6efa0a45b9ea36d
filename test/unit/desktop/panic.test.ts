import { describe, expect, it } from 'vitest';
import { createPanic, type Panic, type PanicRequest } from '../../../electron/desktop/panic.ts';
import type { ConfirmView } from '../../../shared/confirmation.ts';
import type { ExitRequest, ExitView } from '../../../shared/exit.ts';
import { fail, succeed } from '../../../shared/failure.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { VirtualClock } from '../exit/virtualClock.ts';
import { exit, preview, snapshot } from '../renderer/fixtures.ts';

const emergency: PanicRequest = { action: 'emergencyExit' };
const winners: PanicRequest = { action: 'flattenWinners' };
const keys = (mode: 'twoPress' | 'hold' | 'instant') => ({ mode, accelerator: 'CommandOrControl+Alt+Shift+X' }) as const;

/** An exit takes 300 ms and ends as it is told. */
function open() {
  const time = new VirtualClock();
  let wallMs = 0; // what only the wall clock went by
  const clock = {
    now: () => time.now(),
    epoch: () => time.epoch() + wallMs,
    sleep: (ms: number) => time.sleep(ms),
    after: (ms: number, run: () => void) => time.after(ms, run),
    advance: (ms: number) => time.advance(ms),
  };
  let state = snapshot({ settings: { ...defaultSettings, confirmSeconds: 5 } });
  const fired: ExitRequest[] = [];
  const shown: ConfirmView[] = [];
  const logs: string[] = [];
  let ids = 0;
  const faults = { show: false, preview: false, fire: false, refuse: false };
  let verdict: NonNullable<ExitView['verdict']> = 'flat';
  const put = (view: ExitView): void => {
    state = { ...state, exits: [view, ...state.exits.filter(({ exitId }) => exitId !== view.exitId)] };
    panic.changed();
  };
  const panic: Panic = createPanic({
    clock,
    newId: () => `ask${(ids += 1)}`,
    snapshot: () => state,
    preview: async () => {
      if (faults.preview) throw new Error('no preview today');
      return succeed(preview('plan', 0));
    },
    discard: () => undefined,
    confirm: () => succeed({ exitId: 'share', joined: false }),
    fire: (request) => {
      if (faults.fire) throw new Error('broken');
      if (faults.refuse) return fail({ kind: 'notFound', message: 'No account is connected.' });
      const exitId = `exit${fired.push(request)}`;
      const running = exit({ exitId, request, endedAtMs: null, verdict: null });
      clock.after(50, () => put(running));
      clock.after(300, () => put({ ...running, endedAtMs: 1, verdict }));
      return succeed({ exitId, joined: false });
    },
    onChange: (view) => {
      shown.push(view);
      if (faults.show) throw new Error('no window today');
    },
    log: (message) => logs.push(message),
  });
  return {
    clock,
    panic,
    fired,
    shown,
    logs,
    faults,
    endAs: (wanted: typeof verdict) => {
      verdict = wanted;
    },
    setWall: (byMs: number) => {
      wallMs += byMs;
    },
    switchTo: (environment: 'practice' | 'live') => {
      state = { ...state, environment };
    },
  };
}

describe('press twice', () => {
  it('asks, fires at the second press, follows to the verdict and goes when it is flat', async () => {
    const { clock, fired, panic } = open();
    panic.pressed(emergency, keys('twoPress'));
    expect(panic.view()).toMatchObject({ kind: 'asking', exit: { title: 'Emergency Exit', environment: 'practice' } });
    expect(fired).toEqual([]);
    await clock.advance(1_000);
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([emergency]);
    await clock.advance(400);
    expect(panic.view()).toMatchObject({ kind: 'fired', view: { verdict: 'flat' } });
    await clock.advance(7_000);
    expect(panic.view().kind).toBe('fired');
    await clock.advance(2_000);
    expect(panic.view().kind).toBe('closed');
  });

  it('stays on screen when it did not end flat', async () => {
    const { clock, endAs, panic } = open();
    endAs('notFlat');
    panic.pressed(emergency, keys('twoPress'));
    panic.pressed(emergency, keys('twoPress'));
    await clock.advance(120_000);
    expect(panic.view()).toMatchObject({ kind: 'fired', view: { verdict: 'notFlat' } });
  });

  it('gives up after the countdown, and the next press asks again', async () => {
    const { clock, fired, panic } = open();
    panic.pressed(emergency, keys('twoPress'));
    await clock.advance(4_900);
    expect(panic.view().kind).toBe('asking');
    await clock.advance(200);
    expect(panic.view().kind).toBe('closed');
    panic.pressed(emergency, keys('twoPress'));
    expect(panic.view().kind).toBe('asking');
    expect(fired).toEqual([]);
  });

  it('one press does not fire what the tray asked', () => {
    const { fired, panic } = open();
    panic.ask(emergency, 'tray', null);
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([]);
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([emergency]);
  });

  it('another scope takes the place of the asked one', () => {
    const { fired, panic } = open();
    panic.pressed(winners, keys('twoPress'));
    panic.pressed(emergency, keys('twoPress'));
    expect(panic.view()).toMatchObject({ kind: 'asking', exit: { request: emergency } });
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([emergency]);
  });
});

describe('a hammering finger', () => {
  it.each(['twoPress', 'instant'] as const)('fifty presses in mode %s start one exit', async (mode) => {
    const { clock, fired, panic } = open();
    for (let press = 0; press < 50; press += 1) {
      panic.pressed(emergency, keys(mode));
      await clock.advance(60);
    }
    expect(fired).toEqual([emergency]);
    expect(panic.view()).toMatchObject({ kind: 'fired', view: { verdict: 'flat' } });
    for (let repeat = 0; repeat < 40; repeat += 1) {
      panic.stirred(emergency); // in doubt a press is none, and still belongs to it
      await clock.advance(60);
    }
    panic.pressed(emergency, keys(mode));
    expect(fired).toHaveLength(1);
    await clock.advance(1_600);
    panic.pressed(emergency, keys('instant')); // and a press after it starts anew
    expect(fired).toHaveLength(2);
  });

  it.each(['notFlat', 'unknown'] as const)('starts anew, however fast, once it ended %s', async (verdict) => {
    const { clock, endAs, fired, panic } = open();
    endAs(verdict);
    for (let press = 0; press < 5; press += 1) {
      panic.pressed(emergency, keys('instant'));
      await clock.advance(80);
    }
    expect(fired).toHaveLength(2);
    await clock.advance(300);
    panic.pressed(emergency, keys('twoPress'));
    expect(panic.view().kind).toBe('asking');
  });

  it('a press while it runs brings the closed window back and starts nothing', async () => {
    const { clock, fired, panic } = open();
    panic.pressed(emergency, keys('instant'));
    const first = panic.view();
    panic.dismiss(first.kind === 'fired' ? first.askId : '');
    await clock.advance(100);
    panic.pressed(emergency, keys('instant'));
    expect(panic.view().kind).toBe('fired');
    expect(fired).toHaveLength(1);
  });

  it('another scope is not held back by it', () => {
    const { fired, panic } = open();
    panic.pressed(winners, keys('instant'));
    panic.pressed(emergency, keys('instant'));
    expect(fired).toEqual([winners, emergency]);
  });
});

describe('press and hold', () => {
  it('fires when it was held', () => {
    const { fired, panic } = open();
    panic.pressed(emergency, keys('hold'));
    expect(panic.view()).toMatchObject({ closesAtMs: null, hotkey: { mode: 'hold', heldSinceMs: expect.any(Number) } });
    panic.held(emergency);
    expect(fired).toEqual([emergency]);
  });

  it('held again as soon as the exit has ended starts another one', async () => {
    const { clock, fired, panic } = open();
    panic.pressed(emergency, keys('hold'));
    panic.held(emergency);
    await clock.advance(100);
    panic.pressed(emergency, keys('hold')); // while it runs
    panic.held(emergency);
    await clock.advance(300);
    panic.stirred(emergency);
    panic.pressed(emergency, keys('hold'));
    panic.held(emergency);
    expect(fired).toHaveLength(2);
  });

  it('let go sends nothing, says so for a moment and goes; the next press holds anew', async () => {
    const { clock, fired, panic } = open();
    panic.pressed(emergency, keys('hold'));
    await clock.advance(300);
    panic.letGo(emergency);
    expect(panic.view()).toMatchObject({ kind: 'asking', hotkey: { heldSinceMs: null } });
    await clock.advance(1_000);
    panic.pressed(emergency, keys('hold'));
    await clock.advance(1_500);
    expect(panic.view()).toMatchObject({ closesAtMs: null });
    panic.letGo(emergency);
    await clock.advance(2_100);
    expect(panic.view().kind).toBe('closed');
    expect(fired).toEqual([]);
  });

  it('does not fire what was asked in another way', () => {
    const { fired, panic } = open();
    panic.pressed(emergency, keys('twoPress'));
    panic.held(emergency);
    panic.letGo(emergency);
    expect(fired).toEqual([]);
  });
});

describe('what was asked before the computer slept, or its clock was set', () => {
  it('is over on waking: the first press after it asks again', async () => {
    const { clock, fired, panic, setWall } = open();
    panic.pressed(emergency, keys('twoPress'));
    await clock.advance(1_000);
    setWall(8 * 3_600_000); // timers stand still meanwhile
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([]);
    expect(panic.view()).toMatchObject({ kind: 'asking', closesAtMs: clock.epoch() + 5_000 });
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([emergency]);
  });

  it('is not fired by a dialog that still stands', async () => {
    const { fired, panic, setWall } = open();
    const askId = panic.ask(emergency, 'tray', null);
    setWall(60_000);
    panic.fire(askId);
    expect(fired).toEqual([]);
    expect(panic.view().kind).toBe('closed');
  });

  it('ends in time when the clock was set back', async () => {
    const { clock, fired, panic, setWall } = open();
    panic.pressed(emergency, keys('twoPress'));
    setWall(-3_600_000);
    await clock.advance(5_100);
    expect(panic.view().kind).toBe('closed');
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toEqual([]);
  });
});

describe('nothing keeps it from firing, and nothing leaves it stuck', () => {
  it('a window and a preview with a defect', async () => {
    const { clock, faults, fired, logs, panic } = open();
    faults.show = true;
    faults.preview = true;
    panic.pressed(emergency, keys('twoPress'));
    await clock.advance(100);
    expect(panic.view()).toMatchObject({ previewFailure: { kind: 'internal' } });
    faults.preview = false;
    await clock.advance(2_000);
    expect(panic.view()).toMatchObject({ previewFailure: null });
    panic.pressed(emergency, keys('twoPress'));
    expect(fired).toHaveLength(1);
    expect(logs.join()).toContain('no window today');
  });

  it('a start that fails says why, and the next press tries again', () => {
    const { faults, fired, panic } = open();
    faults.fire = true;
    panic.pressed(emergency, keys('instant'));
    expect(panic.view()).toMatchObject({ kind: 'refused', failure: { kind: 'internal' } });
    faults.fire = false;
    faults.refuse = true;
    panic.pressed(emergency, keys('instant'));
    expect(panic.view()).toMatchObject({ kind: 'refused', failure: { message: 'No account is connected.' } });
    faults.refuse = false;
    panic.pressed(emergency, keys('instant'));
    expect(fired).toHaveLength(1);
  });

  it('a press in live is not taken for one more of what was fired in practice', async () => {
    const { clock, panic, switchTo } = open();
    panic.pressed(emergency, keys('instant'));
    await clock.advance(400);
    switchTo('live');
    panic.pressed(emergency, keys('twoPress'));
    expect(panic.view()).toMatchObject({ kind: 'asking', exit: { environment: 'live' } });
  });

  it('what can not be asked is said where nothing else is on screen', async () => {
    const { panic } = open();
    const failure = { kind: 'badRequest', message: 'Saved in live.' } as const;
    panic.refuse(winners, failure);
    expect(panic.view()).toMatchObject({ kind: 'refused', exit: { title: 'Flatten Winners' }, failure });
    panic.pressed(emergency, keys('twoPress'));
    panic.refuse(winners, failure);
    expect(panic.view().kind).toBe('asking');
    panic.pressed(emergency, keys('twoPress'));
    panic.refuse(winners, failure);
    expect(panic.view().kind).toBe('fired');
  });

  it('what was asked in practice is never fired in live', () => {
    const { fired, panic, switchTo } = open();
    panic.pressed(emergency, keys('twoPress'));
    switchTo('live');
    panic.pressed(emergency, keys('twoPress')); // before anybody told that it changed
    expect(panic.view()).toMatchObject({ kind: 'refused', exit: { environment: 'practice' } });
    switchTo('practice');
    panic.pressed(emergency, keys('twoPress'));
    switchTo('live');
    panic.changed();
    expect(panic.view().kind).toBe('closed');
    expect(fired).toEqual([]);
  });
});
