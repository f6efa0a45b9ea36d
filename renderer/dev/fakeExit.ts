// A scripted exit for the drawing board: legs go their way at believable times; a fate decides how it ends.
import { multiply, subtract, toPlaces } from '../../shared/decimal.ts';
import type { AccountExitView, ExitPreview, ExitView, LeftOver, LegView, PreviewLeg, Verdict } from '../../shared/exit.ts';
import type { AccountView } from '../../shared/account.ts';
import type { PositionView } from '../../shared/position.ts';
import { totalUsd } from './fakePortfolio.ts';

export type Fate = 'flat' | 'notFlat' | 'unknown';
type Plan = Readonly<{ preview: ExitPreview; positions: ReadonlyMap<string, PositionView> }>;

const refused = {
  kind: 'refused',
  message: 'The venue refused the close.',
  venueCode: '-4131',
  venueMessage: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
} as const;
const unreachable = {
  kind: 'unreachable',
  message: 'No answer from the venue for 10 s.',
  remedy: 'Look at the venue itself.',
} as const;

function troubleOf(leg: PreviewLeg, index: number, fate: Fate): 'naked' | 'dust' | 'residual' | 'silent' | null {
  if (fate === 'unknown' && leg.accountId === 'ok-main') return 'silent';
  if (fate !== 'notFlat') return index === 3 ? 'residual' : null;
  if (index === 4) return 'naked';
  if (index === 8) return 'dust';
  return index === 3 || index === 11 ? 'residual' : null;
}

function legAt(
  leg: PreviewLeg,
  position: PositionView | undefined,
  index: number,
  atMs: number,
  fate: Fate,
  slow: number,
): LegView {
  const trouble = troubleOf(leg, index, fate);
  const sent = (14 + (index % 6) * 9 + Math.floor(index / 6) * 55) * slow;
  const acknowledged = sent + (96 + ((index * 37) % 60)) * slow;
  const proved = acknowledged + (trouble === 'residual' ? 900 : 210 + ((index * 53) % 160)) * slow;
  const targetSize = subtract(leg.size, leg.closeSize);
  const base: LegView = {
    legId: `leg-${index}`,
    accountId: leg.accountId,
    venue: leg.venue,
    symbol: leg.symbol,
    side: leg.side,
    startSize: leg.size,
    targetSize,
    remainingSize: null,
    sizeUnit: leg.sizeUnit,
    state: 'queued',
    attempts: 0,
    naked: false,
    failure: null,
    queuedAtMs: 1,
    sentAtMs: null,
    acknowledgedAtMs: null,
    provedAtMs: null,
    averagePrice: null,
    realizedPnl: null,
    fee: null,
    settle: position?.market.settle ?? 'USDT',
    orderIds: [],
  };
  if (atMs < sent) return base;
  const onWire: LegView = { ...base, state: 'sending', attempts: 1, sentAtMs: Math.round(sent) };
  if (atMs < acknowledged) return onWire;
  if (trouble === 'silent') return { ...onWire, state: atMs > 9000 ? 'gaveUp' : 'unknown', failure: unreachable };
  const taken: LegView = { ...onWire, acknowledgedAtMs: Math.round(acknowledged), state: 'accepted' };
  if (trouble === 'naked') {
    return atMs < acknowledged + 600
      ? { ...taken, state: 'refused', failure: refused, attempts: 3 }
      : { ...taken, state: 'gaveUp', naked: true, failure: refused, attempts: 12, remainingSize: leg.size };
  }
  if (atMs < proved) {
    return trouble === 'residual' && atMs > acknowledged + 200
      ? { ...taken, state: 'residual', attempts: 2, remainingSize: toPlaces(multiply(leg.size, '0.25'), 1) }
      : taken;
  }
  if (trouble === 'dust') {
    return {
      ...taken,
      state: 'dust',
      attempts: 2,
      remainingSize: position?.market.lotSize ?? '1',
      failure: { kind: 'refused', message: 'What is left is below the minimum notional of 5 USDT.' },
    };
  }
  const pnl = position?.unrealizedPnl ?? '0';
  return {
    ...taken,
    state: 'proved',
    attempts: trouble === 'residual' ? 2 : 1,
    remainingSize: targetSize,
    provedAtMs: Math.round(proved),
    averagePrice: position?.markPrice ?? null,
    realizedPnl: pnl,
    fee: toPlaces(multiply(leg.notionalUsd ?? '0', '0.0005'), 2),
    orderIds: [`bg-${index}`],
  };
}

/** The exit `atMs` after the press. `slow` stretches it for the eye. */
export function exitAt(
  plan: Plan,
  accounts: readonly AccountView[],
  exitId: string,
  pressedAtMs: number,
  atMs: number,
  fate: Fate,
  slow: number,
): ExitView {
  const { preview } = plan;
  const legs = preview.legs.map((leg, index) => legAt(leg, plan.positions.get(leg.position), index, atMs, fate, slow));
  const closing = legs.some((leg) => leg.state !== 'proved' && leg.state !== 'dust' && leg.state !== 'gaveUp');
  const lastMs = Math.max(1, ...legs.map((leg) => leg.provedAtMs ?? 0));
  const ended = !closing && atMs > lastMs + 300 * slow;
  const inScope = accounts.filter((account) => legs.some((leg) => leg.accountId === account.id));
  const accountViews = inScope.map((account): AccountExitView => {
    const own = legs.filter((leg) => leg.accountId === account.id);
    const done = own.every((leg) => leg.state === 'proved' || leg.state === 'dust' || leg.state === 'gaveUp');
    const own_end = Math.max(0, ...own.map((leg) => leg.provedAtMs ?? 0));
    const verdict: Verdict = own.some((leg) => leg.failure?.kind === 'unreachable')
      ? 'unknown'
      : own.every((leg) => leg.state === 'proved')
        ? 'flat'
        : 'notFlat';
    const proving = done && atMs < own_end + 250 * slow;
    return {
      accountId: account.id,
      venue: account.venue,
      label: account.label,
      phase: !done ? 'closing' : proving ? 'sweeping' : 'done',
      verdict: done && !proving ? verdict : null,
      ordersCancelled: done ? own.length : 0,
      requests: own.reduce((count, leg) => count + leg.attempts, 2),
      flatAtMs: done && !proving && verdict === 'flat' ? Math.round(own_end + 120 * slow) : null,
    };
  });
  const verdict: Verdict | null = !ended
    ? null
    : accountViews.some((account) => account.verdict === 'unknown')
      ? 'unknown'
      : accountViews.every((account) => account.verdict === 'flat')
        ? 'flat'
        : 'notFlat';
  return {
    exitId,
    request: preview.request,
    environment: 'practice',
    startedBy: 'person',
    pressedAtMs,
    resumedAtMs: null,
    endedAtMs: ended ? pressedAtMs + atMs : null,
    pressToFlatMs: verdict === 'flat' ? Math.round(lastMs + 214) : null,
    verdict,
    gaveUp: ended && legs.some((leg) => leg.state === 'gaveUp'),
    legs,
    accounts: accountViews,
    kept: preview.kept,
    leftOver: ended ? leftOverOf(legs, fate) : [],
    ordersCancelled: accountViews.reduce((count, account) => count + account.ordersCancelled, 0),
    realizedPnlUsd:
      ended && fate !== 'unknown' ? totalUsd(legs.map((leg) => (leg.settle === 'USDT' ? leg.realizedPnl : '120.41'))) : null,
    feeUsd: ended && fate !== 'unknown' ? totalUsd(legs.map((leg) => leg.fee)) : null,
    rates: { USDT: '1', BTC: '67012.3', ETH: '3214.87' },
    notes:
      fate === 'notFlat' && ended
        ? ['The stop on 1000PEPE/USDT:USDT could not be put back: the venue refused it as it would trigger at once.']
        : [],
  };
}

function leftOverOf(legs: readonly LegView[], fate: Fate): ExitView['leftOver'] {
  const left: LeftOver[] = legs.flatMap((leg): readonly LeftOver[] =>
    leg.state === 'gaveUp' && leg.failure?.kind === 'refused'
      ? [
          {
            kind: 'position' as const,
            accountId: leg.accountId,
            symbol: leg.symbol,
            side: leg.side,
            size: leg.startSize,
            dust: false,
            reason: "Binance -4131: The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
          },
        ]
      : leg.state === 'dust'
        ? [
            {
              kind: 'position' as const,
              accountId: leg.accountId,
              symbol: leg.symbol,
              side: leg.side,
              size: leg.remainingSize ?? '0',
              dust: true,
              reason: 'Worth $1.49, below the minimum notional of 5 USDT; the reduce-only order was refused too.',
            },
          ]
        : [],
  );
  if (fate === 'notFlat') {
    left.push({
      kind: 'order',
      accountId: 'by-main',
      symbol: 'SUI/USDT:USDT',
      orderId: '8d2f-71aa',
      family: 'plain',
      reason: 'Bybit 110001: order not exists or too late to cancel; it is still listed.',
    });
  }
  if (fate === 'unknown')
    left.push({ kind: 'unreadable', accountId: 'ok-main', reason: 'OKX did not answer for 10 s, three reads in a row.' });
  return left;
}
