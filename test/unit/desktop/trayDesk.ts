// A desk as the tray sees it, in few words.
import { noAutomation } from '../../../shared/automation.ts';
import { noDesktop } from '../../../shared/desktop.ts';
import type { AccountView } from '../../../shared/account.ts';
import type { ExitView, LeftOver } from '../../../shared/exit.ts';
import type { PositionView, WorkingOrder } from '../../../shared/position.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { emptyVault } from '../../../shared/vault.ts';
import type { Notice, PanelSnapshot } from '../../../shared/snapshot.ts';

export const account = (id: string, part: Partial<AccountView> = {}): AccountView => ({
  id,
  venue: 'bybit',
  label: id.toUpperCase(),
  environment: 'practice',
  health: { kind: 'live' },
  hedgeMode: false,
  equityUsd: '1000',
  freshAtMs: 1,
  unreadableOrderFamilies: [],
  ...part,
});
export const silent = { health: { kind: 'stale', sinceMs: 0, reason: 'silent' } } as const;

export const position = (accountId: string, unrealizedPnlUsd: string | null, notionalUsd: string | null = '1000'): PositionView =>
  ({
    key: `${accountId}|BTC/USDT:USDT|long`,
    accountId,
    symbol: 'BTC/USDT:USDT',
    side: 'long',
    notionalUsd,
    unrealizedPnlUsd,
  }) as PositionView;

export const order = (accountId: string, orderId = 'o1'): WorkingOrder => ({ accountId, orderId }) as WorkingOrder;

export const exit = (exitId: string, part: Partial<ExitView> = {}): ExitView =>
  ({
    exitId,
    request: { action: 'emergencyExit' },
    environment: 'practice',
    pressedAtMs: 1,
    endedAtMs: 2,
    verdict: 'flat',
    accounts: [],
    leftOver: [],
    ...part,
  }) as unknown as ExitView;

export const leftPosition = (accountId: string, dust = false): LeftOver => ({
  kind: 'position',
  accountId,
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  size: '1',
  dust,
  reason: 'refused',
});

export const notice = (severity: Notice['severity'], title: string): Notice => ({
  id: title,
  severity,
  title,
  detail: '',
  remedy: null,
  accountId: null,
  atMs: 1,
});

type DeskParts = Partial<Omit<PanelSnapshot, 'positions'>> & Readonly<{ positions?: readonly PositionView[] }>;

export function desk({ positions = [], ...part }: DeskParts = {}): PanelSnapshot {
  return {
    revision: 0,
    environment: 'practice',
    practiceUrl: 'http://127.0.0.1:1',
    accounts: [account('a')],
    entries: [],
    vault: emptyVault,
    positions: Object.fromEntries(positions.map((each) => [each.key, each])),
    orders: {},
    exits: [],
    settings: defaultSettings,
    notices: [],
    rates: {},
    desktop: noDesktop,
    automation: noAutomation,
    ...part,
  };
}
