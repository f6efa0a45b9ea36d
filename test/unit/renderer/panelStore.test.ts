import { beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseShownExit, connectPanel, readPanel, usePanel } from '../../../renderer/panelStore.ts';
import type { PanelApi } from '../../../shared/contract.ts';
import type { PanelPlace } from '../../../shared/desktop.ts';
import { fail, succeed, type Result } from '../../../shared/failure.ts';
import type { NumberedChanges, PanelSnapshot } from '../../../shared/snapshot.ts';
import { exit, position, snapshot } from './fixtures.ts';

const unused = () => Promise.reject(new Error('not used'));

function makeApi(answers: readonly Result<PanelSnapshot>[]) {
  let push: (changes: NumberedChanges) => void = () => undefined;
  let lead: (place: PanelPlace) => void = () => undefined;
  const queue = [...answers];
  let asked = 0;
  const api: PanelApi = {
    getSnapshot: () => {
      asked += 1;
      const next = queue.shift();
      return next === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(next);
    },
    previewExit: unused,
    confirmExit: unused,
    discardPreview: unused,
    getExitTimeline: unused,
    reconnectAccount: unused,
    saveSettings: unused,
    dismissNotice: unused,
    resetPractice: unused,
    setEnvironment: unused,
    createVault: unused,
    unlockVault: unused,
    lockVault: unused,
    setVaultAside: unused,
    testAccount: unused,
    addAccount: unused,
    changeAccount: unused,
    replaceKeys: unused,
    removeAccount: unused,
    importAccounts: unused,
    checkReadiness: unused,
    rehearseExit: unused,
    setHotkey: unused,
    pauseHotkeys: unused,
    recordHotkey: unused,
    saveFilter: unused,
    removeFilter: unused,
    createApiKey: unused,
    revokeApiKey: unused,
    removeApiKey: unused,
    getAutomationCalls: unused,
    tryNotification: unused,
    quit: unused,
    onChanges: (listener) => {
      push = listener;
      return () => undefined;
    },
    onShow: (listener) => {
      lead = listener;
      return () => undefined;
    },
  };
  return {
    api,
    push: (changes: NumberedChanges) => push(changes),
    lead: (place: PanelPlace) => lead(place),
    asked: () => asked,
  };
}

const positionsPush = (revision: number, ...upserted: readonly ReturnType<typeof position>[]): NumberedChanges => ({
  revision,
  changes: [{ kind: 'positions', upserted, removed: [] }],
});

describe('panel store', () => {
  beforeEach(() => {
    usePanel.setState({ snapshot: null, problem: null, shownExitId: null });
  });

  it('applies the next push and keeps the identity of untouched rows', async () => {
    const first = position({ symbol: 'BTC/USDT:USDT' });
    const second = position({ symbol: 'ETH/USDT:USDT' });
    const { api, push } = makeApi([succeed(snapshot({ positions: { [first.key]: first, [second.key]: second } }))]);
    connectPanel(api);
    await vi.waitFor(() => expect(readPanel().snapshot).not.toBeNull());
    push(positionsPush(2, { ...first, markPrice: '62000' }));
    const positions = readPanel().snapshot?.positions;
    expect(positions?.[first.key]?.markPrice).toBe('62000');
    expect(positions?.[second.key]).toBe(second);
  });

  it('asks for a new snapshot after a gap', async () => {
    const { api, push, asked } = makeApi([succeed(snapshot()), succeed(snapshot({ revision: 9 }))]);
    connectPanel(api);
    await vi.waitFor(() => expect(readPanel().snapshot?.revision).toBe(1));
    push(positionsPush(5, position()));
    await vi.waitFor(() => expect(readPanel().snapshot?.revision).toBe(9));
    expect(asked()).toBe(2);
  });

  it('keeps pushes that arrive while the snapshot is on its way', async () => {
    const { api, push } = makeApi([succeed(snapshot({ revision: 4 }))]);
    connectPanel(api);
    push(positionsPush(4, position({ markPrice: '1' })));
    push(positionsPush(5, position({ markPrice: '2' })));
    await vi.waitFor(() => expect(readPanel().snapshot?.revision).toBe(5));
    expect(Object.values(readPanel().snapshot?.positions ?? {})[0]?.markPrice).toBe('2');
  });

  it('goes where a click outside the panel leads', async () => {
    const { api, lead } = makeApi([succeed(snapshot({ exits: [exit({ exitId: 'x1', endedAtMs: 2, verdict: 'flat' })] }))]);
    connectPanel(api);
    await vi.waitFor(() => expect(readPanel().snapshot).not.toBeNull());
    expect(readPanel().shownExitId).toBeNull();
    lead({ kind: 'exit', exitId: 'x1' });
    lead({ kind: 'account', accountId: 'a1' });
    expect([readPanel().shownExitId, readPanel().pointedAccountId]).toEqual(['x1', 'a1']);
    readPanel().pointedAt();
    expect(readPanel().pointedAccountId).toBeNull();
  });

  it('says why there is no snapshot', async () => {
    const { api } = makeApi([fail({ kind: 'internal', message: 'book not ready' })]);
    connectPanel(api);
    await vi.waitFor(() => expect(readPanel().problem?.message).toBe('book not ready'));
  });
});

describe('which exit takes the dock', () => {
  it('is the running one after a reload, and no ended one', () => {
    const ended = exit({ exitId: 'old', endedAtMs: 5 });
    expect(chooseShownExit(null, snapshot({ exits: [exit({ exitId: 'now' }), ended] }), null)).toBe('now');
    expect(chooseShownExit(null, snapshot({ exits: [ended] }), null)).toBeNull();
  });

  it('is a new one, even when it ended before it was first seen', () => {
    const before = snapshot({ exits: [exit({ exitId: 'one' })] });
    const after = snapshot({ exits: [exit({ exitId: 'two', endedAtMs: 9, verdict: 'flat' }), exit({ exitId: 'one' })] });
    expect(chooseShownExit(before, after, 'one')).toBe('two');
  });

  it('stays when a known one moves on', () => {
    const before = snapshot({ exits: [exit()] });
    const after = snapshot({ exits: [exit({ endedAtMs: 3, verdict: 'flat' })] });
    expect(chooseShownExit(before, after, 'x1')).toBe('x1');
    expect(chooseShownExit(before, after, null)).toBeNull();
  });
});
