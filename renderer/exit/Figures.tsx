import type { ExitView } from '../../shared/exit.ts';
import { formatDuration, formatPlaces, formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { unreadInExit } from './exitWords.ts';
import { clockName } from './originWords.ts';

/** What an exit came to, in figures. */
export function Figures({ exit }: { readonly exit: ExitView }) {
  const closed = exit.legs.filter((leg) => leg.state === 'proved').length;
  const unread = unreadInExit(exit);
  const rates = Object.entries(exit.rates);
  return (
    <dl className="figures number">
      {exit.pressToFlatMs !== null && (
        <div>
          <dt>{clockName(exit)}</dt>
          <dd>{formatDuration(exit.pressToFlatMs)}</dd>
        </div>
      )}
      <div>
        <dt>Realised PnL, before fees</dt>
        <dd className={exit.realizedPnlUsd === null ? '' : toneOf(exit.realizedPnlUsd)}>
          {exit.realizedPnlUsd === null ? 'not known' : formatSignedUsd(exit.realizedPnlUsd)}
        </dd>
      </div>
      <div>
        <dt>Fees</dt>
        <dd>{exit.feeUsd === null ? 'not known' : formatUsd(exit.feeUsd)}</dd>
      </div>
      <div>
        <dt>Legs proved</dt>
        <dd>
          {closed} of {exit.legs.length}
          {unread > 0 && <span className="warn"> · {plural(unread, 'account')} unread</span>}
        </dd>
      </div>
      <div>
        <dt>Orders cancelled</dt>
        <dd>{exit.ordersCancelled}</dd>
      </div>
      {rates.length > 0 && (
        <div>
          <dt>Rates used</dt>
          <dd className="figures-rates">
            {rates.map(([currency, rate]) => `${currency} ${formatUsd(rate, ratePlaces(rate))}`).join(' · ')}
          </dd>
        </div>
      )}
    </dl>
  );
}

const ratePlaces = (rate: string): number => (Number(rate) >= 100 ? 0 : Number(formatPlaces(rate, 4)) === 1 ? 2 : 4);
