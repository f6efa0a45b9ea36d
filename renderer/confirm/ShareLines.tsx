import { isZero } from '../../shared/decimal.ts';
import type { PreviewLeg } from '../../shared/exit.ts';
import { formatExact } from '../ui/numbers.ts';

/** A share: what the position holds, what of it goes, and what stays. */
export function ShareLines({ legs }: { readonly legs: readonly PreviewLeg[] }) {
  return legs.map(({ position, size, closeSize, remainingSize, sizeUnit, note }) => (
    <div key={position} className="share">
      <dl className="number">
        <div>
          <dt>Holds</dt>
          <dd>
            {formatExact(size)} <span className="faint">{sizeUnit}</span>
          </dd>
        </div>
        <div>
          <dt>Closes</dt>
          <dd className="share-closes">
            {formatExact(closeSize)} <span className="faint">{sizeUnit}</span>
          </dd>
        </div>
        <div>
          <dt>Stays open</dt>
          <dd>
            {isZero(remainingSize) ? (
              'nothing'
            ) : (
              <>
                {formatExact(remainingSize)} <span className="faint">{sizeUnit}</span>
              </>
            )}
          </dd>
        </div>
      </dl>
      {note !== null && <p className="quiet">{note}</p>}
    </div>
  ));
}
