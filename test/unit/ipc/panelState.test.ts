import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPanelState } from '../../../electron/ipc/panelState.ts';
import { noDesktop } from '../../../shared/desktop.ts';
import { noAutomation } from '../../../shared/automation.ts';
import type { PositionView } from '../../../shared/position.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { emptyVault } from '../../../shared/vault.ts';
import { applyNumbered, type NumberedChanges, type PanelChange, type PanelSnapshot } from '../../../shared/snapshot.ts';

const empty: PanelSnapshot = {
  revision: 0,
  environment: 'practice',
  practiceUrl: null,
  accounts: [],
  entries: [],
  vault: emptyVault,
  positions: {},
  orders: {},
  exits: [],
  settings: defaultSettings,
  notices: [],
  rates: {},
  desktop: noDesktop,
  automation: noAutomation,
};
const position = (key: string, size: string) => ({ key, size }) as PositionView;

function harness() {
  const pushes: NumberedChanges[] = [];
  let run: (() => void) | null = null;
  const state = createPanelState(
    empty,
    (push) => pushes.push(push),
    (flush) => {
      run = flush;
    },
  );
  return { state, pushes, tick: () => run?.() };
}

describe('panelState', () => {
  it('gathers changes into one numbered push', () => {
    const { state, pushes, tick } = harness();
    state.change({ kind: 'positions', upserted: [position('a', '1')], removed: [] });
    state.change({ kind: 'positions', upserted: [position('a', '2')], removed: [] });
    state.change({ kind: 'rates', rates: { USDT: '1' } });
    tick();
    expect(pushes).toHaveLength(1);
    expect(pushes[0]?.revision).toBe(1);
    expect(pushes[0]?.changes).toHaveLength(2);
  });

  it('leads the panel to the same picture as main, whatever the order of changes and ticks', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const change: fc.Arbitrary<PanelChange> = fc.oneof(
      fc.record({
        kind: fc.constant('positions' as const),
        upserted: fc.array(fc.tuple(key, fc.nat(9)).map(([k, n]) => position(k, String(n)))),
        removed: fc.array(key),
      }),
      fc.record({ kind: fc.constant('orders' as const), accountId: key, orders: fc.constant([]) }),
      fc.record({ kind: fc.constant('rates' as const), rates: fc.record({ BTC: fc.nat(9).map(String) }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(change)), (steps) => {
        const { state, pushes, tick } = harness();
        for (const step of steps) {
          if (step === null) tick();
          else state.change(step);
        }
        const seen = state.snapshot(); // flushes
        const panel = pushes.reduce<PanelSnapshot | null>((snapshot, push) => snapshot && applyNumbered(snapshot, push), empty);
        expect(panel).toEqual(seen);
      }),
    );
  });

  it('tells a panel that missed a push to ask again, and ignores what it already has', () => {
    expect(applyNumbered(empty, { revision: 2, changes: [] })).toBeNull();
    expect(applyNumbered({ ...empty, revision: 5 }, { revision: 4, changes: [] })?.revision).toBe(5);
  });
});
