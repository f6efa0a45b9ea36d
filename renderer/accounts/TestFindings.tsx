import { ShieldAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReadinessView } from '../../shared/readiness.ts';
import { CheckList } from '../readiness/CheckList.tsx';
import { LampShape } from '../readiness/LampShape.tsx';
import { LAMP_MEANING, LAMP_WORDS, tally } from '../readiness/readinessWords.ts';
import { Consent } from '../ui/Consent.tsx';
import { doubtsAbout, saysWithdrawal } from './testedKey.ts';

type FindingsProps = Readonly<{
  readiness: ReadinessView;
  /** It was to be added, and was not. */
  refused: boolean;
  acceptsWithdrawal: boolean;
  onAcceptWithdrawal: (accepts: boolean) => void;
}>;

/** What the venue answered about a key, before it is kept. Takes the focus, so that it is read out. */
export function TestFindings({ readiness, refused, acceptsWithdrawal, onAcceptWithdrawal }: FindingsProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { wouldFail } = doubtsAbout(readiness);
  return (
    <section ref={place} className="findings" data-lamp={readiness.lamp} aria-label="What the test found" tabIndex={-1}>
      <h3>
        <LampShape lamp={readiness.lamp} size={18} />
        {refused && <span>Not added.</span>}
        {LAMP_WORDS[readiness.lamp]}
        <span className="faint">{tally(readiness.checks)}</span>
      </h3>
      {readiness.checks.length === 0 && <p>{LAMP_MEANING[readiness.lamp]}</p>}
      {saysWithdrawal(readiness) && (
        <div className="withdrawal">
          <ShieldAlert size={20} aria-hidden="true" />
          <div>
            <p>
              <strong>This key may withdraw.</strong> Whoever gets hold of it can move your money out. An exit never needs that
              right: switch it off at the venue, or make another key.
            </p>
            <Consent given={acceptsWithdrawal} onChange={onAcceptWithdrawal}>
              I know that this key can withdraw, and I want to use it all the same.
            </Consent>
          </div>
        </div>
      )}
      {wouldFail && (
        <p className="findings-anyway">
          As things stand an exit would fail on this account. “Add anyway” keeps the key and shows the account with a red lamp
          until that is mended.
        </p>
      )}
      <CheckList checks={readiness.checks} />
    </section>
  );
}
