import type { ReadinessCheck } from '../../shared/readiness.ts';
import { LampShape } from './LampShape.tsx';
import { CHECK_NAMES, gravestFirst, STATE_LAMPS, STATE_WORDS } from './readinessWords.ts';

/** Every check with its reason and remedy, the gravest first. */
export function CheckList({ checks }: { readonly checks: readonly ReadinessCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="checks">
      {gravestFirst(checks).map((check) => (
        <li key={check.id} className="check" data-state={check.state}>
          <LampShape lamp={STATE_LAMPS[check.state]} size={14} />
          <div>
            <p>
              <strong>{CHECK_NAMES[check.id]}</strong> <span className="unseen">({STATE_WORDS[check.state]}) </span>
              <span className="check-detail">{check.detail}</span>
            </p>
            {check.remedy !== null && <p className="check-remedy">{check.remedy}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
