// A scripted window.panel, so that the panel can be drawn and judged without Electron. Not in the product.
// Query: evidence=fails|none|slow, origin=resumed|stayFlat|program (of a held exit), stored=1 (exits of earlier sessions), stayFlat=1,
// and those of fakeAccounts.ts, fakeAutomation.ts and fakeDesktop.ts, scene=normal|empty|blind|flatBlind|loading|trouble|many|refusedSnapshot, fate=flat|notFlat|unknown, slow=1.., theme, rows.
import type { PanelApi } from '../../shared/contract.ts';
import {
  compare,
  floorToStep,
  divide,
  isNegative,
  isPositive,
  isZero,
  multiply,
  subtract,
  toPlaces,
} from '../../shared/decimal.ts';
import type { ExitPreview, ExitRequest, ExitView, PreviewLeg, TimelineEvent } from '../../shared/exit.ts';
import { assertNever, fail, succeed, type Result } from '../../shared/failure.ts';
import { sizeUnitOf, type PositionView } from '../../shared/position.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { applyNumbered, type NumberedChanges, type PanelChange, type PanelSnapshot } from '../../shared/snapshot.ts';
import { emptyVault } from '../../shared/vault.ts';
import { makeFakeAccounts } from './fakeAccounts.ts';
import { fakeAttack, fakeAutomation, fakeAutomationApi } from './fakeAutomation.ts';
import { fakeDesktop, fakeDesktopApi, fakeDesktopSettings } from './fakeDesktop.ts';
import { exitAt, type Fate } from './fakeExit.ts';
import { storedExits } from './fakeStored.ts';
import { fakeTimeline } from './fakeTimeline.ts';
import { fakeAccounts, fakeOrders, fakePositions, revalue, totalUsd } from './fakePortfolio.ts';

const PUSH_MS = 250;
const PLAN_MS = 20_000;
type Stored = Readonly<{ preview: ExitPreview; positions: ReadonlyMap<string, PositionView> }>;

export function makeFakePanel(query: URLSearchParams): PanelApi {
  const scene = query.get('scene') ?? 'normal';
  const fate = (query.get('fate') ?? 'flat') as Fate;
  const slow = Number(query.get('slow') ?? '1');
  const settings: Settings = {
    ...defaultSettings,
    ...fakeDesktopSettings(query),
    theme: (query.get('theme') ?? 'dark') as Settings['theme'],
    stayFlat: query.get('stayFlat') === '1',
    automation: (query.get('automation') ?? 'off') !== 'off',
  };
  const listeners = new Set<(push: NumberedChanges) => void>();
  const plans = new Map<string, Stored>();
  let planCount = 0;
  let exitCount = 0;

  const fresh = (): PanelSnapshot => {
    const nowMs = Date.now();
    const positions =
      scene === 'empty' || scene === 'flatBlind'
        ? []
        : fakePositions(nowMs, scene === 'many' ? Number(query.get('rows') ?? '500') : null);
    return {
      revision: 1,
      environment: 'practice',
      practiceUrl: 'http://127.0.0.1:47900',
      accounts: fakeAccounts(nowMs),
      entries: [],
      vault: emptyVault,
      positions: Object.fromEntries(positions.map((position) => [position.key, position])),
      orders: fakeOrders(positions),
      exits: [],
      settings,
      notices: fakeAttack(query),
      rates: { USDT: '1', BTC: '67012.3', ETH: '3214.87' },
      automation: fakeAutomation(query),
      desktop: fakeDesktop(query),
    };
  };
  const troubled = (snapshot: PanelSnapshot): PanelSnapshot => ({
    ...snapshot,
    accounts: snapshot.accounts.map((account) => {
      if (account.id === 'by-main')
        return {
          ...account,
          health: { kind: 'stale', sinceMs: Date.now() - 12_000, reason: 'Stream silent, reading again' },
          freshAtMs: Date.now() - 12_400,
        };
      if (account.id === 'by-grid') return { ...account, unreadableOrderFamilies: ['trigger'] };
      if (account.id === 'ok-alt') {
        return {
          ...account,
          equityUsd: null,
          freshAtMs: null,
          health: {
            kind: 'failed',
            failure: {
              kind: 'credentials',
              message: 'OKX refuses the key: 50111 Invalid OK-ACCESS-KEY.',
              remedy: 'Check the key and its IP list at OKX, then reconnect.',
            },
          },
        };
      }
      return account.id === 'bn-hedge'
        ? { ...account, health: { kind: 'connecting' }, label: 'Hedge book of the long-dated Singapore desk' }
        : account;
    }),
    positions: Object.fromEntries(Object.entries(snapshot.positions).filter(([, position]) => position.accountId !== 'ok-alt')),
    notices: [
      {
        id: 'settings',
        severity: 'warning',
        title: 'The settings file is damaged.',
        detail: 'It was kept as settings.json.damaged; defaults are in use.',
        remedy: 'Set your hold time again, or repair the file and restart.',
        accountId: null,
        atMs: Date.now() - 61_000,
      },
      {
        id: 'port',
        severity: 'info',
        title: 'Port 47900 is busy.',
        detail: 'The practice exchange listens on 47901 instead.',
        remedy: null,
        accountId: null,
        atMs: Date.now() - 62_000,
      },
      {
        id: 'watch',
        severity: 'alarm',
        title: 'A position came back.',
        detail: 'BTC/USDT:USDT long 0.100 on Main, 41 s after it was proved flat.',
        remedy: 'A bot may still be trading. Stop it, then press Emergency Exit again.',
        accountId: 'bn-main',
        atMs: Date.now() - 4000,
      },
    ],
  });
  const blind = (base: PanelSnapshot): PanelSnapshot => ({
    ...base,
    accounts: base.accounts.map((account, index) => (index > 1 ? account : { ...account, unreadableOrderFamilies: ['algo'] })),
  });
  const first = fresh();
  let snapshot = scene === 'trouble' ? troubled(first) : /blind/i.test(scene) ? blind(first) : first;

  const push = (changes: readonly PanelChange[]): void => {
    const numbered: NumberedChanges = structuredClone({ revision: snapshot.revision + 1, changes });
    snapshot = applyNumbered(snapshot, numbered) ?? snapshot;
    for (const listener of listeners) listener(numbered);
  };

  // Every row of many moves with every push; the figures are made once, so that the fake costs no frames.
  const crowds = new Map<number, readonly PositionView[]>();
  const crowd = (phase: number): readonly PositionView[] => {
    const known = crowds.get(phase);
    if (known !== undefined) return known;
    const made = Object.values(snapshot.positions).map((position, index) =>
      revalue(
        position,
        toPlaces(
          multiply(position.markPrice, String(1 + Math.sin(phase + index) * 0.0006)),
          position.market.tickSize.split('.')[1]?.length ?? 0,
        ),
      ),
    );
    crowds.set(phase, made);
    return made;
  };
  let step = 0;
  const tick = (): void => {
    step += 1;
    const nowMs = Date.now();
    const upserted =
      scene === 'many'
        ? crowd(step % 8)
        : Object.values(snapshot.positions)
            .filter((_, index) => (index + step) % 3 === 0)
            .map((position, index) => {
              const wave = Math.sin((step + index * 7) / 5) * 0.0006;
              return revalue(
                position,
                toPlaces(multiply(position.markPrice, String(1 + wave)), position.market.tickSize.split('.')[1]?.length ?? 0),
              );
            });
    const accounts = snapshot.accounts.map((account) =>
      account.health.kind === 'live' ? { ...account, freshAtMs: nowMs - 40 } : account,
    );
    push([
      { kind: 'positions', upserted, removed: [] },
      { kind: 'accounts', accounts },
    ]);
  };

  const legOf = (position: PositionView, exitPct: number): PreviewLeg => {
    const rounded =
      exitPct === 100
        ? position.size
        : floorToStep(divide(multiply(position.size, String(exitPct)), '100'), position.market.lotSize);
    const share = divide(rounded, position.size);
    const notionalUsd = toPlaces(multiply(position.notionalUsd ?? '0', share), 2);
    const fee = toPlaces(multiply(notionalUsd, '0.0005'), 2);
    return {
      position: position.key,
      accountId: position.accountId,
      venue: position.venue,
      symbol: position.symbol,
      side: position.side,
      size: position.size,
      closeSize: rounded,
      remainingSize: subtract(position.size, rounded),
      sizeUnit: sizeUnitOf(position.market),
      notionalUsd,
      estimatedPnlUsd: toPlaces(subtract(multiply(position.unrealizedPnlUsd ?? '0', share), fee), 2),
      estimatedFeeUsd: fee,
      estimatedSlippageUsd: position.market.base === 'TIA' ? null : toPlaces(multiply(notionalUsd, '0.00021'), 2),
      note: null,
    };
  };

  const fits = (position: PositionView, request: ExitRequest): boolean => {
    switch (request.action) {
      case 'emergencyExit':
        return true;
      case 'flattenWinners':
        return compare(position.unrealizedPnlUsd ?? '0', multiply(position.notionalUsd ?? '0', '0.0005')) > 0;
      case 'partialClose':
        return position.key === request.position;
      case 'flatten':
        return (
          (request.filter.account ?? position.accountId) === position.accountId &&
          (request.filter.venue ?? position.venue) === position.venue &&
          (request.filter.instrument ?? position.symbol) === position.symbol &&
          (request.filter.marketPosition ?? position.side) === position.side
        );
      default:
        return assertNever(request);
    }
  };

  const preview = (request: ExitRequest): Result<ExitPreview> => {
    if (query.get('preview') === 'fails') {
      return fail({
        kind: 'unreachable',
        message: 'Bybit could not be read: no answer for 5 s.',
        remedy: 'Hold again, or flatten the other venues by filter.',
      });
    }
    const all = Object.values(snapshot.positions);
    const chosen = all.filter((position) => fits(position, request));
    const legs = chosen.map((position) => legOf(position, request.action === 'partialClose' ? request.exitPct : 100));
    const [first] = legs;
    if (request.action === 'partialClose' && first !== undefined && isZero(first.closeSize)) {
      return fail({ kind: 'badRequest', message: `${request.exitPct}% rounds to zero lots.`, remedy: 'Choose a larger share.' });
    }
    const kept = request.action === 'flattenWinners' ? all.filter((position) => !fits(position, request)) : [];
    planCount += 1;
    const planId = `plan-${planCount}`;
    const answer: ExitPreview = {
      planId,
      expiresAtMs: Date.now() + PLAN_MS,
      request,
      environment: snapshot.environment,
      legs,
      kept: kept.map((position) => ({
        position: position.key,
        accountId: position.accountId,
        symbol: position.symbol,
        side: position.side,
        unrealizedPnlUsd: position.unrealizedPnlUsd,
        reason: isNegative(position.unrealizedPnl)
          ? 'In loss at the fresh mark.'
          : 'Its profit does not cover the taker fee of leaving.',
      })),
      ordersToCancel:
        request.action === 'partialClose' ? 0 : chosen.reduce((count, position) => count + position.workingOrders, 0),
      accounts: new Set(legs.map((leg) => leg.accountId)).size,
      venues: new Set(legs.map((leg) => leg.venue)).size,
      notionalUsd: totalUsd(legs.map((leg) => leg.notionalUsd)),
      estimatedPnlUsd: totalUsd(legs.map((leg) => leg.estimatedPnlUsd)),
      estimatedFeeUsd: totalUsd(legs.map((leg) => leg.estimatedFeeUsd)),
      estimatedSlippageUsd: totalUsd(legs.map((leg) => leg.estimatedSlippageUsd)),
      warnings:
        scene === 'trouble'
          ? snapshot.accounts.map((account) => `${account.label} could not be read: the venue did not answer in time.`)
          : [],
    };
    plans.set(planId, { preview: answer, positions: new Map(chosen.map((position) => [position.key, position])) });
    return succeed(answer);
  };

  const withOrigin = (exit: ExitView): ExitView => {
    const origin = query.get('origin');
    if (origin === 'program')
      return {
        ...exit,
        asked: { keyId: 'key-0', keyName: 'TradingView bridge', via: 'rest', idempotencyKey: null, fingerprint: 'f' },
      };
    if (origin === 'stayFlat') return { ...exit, startedBy: 'stayFlat' };
    return origin === 'resumed' ? { ...exit, resumedAtMs: exit.pressedAtMs + 150 * slow } : exit;
  };
  const runExit = (plan: Stored): string => {
    exitCount += 1;
    const exitId = `exit-${exitCount}`;
    const pressedAtMs = Date.now();
    const advance = (): void => {
      const exit = withOrigin(exitAt(plan, snapshot.accounts, exitId, pressedAtMs, Date.now() - pressedAtMs, fate, slow));
      const gone = exit.legs.flatMap((leg, index) =>
        leg.state === 'proved' && isZero(leg.targetSize) ? [plan.preview.legs[index]?.position ?? ''] : [],
      );
      const reduced = exit.legs.flatMap((leg) => {
        const position =
          leg.state === 'proved' && isPositive(leg.targetSize)
            ? snapshot.positions[`${leg.accountId}|${leg.symbol}|${leg.side}`]
            : undefined;
        return position === undefined ? [] : [revalue({ ...position, size: leg.targetSize }, position.markPrice)];
      });
      const swept = exit.verdict === 'flat' && exit.request.action === 'emergencyExit';
      push([
        { kind: 'positions', upserted: reduced, removed: gone.filter((key) => key in snapshot.positions) },
        ...(swept
          ? snapshot.accounts.map((account): PanelChange => ({ kind: 'orders', accountId: account.id, orders: [] }))
          : []),
        { kind: 'exit', exit },
      ]);
      if (exit.endedAtMs === null) setTimeout(advance, 80);
    };
    advance();
    return exitId;
  };

  const timelineOf = (exitId: string): Result<readonly TimelineEvent[]> => {
    const exit = snapshot.exits.find((each) => each.exitId === exitId);
    if (query.get('evidence') === 'fails') {
      return fail({
        kind: 'internal',
        message: 'The exit journal could not be read: EIO.',
        remedy: 'Check the disk, then read it again.',
      });
    }
    return succeed(exit === undefined || query.get('evidence') === 'none' ? [] : fakeTimeline(exit));
  };

  const later = async <T>(value: () => Result<T>, afterMs: number): Promise<Result<T>> => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return structuredClone(value());
  };

  const accounts = makeFakeAccounts({ query, snapshot: () => snapshot, push, later, practice: fresh });
  snapshot = accounts.start(snapshot);

  if (query.get('stored') === '1') snapshot = { ...snapshot, exits: storedExits(snapshot, preview, plans) };
  if (scene !== 'loading') setInterval(tick, PUSH_MS);
  return {
    getSnapshot: () =>
      scene === 'loading'
        ? new Promise(() => undefined)
        : later(
            () =>
              scene === 'refusedSnapshot'
                ? fail({ kind: 'internal', message: 'The book is not ready.', remedy: 'Try again.' })
                : succeed(snapshot),
            30,
          ),
    previewExit: (request) => later(() => preview(request as ExitRequest), Number(query.get('previewMs') ?? '180')),
    getExitTimeline: ({ exitId }) => later(() => timelineOf(exitId), query.get('evidence') === 'slow' ? 60_000 : 60),
    confirmExit: ({ planId }) =>
      later(() => {
        const plan = plans.get(planId);
        if (plan === undefined) return fail({ kind: 'planExpired', message: 'The plan expired.', remedy: 'Hold again.' });
        plans.delete(planId);
        return succeed({ exitId: runExit(plan), joined: false });
      }, 20),
    discardPreview: ({ planId }) =>
      later(() => {
        plans.delete(planId);
        return succeed(null);
      }, 5),
    reconnectAccount: ({ accountId }) =>
      later(() => {
        push([
          {
            kind: 'accounts',
            accounts: snapshot.accounts.map((account) =>
              account.id === accountId ? { ...account, health: { kind: 'live' }, freshAtMs: Date.now() } : account,
            ),
          },
        ]);
        return succeed(null);
      }, 600),
    saveSettings: (part) =>
      later(() => {
        const next = { ...snapshot.settings, ...part } as Settings;
        push([{ kind: 'settings', settings: next }]);
        return succeed(next);
      }, 10),
    dismissNotice: ({ noticeId }) =>
      later(() => {
        push([{ kind: 'notices', notices: snapshot.notices.filter((notice) => notice.id !== noticeId) }]);
        return succeed(null);
      }, 5),
    resetPractice: () =>
      later(() => {
        const next = fresh();
        push([
          {
            kind: 'positions',
            upserted: Object.values(next.positions),
            removed: Object.keys(snapshot.positions).filter((key) => !(key in next.positions)),
          },
          ...Object.entries(next.orders).map(([accountId, orders]): PanelChange => ({ kind: 'orders', accountId, orders })),
        ]);
        return succeed(null);
      }, 300),
    ...accounts.api,
    ...fakeAutomationApi(query, () => snapshot, push),
    ...fakeDesktopApi({ query, snapshot: () => snapshot, push, later }),
    onChanges: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onShow: () => () => undefined, // nothing outside a page in a browser leads into it
  };
}
