import { expect, it } from 'vitest';
import type { CheckState, ReadinessView } from '../../../shared/readiness.ts';
import type { ConnectedAccount } from '../../../electron/connectedAccount.ts';
import { createReadinessWatch } from '../../../electron/readiness/readinessWatch.ts';

const viewOf = (state: CheckState): ReadinessView => ({
  lamp: state === 'ok' ? 'green' : 'red',
  checkedAtMs: 1,
  checks: [{ id: 'stream', state, detail: 'so it is', remedy: null }],
});

/** Accounts whose health is set by hand, and checks that end by hand. */
function watched(...ids: string[]) {
  let nowMs = 100_000;
  let exit = false;
  const health = new Map(ids.map((id) => [id, 'connecting']));
  const shown: string[] = [];
  const asked: { id: string; end: (view: ReadinessView) => void; fail: (error: Error) => void }[] = [];
  const logged: string[] = [];
  const accounts = ids.map(
    (id) =>
      ({
        id,
        clock: { now: () => nowMs },
        book: { account: () => ({ health: { kind: health.get(id) } }) },
        showReadiness: ({ lamp }: ReadinessView) => shown.push(`${id} ${lamp}`),
      }) as unknown as ConnectedAccount,
  );
  const watch = createReadinessWatch({
    accounts: () => accounts,
    exitRunning: () => exit,
    log: (message) => logged.push(message),
    check: ({ id }) => new Promise((end, fail) => asked.push({ id, end, fail })),
  });
  const take = (id: string) => {
    const index = asked.findIndex((each) => each.id === id);
    const [found] = asked.splice(index, 1);
    if (index < 0 || found === undefined) throw new Error(`${id} was not asked`);
    return found;
  };
  return {
    watch,
    shown,
    logged,
    asked: () => asked.map(({ id }) => id),
    setHealth: (id: string, kind: string) => void health.set(id, kind),
    setExit: (running: boolean) => {
      exit = running;
    },
    later: (ms: number) => {
      nowMs += ms;
      watch.look();
    },
    take,
    ends: async (id: string, state: CheckState) => {
      take(id).end(viewOf(state));
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('checks each account once it has connected, one slow one delaying nobody, and again after minutes', async () => {
  const { later, asked, setHealth, ends, shown } = watched('slow', 'quick');
  later(500);
  expect(asked()).toEqual([]);
  setHealth('slow', 'live');
  setHealth('quick', 'live');
  later(500);
  expect(asked()).toEqual(['slow', 'quick']);
  await ends('quick', 'ok');
  expect(shown).toEqual(['quick green']);
  later(100_000);
  expect(asked()).toEqual(['slow']);
  later(100_000);
  expect(asked()).toEqual(['slow', 'quick']);
});

it('asks soon again where something may mend itself, and when the health changes', async () => {
  const { later, asked, setHealth, ends } = watched('one');
  setHealth('one', 'failed');
  later(0);
  await ends('one', 'bad');
  later(31_000);
  expect(asked()).toEqual(['one']);
  await ends('one', 'bad');
  setHealth('one', 'live');
  later(1_000);
  expect(asked()).toEqual([]); // not oftener than every few seconds
  later(5_000);
  expect(asked()).toEqual(['one']);
});

it('asks nothing while an exit runs', async () => {
  const { later, asked, setHealth, setExit, watch } = watched('one');
  setHealth('one', 'live');
  setExit(true);
  later(500);
  expect(asked()).toEqual([]);
  expect(await watch.check('one')).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
  setExit(false);
  later(500);
  expect(asked()).toEqual(['one']);
});

it('checks at once when a person asks, and joins a check that runs', async () => {
  const { watch, asked, setHealth, ends } = watched('one');
  setHealth('one', 'live');
  const both = Promise.all([watch.check('one'), watch.check('one')]);
  expect(asked()).toEqual(['one']);
  await ends('one', 'ok');
  expect(await both).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
  expect(await watch.check('two')).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
});

it('logs a defect and goes on', async () => {
  const { later, asked, setHealth, take, logged } = watched('one');
  setHealth('one', 'live');
  later(0);
  take('one').fail(new Error('a defect'));
  await expect.poll(() => logged.join()).toContain('a defect');
  later(181_000);
  expect(asked()).toEqual(['one']);
});
