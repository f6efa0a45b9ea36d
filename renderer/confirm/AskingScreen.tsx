// What is asked: how much, on whose word, for how long still, and the one way to fire that needs a steady hand.
import { Siren, TriangleAlert } from 'lucide-react';
import { isFireable, type Asking, type ConfirmApi } from '../../shared/confirmation.ts';
import { notCountedWords, NOTHING_OPEN, nothingOpen, previewFailedWords } from '../../shared/confirmWords.ts';
import type { ExitPreview } from '../../shared/exit.ts';
import { venueWords } from '../ui/failureWords.ts';
import { HeldButton } from '../ui/HeldButton.tsx';
import { formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { Countdown } from './Countdown.tsx';
import { HotkeyHint } from './HotkeyHint.tsx';
import { PositionLines } from './PositionLines.tsx';
import { ProgramNote } from './ProgramNote.tsx';
import { ShareLines } from './ShareLines.tsx';

type AskingScreenProps = Readonly<{ api: ConfirmApi; asking: Asking; holdMs: number; mac: boolean; unmasked: number }>;

export function AskingScreen({ api, asking, holdMs, mac, unmasked }: AskingScreenProps) {
  const { askId, exit, preview, previewFailure, hotkey } = asking;
  const isShare = exit.request.action === 'partialClose';
  return (
    <>
      {exit.program !== null && <ProgramNote program={exit.program} />}
      <header className="head">
        <h1 id="title">{exit.title}?</h1>
        <p id="scope" className="scope">
          {exit.scope}
        </p>
      </header>
      <div className="body">
        {(preview !== null || previewFailure === null) && (
          <Sums preview={preview} wait={notCountedWords(asking)} isShare={isShare} />
        )}
        {previewFailure !== null && (
          <div className="box" data-tone="warn" role="alert">
            <TriangleAlert size={16} aria-hidden="true" />
            <div>
              <p>
                <strong>{preview === null ? 'No figures: ' : 'These figures are old: '}</strong>
                {[previewFailure.message, venueWords(previewFailure)].filter((part) => part !== null).join(' ')}
              </p>
              <p>{previewFailedWords(asking)}</p>
            </div>
          </div>
        )}
        {preview !== null && preview.warnings.length > 0 && (
          <div className="box" data-tone="warn">
            <TriangleAlert size={16} aria-hidden="true" />
            <ul>
              {preview.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </div>
        )}
        {preview !== null && nothingOpen(preview) && <p className="quiet">{NOTHING_OPEN}</p>}
        {preview !== null && (isShare ? <ShareLines legs={preview.legs} /> : <PositionLines legs={preview.legs} />)}
      </div>
      <footer className="act">
        {hotkey !== null && <HotkeyHint hotkey={hotkey} holdMs={holdMs} mac={mac} />}
        <div className="buttons">
          <HeldButton
            key={unmasked}
            name={`Hold ${(holdMs / 1000).toFixed(1)} s to fire ${exit.title}`}
            holdMs={holdMs}
            describedBy="scope"
            disabled={!isFireable(asking)}
            onHoldStart={() => void api.pressing({ askId, pressing: true })}
            onHoldAbort={() => void api.pressing({ askId, pressing: false })}
            onHeld={() => void api.fire({ askId })}
          >
            <Siren size={18} aria-hidden="true" />
            <span>Hold {(holdMs / 1000).toFixed(1)} s: mouse or Enter</span>
          </HeldButton>
          <button type="button" className="plain" onClick={() => void api.dismiss({ askId })}>
            Abort <kbd>Esc</kbd>
          </button>
        </div>
        <Countdown closesAtMs={asking.closesAtMs} wholeMs={asking.confirmMs} />
      </footer>
    </>
  );
}

function Sums({ preview, wait, isShare }: Readonly<{ preview: ExitPreview | null; wait: string; isShare: boolean }>) {
  if (preview === null) {
    return (
      <div className="sums" data-empty>
        <output className="quiet">{wait}</output>
      </div>
    );
  }
  const { estimatedPnlUsd, estimatedSlippageUsd } = preview;
  return (
    <div className="sums number">
      <dl>
        <div>
          <dt>Notional</dt>
          <dd className="sums-large">{formatUsd(preview.notionalUsd)}</dd>
        </div>
        <div>
          <dt>Est. PnL, net of fees</dt>
          <dd className={estimatedPnlUsd === null ? 'faint' : toneOf(estimatedPnlUsd)}>
            {estimatedPnlUsd === null ? 'not known' : formatSignedUsd(estimatedPnlUsd)}
          </dd>
        </div>
        {estimatedSlippageUsd !== null && (
          <div>
            <dt>Est. slippage</dt>
            <dd>{formatUsd(estimatedSlippageUsd)}</dd>
          </div>
        )}
      </dl>
      {!isShare && (
        <p>
          <strong>{plural(preview.legs.length, 'position')}</strong> and{' '}
          <strong>{plural(preview.ordersToCancel, 'order')}</strong> on {plural(preview.accounts, 'account')} at{' '}
          {plural(preview.venues, 'venue')}
        </p>
      )}
    </div>
  );
}
