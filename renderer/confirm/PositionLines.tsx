import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import { compare } from '../../shared/decimal.ts';
import type { PreviewLeg } from '../../shared/exit.ts';
import { shortVenueName } from '../ui/venueNames.ts';
import { formatExact, formatUsd, plural } from '../ui/numbers.ts';

const SHOWN = 4;

const bySize = (a: PreviewLeg, b: PreviewLeg): number => {
  if (a.notionalUsd === null || b.notionalUsd === null) return Number(b.notionalUsd === null) - Number(a.notionalUsd === null);
  return compare(b.notionalUsd, a.notionalUsd);
};

/** The largest of them, those whose worth nobody knows first. */
export function PositionLines({ legs }: { readonly legs: readonly PreviewLeg[] }) {
  if (legs.length === 0) return null;
  const shown = legs.toSorted(bySize).slice(0, SHOWN);
  return (
    <div className="lines">
      <ul className="number" aria-label="Largest positions">
        {shown.map((leg) => (
          <li key={leg.position}>
            <span className={leg.side === 'long' ? 'mark gain' : 'mark loss'}>
              {leg.side === 'long' ? (
                <ArrowUpRight size={14} aria-hidden="true" />
              ) : (
                <ArrowDownRight size={14} aria-hidden="true" />
              )}
              {leg.side === 'long' ? 'Long' : 'Short'}
            </span>
            <span className="lines-symbol" title={leg.symbol}>
              <strong>{leg.symbol.split('/')[0]}</strong> <span className="faint">{shortVenueName(leg.venue)}</span>
            </span>
            <span className="lines-size" title={`${leg.closeSize} ${leg.sizeUnit}`}>
              {formatExact(leg.closeSize)} <span className="faint">{leg.sizeUnit}</span>
            </span>
            <span className="lines-worth">{leg.notionalUsd === null ? 'not known' : formatUsd(leg.notionalUsd)}</span>
          </li>
        ))}
      </ul>
      {legs.length > SHOWN && <p className="quiet number">and {plural(legs.length - SHOWN, 'more position')}</p>}
    </div>
  );
}
