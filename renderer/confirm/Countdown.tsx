import { useTenths } from '../ui/useNow.ts';

/** Time that runs out sends nothing; while a finger is on the button it stands still. */
export function Countdown({ closesAtMs, wholeMs }: Readonly<{ closesAtMs: number | null; wholeMs: number }>) {
  const nowMs = useTenths();
  const leftMs = closesAtMs === null ? wholeMs : Math.min(wholeMs, Math.max(0, closesAtMs - nowMs));
  return (
    <div className="countdown" role="timer" aria-label="Time until it closes by itself">
      <div className="track" aria-hidden="true">
        <div className="track-fill" data-still={closesAtMs === null || undefined} style={{ '--share': leftMs / wholeMs }} />
      </div>
      <p className="number">
        {closesAtMs === null ? 'Waiting while you press' : `Closes in ${Math.ceil(leftMs / 1000)} s and sends nothing`}
      </p>
    </div>
  );
}
