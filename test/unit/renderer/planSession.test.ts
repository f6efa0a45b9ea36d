import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlanSession } from '../../../renderer/exit/planSession.ts';
import type { ExitPreview } from '../../../shared/exit.ts';
import { fail, succeed, type Result } from '../../../shared/failure.ts';
import { preview } from './fixtures.ts';

type Answer = (result: Result<ExitPreview>) => void;

function makeSession() {
  const waiting: Answer[] = [];
  const confirmed: string[] = [];
  const discarded: string[] = [];
  const started: string[] = [];
  const confirmAnswers: Result<{ exitId: string; joined: boolean }>[] = [];
  const session = createPlanSession({
    api: {
      previewExit: () => new Promise((resolve) => waiting.push(resolve)),
      confirmExit: ({ planId }) => {
        confirmed.push(planId);
        return Promise.resolve(confirmAnswers.shift() ?? succeed({ exitId: `exit of ${planId}`, joined: false }));
      },
      discardPreview: ({ planId }) => {
        discarded.push(planId);
        return Promise.resolve(succeed(null));
      },
    },
    nowMs: () => Date.now(),
    onStarted: (exitId) => started.push(exitId),
  });
  const answer = async (result: Result<ExitPreview>) => {
    waiting.shift()?.(result);
    await vi.advanceTimersByTimeAsync(0);
  };
  const plan = (planId: string, goodForMs = 20_000) => succeed(preview(planId, Date.now() + goodForMs));
  return { session, waiting, confirmed, discarded, started, confirmAnswers, answer, plan };
}

const emergency = { action: 'emergencyExit' } as const;

describe('plan session', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('confirms as soon as a plan arrives that was waited for', async () => {
    const { session, confirmed, started, answer, plan } = makeSession();
    session.load(emergency);
    session.confirm();
    expect(session.store.getState().wanted).toBe(true);
    expect(confirmed).toEqual([]);
    await answer(plan('p1'));
    expect(confirmed).toEqual(['p1']);
    expect(started).toEqual(['exit of p1']);
  });

  it('confirms what was held for, whatever is asked for afterwards', async () => {
    const { session, waiting, confirmed, answer, plan } = makeSession();
    const share = (exitPct: number) => ({ action: 'partialClose', position: 'p', exitPct }) as const;
    session.load(share(25));
    session.confirm();
    session.load(share(100));
    expect(waiting).toHaveLength(1);
    expect(session.store.getState().request).toEqual(share(25));
    await answer(plan('a quarter'));
    expect(confirmed).toEqual(['a quarter']);
  });

  it('sends nothing when it is closed before the plan arrives, and gives the plan back', async () => {
    const { session, confirmed, discarded, answer, plan } = makeSession();
    session.load(emergency);
    session.close();
    await answer(plan('p1'));
    expect(confirmed).toEqual([]);
    expect(discarded).toEqual(['p1']);
  });

  it('confirms one plan once, however often it is asked', async () => {
    const { session, confirmed, answer, plan } = makeSession();
    session.load(emergency);
    await answer(plan('p1'));
    session.confirm();
    session.confirm();
    session.confirm();
    await vi.advanceTimersByTimeAsync(0);
    expect(confirmed).toEqual(['p1']);
  });

  it('only the latest question counts', async () => {
    const { session, discarded, answer, plan } = makeSession();
    session.load(emergency);
    session.load({ action: 'flattenWinners' });
    await answer(plan('old'));
    await answer(plan('new'));
    expect(session.store.getState().preview?.planId).toBe('new');
    expect(discarded).toEqual(['old']);
  });

  it('renews the plan before it expires, keeping the old one on screen meanwhile', async () => {
    const { session, waiting, discarded, answer, plan } = makeSession();
    session.load(emergency);
    await answer(plan('p1'));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(waiting).toHaveLength(1);
    expect(session.store.getState().preview?.planId).toBe('p1');
    await answer(plan('p2'));
    expect(session.store.getState().preview?.planId).toBe('p2');
    expect(discarded).toEqual(['p1']);
    session.close();
  });

  it('does not exchange the plan while it is held', async () => {
    const { session, waiting, answer, plan } = makeSession();
    session.load(emergency);
    await answer(plan('p1'));
    session.hold(true);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(waiting).toHaveLength(0);
    session.hold(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(waiting).toHaveLength(1);
    session.close();
  });

  it('shows why a preview failed and stops waiting', async () => {
    const { session, confirmed, answer } = makeSession();
    session.load(emergency);
    session.confirm();
    await answer(fail({ kind: 'unreachable', message: 'no answer' }));
    const { failure, wanted } = session.store.getState();
    expect({ message: failure?.message, wanted, confirmed }).toEqual({ message: 'no answer', wanted: false, confirmed: [] });
  });

  it('reads a new plan after an expired one but never confirms it by itself', async () => {
    const { session, waiting, confirmed, confirmAnswers, answer, plan } = makeSession();
    confirmAnswers.push(fail({ kind: 'planExpired', message: 'too old' }));
    session.load(emergency);
    await answer(plan('p1'));
    session.confirm();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toHaveLength(1);
    await answer(plan('p2'));
    expect(confirmed).toEqual(['p1']);
    expect(session.store.getState().failure?.message).toBe('too old');
    session.close();
  });

  it('turns a rejected call into a failure that is shown', async () => {
    const session = createPlanSession({
      api: {
        previewExit: () => Promise.reject(new Error('bridge gone')),
        confirmExit: () => Promise.reject(new Error('bridge gone')),
        discardPreview: () => Promise.reject(new Error('bridge gone')),
      },
      nowMs: () => 0,
      onStarted: () => undefined,
    });
    session.load(emergency);
    await vi.advanceTimersByTimeAsync(0);
    expect(session.store.getState().failure?.message).toBe('bridge gone');
  });
});
