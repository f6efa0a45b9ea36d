// Exits of earlier sessions for the drawing board: one of each kind that the history must be able to show.
import type { ExitPreview, ExitRequest, ExitView, LeftOver } from '../../shared/exit.ts';
import type { Result } from '../../shared/failure.ts';
import type { PositionView } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { exitAt, type Fate } from './fakeExit.ts';

type Plans = ReadonlyMap<string, Readonly<{ preview: ExitPreview; positions: ReadonlyMap<string, PositionView> }>>;
type Kind = Readonly<{ exitId: string; fate: Fate; agoMs: number; request: ExitRequest; change: (exit: ExitView) => ExitView }>;

const everything: ExitRequest = { action: 'emergencyExit' };
const asIs = (exit: ExitView): ExitView => exit;
const leftWith =
  (leftOver: readonly LeftOver[], verdict: ExitView['verdict']) =>
  (exit: ExitView): ExitView => ({
    ...exit,
    verdict,
    leftOver,
    pressToFlatMs: null,
  });

const KINDS: readonly Kind[] = [
  { exitId: 'past-flat', fate: 'flat', agoMs: 3_600_000, request: everything, change: asIs },
  {
    exitId: 'past-resumed',
    fate: 'flat',
    agoMs: 7_200_000,
    request: everything,
    change: (exit) => ({ ...exit, resumedAtMs: exit.pressedAtMs + 640, pressToFlatMs: (exit.pressToFlatMs ?? 0) + 41_000 }),
  },
  {
    exitId: 'past-stay',
    fate: 'flat',
    agoMs: 8_000_000,
    request: { action: 'flatten', filter: { account: 'by-main', instrument: 'ETH/USDT:USDT' } },
    change: (exit) => ({ ...exit, startedBy: 'stayFlat' }),
  },
  {
    exitId: 'past-stay-resumed',
    fate: 'flat',
    agoMs: 8_100_000,
    request: { action: 'flatten', filter: { account: 'ok-main' } },
    change: (exit) => ({ ...exit, startedBy: 'stayFlat', resumedAtMs: exit.pressedAtMs + 300 }),
  },
  { exitId: 'past-gave-up', fate: 'notFlat', agoMs: 90_000_000, request: everything, change: asIs },
  { exitId: 'past-unknown', fate: 'unknown', agoMs: 91_000_000, request: everything, change: asIs },
  {
    exitId: 'past-dust',
    fate: 'flat',
    agoMs: 92_000_000,
    request: everything,
    change: leftWith(
      [
        {
          kind: 'position',
          accountId: 'bn-hedge',
          symbol: 'LINK/USDT:USDT',
          side: 'long',
          size: '0.1',
          dust: true,
          reason: "Dust: worth 1.49 USDT, below the venue's minimum of 0.34 LINK. Order's notional must be no smaller than 5.",
        },
      ],
      'notFlat',
    ),
  },
  {
    exitId: 'past-others',
    fate: 'flat',
    agoMs: 93_000_000,
    request: everything,
    change: leftWith(
      [
        { kind: 'notClosable', accountId: 'ok-main', what: 'BTC-USD-261225-90000-C short 2', reason: 'Close it at the venue.' },
        {
          kind: 'unsweepable',
          accountId: 'ok-main',
          family: 'algo',
          reason: 'Breakglass can neither list nor cancel orders of this family: check them at the venue.',
        },
      ],
      'notFlat',
    ),
  },
  {
    exitId: 'past-unlisted',
    fate: 'flat',
    agoMs: 94_000_000,
    request: everything,
    change: leftWith(
      [
        {
          kind: 'unreadable',
          accountId: 'by-main',
          reason: 'trigger orders could not be listed: Bybit 10006 Too many visits.',
        },
      ],
      'unknown',
    ),
  },
];

export function storedExits(
  snapshot: PanelSnapshot,
  preview: (request: ExitRequest) => Result<ExitPreview>,
  plans: Plans,
): readonly ExitView[] {
  return KINDS.flatMap(({ exitId, fate, agoMs, request, change }) => {
    const planned = preview(request);
    const plan = planned.ok ? plans.get(planned.value.planId) : undefined;
    if (plan === undefined) return [];
    return [change(exitAt(plan, snapshot.accounts, exitId, Date.now() - agoMs, 61_200, fate, 1))];
  });
}
