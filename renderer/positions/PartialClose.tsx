// The partial close of one row: a percentage, what it means in lots, what remains, and a held confirmation of its own.
import { useEffect, useId, useState } from 'react';
import { Button as AriaButton, Label, Slider, SliderFill, SliderThumb, SliderTrack } from 'react-aria-components';
import { sizeUnitOf, type PositionView } from '../../shared/position.ts';
import { isZero } from '../../shared/decimal.ts';
import { usePlanSession } from '../exit/usePlanSession.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { HeldButton } from '../ui/HeldButton.tsx';
import { formatExact, formatSignedUsd, formatUsd, toneOf } from '../ui/numbers.ts';
import { estimatePartial } from './partialEstimate.ts';
import './partialClose.css';

const MARKS = [25, 50, 75, 100] as const;
const DEFAULT_PCT = 50;
const SETTLE_MS = 140; // the slider rests before a plan is asked for

export function PartialClose({ position, onClose }: Readonly<{ position: PositionView; onClose: () => void }>) {
  const [pct, setPct] = useState(DEFAULT_PCT);
  const [askedPct, setAskedPct] = useState<number | null>(null);
  const { session, plan } = usePlanSession();
  const holdMs = usePanel((state) => state.snapshot?.settings.holdMs) ?? 800;
  const summaryId = useId();

  useEffect(() => {
    const timer = setTimeout(() => {
      session.load({ action: 'partialClose', position: position.key, exitPct: pct });
      setAskedPct(pct);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [session, position.key, pct]);

  useEffect(() => {
    if (plan.started !== null) onClose();
  }, [plan.started, onClose]);

  const current = askedPct === pct;
  const leg = current ? plan.preview?.legs[0] : undefined;
  const estimate = estimatePartial(position.size, pct, position.market);
  const unit = leg?.sizeUnit ?? sizeUnitOf(position.market);
  const closeSize = leg?.closeSize ?? estimate.closeSize;
  const remainingSize = leg?.remainingSize ?? estimate.remainingSize;
  const failure = current ? plan.failure : null;
  const tooSmall = leg === undefined && failure === null && estimate.smallestPct !== null;
  const note =
    leg?.note ??
    (leg === undefined && estimate.leavesDust
      ? 'What would remain is below the minimum of the venue: the plan may close all of it.'
      : null);
  const warnings = current ? (plan.preview?.warnings ?? []) : [];

  return (
    <fieldset className="partial" aria-label={`Partial close ${position.symbol} ${position.side}`}>
      <div className="partial-slider">
        <Slider
          className="slider"
          minValue={1}
          maxValue={100}
          step={1}
          value={pct}
          isDisabled={plan.confirming || plan.wanted}
          onChange={(value) => setPct(Array.isArray(value) ? DEFAULT_PCT : value)}
        >
          <div className="partial-slider-head">
            <Label>Close</Label>
            <output className="partial-pct number">{pct}%</output>
          </div>
          <SliderTrack className="slider-track">
            <SliderFill className="slider-fill" />
            {MARKS.map((mark) => (
              <span key={mark} className="slider-mark" style={{ left: `${((mark - 1) / 99) * 100}%` }} />
            ))}
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the person opened it to move this very thumb */}
            <SliderThumb className="slider-thumb" aria-label="Close percentage" autoFocus />
          </SliderTrack>
        </Slider>
        <div className="partial-marks">
          {MARKS.map((mark) => (
            <AriaButton
              key={mark}
              className="partial-mark number"
              data-chosen={pct === mark || undefined}
              isDisabled={plan.confirming || plan.wanted}
              onPress={() => setPct(mark)}
            >
              {mark === 100 ? 'All' : `${mark}%`}
            </AriaButton>
          ))}
        </div>
      </div>

      <dl className="partial-numbers number" id={summaryId} data-settled={leg !== undefined || undefined}>
        <div>
          <dt>Closes</dt>
          <dd>
            {formatExact(closeSize)} <span className="unit">{unit}</span>
          </dd>
        </div>
        <div>
          <dt>Remains</dt>
          <dd>
            {formatExact(remainingSize)} <span className="unit">{unit}</span>
          </dd>
        </div>
        <div>
          <dt>Notional</dt>
          <dd>{typeof leg?.notionalUsd === 'string' ? formatUsd(leg.notionalUsd) : '—'}</dd>
        </div>
        <div>
          <dt>Est. net PnL</dt>
          <dd className={typeof leg?.estimatedPnlUsd === 'string' ? toneOf(leg.estimatedPnlUsd) : ''}>
            {typeof leg?.estimatedPnlUsd === 'string' ? formatSignedUsd(leg.estimatedPnlUsd) : '—'}
          </dd>
        </div>
        <div>
          <dt>Est. fee</dt>
          <dd>{typeof leg?.estimatedFeeUsd === 'string' ? formatUsd(leg.estimatedFeeUsd) : '—'}</dd>
        </div>
        <div>
          <dt>Est. slippage</dt>
          <dd>{typeof leg?.estimatedSlippageUsd === 'string' ? formatUsd(leg.estimatedSlippageUsd) : '—'}</dd>
        </div>
      </dl>

      <div className="partial-confirm">
        <HeldButton
          name="Hold to confirm"
          holdMs={holdMs}
          describedBy={summaryId}
          disabled={tooSmall || (failure !== null && !plan.loading) || isZero(closeSize)}
          busy={plan.confirming || plan.wanted}
          onHoldStart={() => session.hold(true)}
          onHoldAbort={() => session.hold(false)}
          onHeld={() => {
            session.hold(false);
            if (current) session.confirm();
          }}
        >
          {plan.wanted ? 'Reading the plan' : plan.confirming ? 'Sending' : 'Hold to confirm'}
        </HeldButton>
        <Button look="quiet" onPress={onClose}>
          Cancel
        </Button>
      </div>

      <div className="partial-notes" aria-live="polite">
        {failure !== null && <FailureBox failure={failure} />}
        {tooSmall && (
          <p className="warn">
            {pct}% is less than one lot ({formatExact(position.market.lotSize)} {unit}). The smallest share that closes anything
            is {estimate.smallestPct}
            %.
          </p>
        )}
        {note !== null && !tooSmall && failure === null && <p className="warn">{note}</p>}
        {warnings.map((warning) => (
          <p key={warning} className="warn">
            {warning}
          </p>
        ))}
      </div>
    </fieldset>
  );
}
