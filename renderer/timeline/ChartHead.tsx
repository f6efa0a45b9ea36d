import type { TimeFrame } from './timeAxis.ts';

/** The labels of the time axis above the bars, and the columns of exact times. */
export function ChartHead({ frame }: { readonly frame: TimeFrame }) {
  return (
    <div className="chart-row chart-head" aria-hidden="true">
      <span>As sent</span>
      <span className="chart-axis">
        {frame.ticks.map(({ atMs, share, label }) => (
          <span
            key={atMs}
            className="number"
            style={{ left: `${share * 100}%` }}
            data-edge={share === 0 ? 'start' : share > 0.94 ? 'end' : undefined}
          >
            {label}
          </span>
        ))}
      </span>
      <span className="chart-time chart-queued">Queued</span>
      <span className="chart-time">Sent</span>
      <span className="chart-time">Ackn.</span>
      <span className="chart-time">Proved, ms</span>
    </div>
  );
}
