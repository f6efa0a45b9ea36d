// A program asks on the confirm window: only a person's yes to this asking fires it, and the program always gets an answer.
import { describe, expect, it } from 'vitest';
import { createPanic, type Panic, type PanicRequest } from '../../../electron/desktop/panic.ts';
import type { ApiKeyView } from '../../../shared/automation.ts';
import type { ConfirmView } from '../../../shared/confirmation.ts';
import type { Asked, ExitRequest } from '../../../shared/exit.ts';
import { fail, succeed, type Result } from '../../../shared/failure.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { VirtualClock } from '../exit/virtualClock.ts';
import { account, exit, preview, snapshot } from '../renderer/fixtures.ts';

const emergency: PanicRequest = { action: 'emergencyExit' };
const half: ExitRequest = { action: 'partialClose', position: 'a1|ETH/USDT:USDT|long', exitPct: 50 };
const twoPress = { mode: 'twoPress', accelerator: 'CommandOrControl+Alt+Shift+X' } as const;
const asked = (keyName = 'Alerts'): Asked => ({ keyId: keyName, keyName, via: 'rest', idempotencyKey: null, fingerprint: 'f' });
const apiKey = (part: Partial<ApiKeyView>): ApiKeyView => ({
  keyId: 'Alerts',
  name: 'Alerts',
  hint: 'bst_…x7Qp',
  scope: 'trade',
  accounts: null,
  actions: null,
  approval: 'everyTime',
  environment: 'practice',
  createdAtMs: 1,
  expiresAtMs: null,
  approvedAtMs: null,
  revokedAtMs: null,
  lastUse: null,
  ...part,
});

function open() {
  const clock = new VirtualClock();
  let state = snapshot({
    accounts: [account()],
    settings: { ...defaultSettings, confirmSeconds: 5, automation: true },
    automation: { server: { kind: 'off' }, keys: ['Alerts', 'Another'].map((keyId) => apiKey({ keyId })) },
  });
  const fired: (readonly [string, Asked | null])[] = [];
  const discarded: string[] = [];
  const faults = { show: false, preview: false, refuse: false };
  let ids = 0;
  let plans = 0;
  const start = (what: string, by: Asked | null): Result<{ exitId: string; joined: boolean }> => {
    if (faults.refuse) return fail({ kind: 'planExpired', message: 'The plan expired.' });
    const exitId = `exit${fired.push([what, by])}`;
    state = { ...state, exits: [exit({ exitId, request: emergency }), ...state.exits] };
    return succeed({ exitId, joined: false });
  };
  const panic: Panic = createPanic({
    clock,
    newId: () => `ask${(ids += 1)}`,
    snapshot: () => state,
    preview: async (request) =>
      faults.preview
        ? fail({ kind: 'unreachable', message: 'No answer.' })
        : succeed({ ...preview(`plan${(plans += 1)}`, 0), request }),
    discard: (planId) => discarded.push(planId),
    fire: (request, by) => start(request.action, by),
    confirm: (planId, by) => start(planId, by),
    onChange: () => {
      if (faults.show) throw new Error('no window today');
    },
    log: () => undefined,
  });
  /** The answer of an asking, once there is one. */
  const askFor = (request: ExitRequest, by = asked()) => {
    const told: { answer: Awaited<ReturnType<Panic['askFor']>> | null } = { answer: null };
    void panic.askFor(request, by).then((answer) => (told.answer = answer));
    return told;
  };
  const askId = (): string => {
    const view: ConfirmView = panic.view();
    if (view.kind === 'closed') throw new Error('nothing is on screen');
    return view.askId;
  };
  return {
    clock,
    panic,
    fired,
    discarded,
    faults,
    askFor,
    askId,
    /** Not told of yet. */
    set: (part: Partial<typeof state>) => {
      state = { ...state, ...part };
    },
    change: (part: Partial<typeof state>) => {
      state = { ...state, ...part };
      panic.changed();
    },
  };
}

describe('a program that asks', () => {
  it('is named on screen, and gets the id of the exit that a person fires', async () => {
    const { askFor, askId, clock, fired, panic } = open();
    const told = askFor(emergency);
    expect(panic.view()).toMatchObject({
      kind: 'asking',
      hotkey: null,
      exit: { askedBy: 'automation', program: { keyName: 'Alerts', via: 'rest', yesHolds: false } },
    });
    await clock.advance(1_000);
    expect(told.answer).toBeNull();
    panic.fire(askId());
    await clock.advance(0);
    expect(fired).toEqual([['emergencyExit', asked()]]);
    expect(told.answer).toEqual(succeed({ exitId: 'exit1', joined: false }));
  });

  it('says that a yes holds where the key asks the first time only, and not once it was given', () => {
    const { askFor, askId, change, panic } = open();
    const key = apiKey({ approval: 'firstTime' });
    change({ automation: { server: { kind: 'off' }, keys: [key] } });
    askFor(emergency);
    expect(panic.view()).toMatchObject({ exit: { program: { yesHolds: true } } });
    panic.dismiss(askId());
    change({ automation: { server: { kind: 'off' }, keys: [{ ...key, approvedAtMs: 2 }] } });
    askFor(emergency);
    expect(panic.view()).toMatchObject({ exit: { program: { yesHolds: false } } });
  });

  it.each([
    ['Esc', async (bench: ReturnType<typeof open>) => bench.panic.dismiss(bench.askId())],
    ['waiting', (bench: ReturnType<typeof open>) => bench.clock.advance(5_100)],
    [
      'a person who asks for something else',
      async (bench: ReturnType<typeof open>) => void bench.panic.ask(emergency, 'tray', null),
    ],
    [
      'its key that is revoked',
      async (bench: ReturnType<typeof open>) =>
        bench.change({ automation: { server: { kind: 'off' }, keys: [apiKey({ revokedAtMs: 2 })] } }),
    ],
    ['automation switched off', async (bench: ReturnType<typeof open>) => bench.change({ settings: defaultSettings })],
    ['a switch of the environment', async (bench: ReturnType<typeof open>) => bench.change({ environment: 'live' })],
  ])('is declined by %s, and nothing is sent', async (_name, act) => {
    const bench = open();
    const told = bench.askFor({ action: 'flattenWinners' });
    await act(bench);
    await bench.clock.advance(0);
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'declined' } });
    expect(bench.fired).toEqual([]);
  });

  it.each([
    ['revoked', [apiKey({ revokedAtMs: 2 })]],
    ['revoked and taken off the list', []],
    ['expired', [apiKey({ expiresAtMs: 1 })]],
  ])('whose key is %s a moment before the yes starts nothing', async (_name, keys) => {
    const { askFor, askId, clock, fired, panic, set } = open();
    const told = askFor(emergency);
    await clock.advance(10);
    const id = askId();
    set({ automation: { server: { kind: 'off' }, keys } });
    panic.fire(id);
    await clock.advance(0);
    expect(fired).toEqual([]);
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'declined' } });
  });

  it('is not answered by a hotkey on the same scope: that asks anew, for the person', async () => {
    const { askFor, clock, fired, panic } = open();
    const told = askFor(emergency);
    panic.pressed(emergency, twoPress);
    await clock.advance(0);
    expect(fired).toEqual([]);
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'declined' } });
    expect(panic.view()).toMatchObject({ kind: 'asking', exit: { askedBy: 'hotkey', program: null } });
    panic.pressed(emergency, twoPress);
    expect(fired).toEqual([['emergencyExit', null]]);
  });

  it('takes no window away: not from a person who is asked, nor from another program, nor from an exit that runs', async () => {
    const { askFor, askId, clock, panic } = open();
    const busy = { ok: false, failure: { kind: 'busy' } };
    panic.ask(emergency, 'tray', null);
    const first = askFor(emergency);
    panic.dismiss(askId());
    const second = askFor(emergency);
    const third = askFor(emergency, asked('Another'));
    await clock.advance(0);
    expect([first.answer, second.answer, third.answer]).toMatchObject([busy, null, busy]);
    expect(panic.view()).toMatchObject({ exit: { program: { keyName: 'Alerts' } } });
    panic.fire(askId());
    const fourth = askFor(emergency, asked('Another'));
    await clock.advance(0);
    expect(fourth.answer).toMatchObject(busy);
  });

  it('covers what a person has to see still, and gives it back; a person who asks puts it away', async () => {
    const { askFor, askId, change, clock, panic } = open();
    panic.ask(emergency, 'tray', null);
    panic.fire(askId());
    const left = exit({ exitId: 'exit1', request: emergency, verdict: 'notFlat', endedAtMs: 9 });
    change({ exits: [left] });
    expect(panic.view()).toMatchObject({ kind: 'fired', view: { verdict: 'notFlat' } });
    askFor({ action: 'flattenWinners' });
    expect(panic.view()).toMatchObject({ kind: 'asking' });
    await clock.advance(5_100);
    expect(panic.view()).toMatchObject({ kind: 'fired', view: { exitId: 'exit1', verdict: 'notFlat' } });
    panic.ask(emergency, 'tray', null);
    panic.dismiss(askId());
    expect(panic.view().kind).toBe('closed');
  });

  it('is told the reason where the exit could not be started', async () => {
    const { askFor, askId, clock, faults, panic } = open();
    const told = askFor(emergency);
    faults.refuse = true;
    panic.fire(askId());
    await clock.advance(0);
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
  });

  it('gets its answer though the window can not be shown', async () => {
    const { askFor, clock, faults, fired } = open();
    faults.show = true;
    const told = askFor(emergency);
    await clock.advance(5_100);
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'declined' } });
    expect(fired).toEqual([]);
  });

  it('can be fired without a preview where all of it is meant', async () => {
    const { askFor, askId, clock, faults, fired, panic } = open();
    faults.preview = true;
    askFor(emergency);
    await clock.advance(100);
    panic.fire(askId());
    expect(fired).toHaveLength(1);
  });
});

describe('a share', () => {
  it('is named in words', () => {
    const { askFor, panic } = open();
    askFor(half);
    expect(panic.view()).toMatchObject({
      exit: { title: 'Partial Close 50%', scope: '50% of the ETH/USDT:USDT long of Momentum (Bybit)' },
    });
  });

  it('can not be fired before its preview is there, and is fired as that says', async () => {
    const { askFor, askId, clock, fired, panic } = open();
    askFor(half);
    panic.fire(askId());
    expect(panic.view().kind).toBe('asking');
    expect(fired).toEqual([]);
    await clock.advance(0);
    panic.fire(askId());
    expect(fired).toEqual([['plan1', asked()]]);
  });

  it('is fired by the newest preview, and older plans are given back', async () => {
    const { askFor, askId, clock, discarded, fired, panic } = open();
    askFor(half);
    await clock.advance(3_100);
    panic.fire(askId());
    expect(fired).toEqual([['plan3', asked()]]);
    expect(discarded).toEqual(['plan1', 'plan2']);
  });

  it('can not be fired once its figures could not be renewed', async () => {
    const { askFor, askId, clock, faults, fired, panic } = open();
    askFor(half);
    await clock.advance(0);
    faults.preview = true;
    await clock.advance(1_600);
    panic.fire(askId());
    expect(fired).toEqual([]);
    faults.preview = false;
    await clock.advance(1_600);
    panic.fire(askId());
    expect(fired).toHaveLength(1);
  });

  it('whose plan is stale starts nothing, and the program is told', async () => {
    const { askFor, askId, clock, faults, panic } = open();
    const told = askFor(half);
    await clock.advance(0);
    faults.refuse = true;
    panic.fire(askId());
    await clock.advance(0);
    expect(panic.view()).toMatchObject({ kind: 'refused', failure: { kind: 'planExpired' } });
    expect(told.answer).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
  });
});
