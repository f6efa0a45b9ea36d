import { memo } from 'react';
import { subtract } from '../../shared/decimal.ts';
import type { ExitView, LegView } from '../../shared/exit.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { failureLine } from '../ui/failureWords.ts';
import { formatDuration, formatExact, formatSigned, toneOf } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';
import { legLook } from './exitWords.ts';
import { timelineEndMs, timelineSegments } from './legTimeline.ts';
import './legs.css';

type LegRowProps = Readonly<{ leg: LegView; label: string; endMs: number; ended: boolean }>;

function timesOf(leg: LegView): string {
  const times = [
    leg.sentAtMs === null ? 'not sent' : `sent at ${formatDuration(leg.sentAtMs)}`,
    leg.acknowledgedAtMs === null ? null : `acknowledged at ${formatDuration(leg.acknowledgedAtMs)}`,
    leg.provedAtMs === null ? null : `proved at ${formatDuration(leg.provedAtMs)}`,
  ];
  return times.filter((time) => time !== null).join(', ');
}

function Timeline({ leg, endMs, ended }: Readonly<{ leg: LegView; endMs: number; ended: boolean }>) {
  return (
    <svg className="timeline" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <title>{timesOf(leg)}</title>
      {timelineSegments(leg, endMs, !ended).map((segment) => (
        <rect
          key={segment.kind}
          className={`timeline-${segment.kind}`}
          data-open={segment.open || undefined}
          x={segment.from * 1000}
          y={segment.kind === 'queued' ? 4 : 1}
          width={Math.max(segment.kind === 'queued' ? 0 : 3, (segment.to - segment.from) * 1000)}
          height={segment.kind === 'queued' ? 2 : 8}
        />
      ))}
    </svg>
  );
}

const LegRow = memo(function LegRow({ leg, label, endMs, ended }: LegRowProps) {
  const look = legLook(leg.state, ended);
  const Icon = look.icon;
  const reason = leg.failure === null ? null : failureLine(leg.failure);
  const lastMs = leg.provedAtMs ?? leg.acknowledgedAtMs ?? leg.sentAtMs;
  return (
    <li className="leg" data-state={leg.state} data-leg-id={leg.legId}>
      <span className={`mark leg-state ${look.tone}`}>
        <Icon size={15} aria-hidden="true" />
        {look.word}
      </span>
      <span className="leg-what">
        <SymbolText symbol={leg.symbol} /> <SideMark side={leg.side} />
        <span className="leg-account faint" title={label}>
          {label}
        </span>
      </span>
      <span className="leg-size number">
        {leg.remainingSize === null ? (
          <>
            {formatExact(subtract(leg.startSize, leg.targetSize))} <span className="unit">{leg.sizeUnit}</span>
          </>
        ) : (
          <>
            <span className="faint">{formatExact(leg.startSize)} →</span> {formatExact(leg.remainingSize)}{' '}
            <span className="unit">{leg.sizeUnit}</span>
          </>
        )}
      </span>
      <Timeline leg={leg} endMs={endMs} ended={ended} />
      <span className="leg-time number">
        <span className="unseen">{timesOf(leg)}</span>
        {lastMs === null ? '—' : formatDuration(lastMs)}
        {leg.attempts > 1 && <span className="leg-attempts"> {leg.attempts} attempts</span>}
      </span>
      <span className="leg-pnl number">
        {leg.realizedPnl === null ? (
          <span className="faint">—</span>
        ) : (
          <>
            <span className={toneOf(leg.realizedPnl)}>{formatSigned(leg.realizedPnl, placesFor(leg.settle))}</span>{' '}
            <span className="unit">{leg.settle}</span>
          </>
        )}
      </span>
      {leg.naked && (
        <p className="leg-note leg-naked" role="alert">
          NAKED: its protection was removed and the close was refused. It is open without a stop.
        </p>
      )}
      {reason !== null && <p className="leg-note">{reason}</p>}
    </li>
  );
}, sameRow);

const STABLE = new Set(['USDT', 'USDC', 'USD']);
const placesFor = (settle: string): number => (STABLE.has(settle) ? 2 : 6);

/** Each push brings a new object for every leg; only what reads differently is drawn again. */
function sameRow(before: LegRowProps, after: LegRowProps): boolean {
  return (
    before.label === after.label &&
    before.ended === after.ended &&
    before.endMs === after.endMs &&
    (before.leg === after.leg || JSON.stringify(before.leg) === JSON.stringify(after.leg))
  );
}

const TROUBLE: Readonly<Partial<Record<LegView['state'], number>>> = { gaveUp: 0, unknown: 1, refused: 2, residual: 3, dust: 4 };
const rank = (leg: LegView): number => (leg.naked ? -1 : (TROUBLE[leg.state] ?? 5));

/** Legs with trouble first; the others keep the order of the plan. */
export function LegList({ exit, elapsedMs }: Readonly<{ exit: ExitView; elapsedMs: number }>) {
  const ended = exit.endedAtMs !== null;
  const endMs = timelineEndMs(exit.legs, Math.ceil(elapsedMs / 250) * 250, !ended);
  const labels = new Map(exit.accounts.map((account) => [account.accountId, accountName(account)]));
  const ordered = exit.legs.toSorted((a, b) => rank(a) - rank(b));
  return (
    <div className="legs">
      <div className="legs-head" aria-hidden="true">
        <span>State</span>
        <span>Position</span>
        <span className="leg-size">Size</span>
        <span className="legs-key">
          <i className="key-queued" /> queued <i className="key-sent" /> sent <i className="key-acknowledged" /> proving
          <b className="number">{formatDuration(endMs)}</b>
        </span>
        <span className="leg-time">Time</span>
        <span className="leg-pnl">Realised PnL</span>
      </div>
      <ol className="legs-list" aria-label="Legs">
        {ordered.map((leg) => (
          <LegRow key={leg.legId} leg={leg} label={labels.get(leg.accountId) ?? leg.accountId} endMs={endMs} ended={ended} />
        ))}
      </ol>
    </div>
  );
}
