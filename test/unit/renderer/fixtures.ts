import { noAutomation } from '../../../shared/automation.ts';
import { noDesktop } from '../../../shared/desktop.ts';
import { emptyVault } from '../../../shared/vault.ts';
import type { AccountView } from '../../../shared/account.ts';
import type { ExitPreview, ExitView, LegView } from '../../../shared/exit.ts';
import type { MarketRules, PositionView } from '../../../shared/position.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';

export const market: MarketRules = {
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  inverse: false,
  contractSize: '1',
  lotSize: '0.001',
  minSize: '0.001',
  maxMarketSize: null,
  tickSize: '0.1',
  minNotional: '5',
  takerFee: '0.0005',
};

export const position = (part: Partial<PositionView> = {}): PositionView => {
  const base: PositionView = {
    key: '',
    accountId: 'a1',
    venue: 'bybit',
    symbol: 'BTC/USDT:USDT',
    nativeSymbol: 'BTCUSDT',
    side: 'long',
    size: '0.010',
    hedged: false,
    marginMode: 'cross',
    leverage: '10',
    entryPrice: '60000',
    markPrice: '61000',
    liquidationPrice: '55000',
    unrealizedPnl: '10',
    market,
    updatedAtMs: 1,
    notionalUsd: '610',
    unrealizedPnlUsd: '10',
    unrealizedPnlPercent: '16.6',
    liquidationDistancePercent: '9.8',
    workingOrders: 0,
    ...part,
  };
  return { ...base, key: `${base.accountId}|${base.symbol}|${base.side}` };
};

export const account = (part: Partial<AccountView> = {}): AccountView => ({
  id: 'a1',
  venue: 'bybit',
  label: 'Momentum',
  environment: 'practice',
  health: { kind: 'live' },
  hedgeMode: false,
  equityUsd: '1000',
  freshAtMs: 1,
  unreadableOrderFamilies: [],
  ...part,
});

export const exit = (part: Partial<ExitView> = {}): ExitView => ({
  exitId: 'x1',
  request: { action: 'emergencyExit' },
  environment: 'practice',
  startedBy: 'person',
  pressedAtMs: 1000,
  resumedAtMs: null,
  endedAtMs: null,
  pressToFlatMs: null,
  verdict: null,
  gaveUp: false,
  legs: [],
  accounts: [],
  kept: [],
  leftOver: [],
  ordersCancelled: 0,
  realizedPnlUsd: null,
  feeUsd: null,
  rates: {},
  notes: [],
  ...part,
});

export const leg = (part: Partial<LegView>): LegView => ({
  legId: 'l1',
  accountId: 'a1',
  venue: 'bybit',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  startSize: '1',
  targetSize: '0',
  remainingSize: null,
  sizeUnit: 'BTC',
  state: 'queued',
  attempts: 0,
  naked: false,
  failure: null,
  queuedAtMs: null,
  sentAtMs: null,
  acknowledgedAtMs: null,
  provedAtMs: null,
  averagePrice: null,
  realizedPnl: null,
  fee: null,
  settle: 'USDT',
  orderIds: [],
  ...part,
});

export const snapshot = (part: Partial<PanelSnapshot> = {}): PanelSnapshot => ({
  revision: 1,
  environment: 'practice',
  practiceUrl: null,
  accounts: [account()],
  entries: [],
  vault: emptyVault,
  positions: {},
  orders: {},
  exits: [],
  settings: defaultSettings,
  notices: [],
  rates: { USDT: '1' },
  desktop: noDesktop,
  automation: noAutomation,
  ...part,
});

export const preview = (planId: string, expiresAtMs: number): ExitPreview => ({
  planId,
  expiresAtMs,
  request: { action: 'emergencyExit' },
  environment: 'practice',
  legs: [],
  kept: [],
  ordersToCancel: 0,
  accounts: 1,
  venues: 1,
  notionalUsd: '0',
  estimatedPnlUsd: null,
  estimatedFeeUsd: null,
  estimatedSlippageUsd: null,
  warnings: [],
});
