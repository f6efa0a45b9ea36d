// What an action would do, in full, and its held confirmation. The plan renews itself while the sheet is open.
import { CircleAlert, LoaderCircle } from 'lucide-react';
import { useEffect, useId } from 'react';
import type { AccountView } from '../../shared/account.ts';
import type { ExitPreview, ExitRequest } from '../../shared/exit.ts';
import { hasUncountedOrders } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { HeldButton } from '../ui/HeldButton.tsx';
import { formatExact, formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { useTenths } from '../ui/useNow.ts';
import { accountName } from '../ui/venueNames.ts';
import { actionName, filterWords } from './exitWords.ts';
import { usePlanSession } from './usePlanSession.ts';
import './preview.css';

const estimate = (value: string | null, signed: boolean) =>
  value === null ? (
    <span className="faint">not known</span>
  ) : signed ? (
    <span className={toneOf(value)}>{formatSignedUsd(value)}</span>
  ) : (
    formatUsd(value)
  );

const SCROLLED_WARNINGS = 3;

const inScope = (request: ExitRequest, account: AccountView): boolean =>
  request.action !== 'flatten' ||
  ((request.filter.account ?? account.id) === account.id && (request.filter.venue ?? account.venue) === account.venue);

function Totals({ preview, ordersComplete }: Readonly<{ preview: ExitPreview; ordersComplete: boolean }>) {
  return (
    <dl className="figures preview-figures number">
      <div>
        <dt>Closes</dt>
        <dd>{plural(preview.legs.length, 'position')}</dd>
      </div>
      <div>
        <dt>Notional</dt>
        <dd>{formatUsd(preview.notionalUsd)}</dd>
      </div>
      <div>
        <dt>Est. PnL, net of fees</dt>
        <dd>{estimate(preview.estimatedPnlUsd, true)}</dd>
      </div>
      <div>
        <dt>Est. fees</dt>
        <dd>{estimate(preview.estimatedFeeUsd, false)}</dd>
      </div>
      <div>
        <dt>Est. slippage</dt>
        <dd>{estimate(preview.estimatedSlippageUsd, false)}</dd>
      </div>
      <div>
        <dt>Keeps</dt>
        <dd>{preview.kept.length}</dd>
      </div>
      <div>
        <dt>Orders to cancel</dt>
        <dd>
          {ordersComplete || preview.ordersToCancel > 0 ? preview.ordersToCancel : 'not counted'}
          {!ordersComplete && preview.ordersToCancel > 0 && <span className="warn"> or more</span>}
        </dd>
      </div>
    </dl>
  );
}

/** One box for all of them, so that the list of what closes stays on screen. */
function Warnings({ texts }: { readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div className="preview-warning">
      <CircleAlert size={16} aria-hidden="true" />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard */}
      <ul tabIndex={texts.length > SCROLLED_WARNINGS ? 0 : undefined} aria-label="Warnings">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

function Legs({ preview, labelOf }: Readonly<{ preview: ExitPreview; labelOf: (id: string) => string }>) {
  return (
    <table className="plan number">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Symbol</th>
          <th scope="col">Side</th>
          <th scope="col" data-align="end">
            Closes
          </th>
          <th scope="col" data-align="end">
            Remains
          </th>
          <th scope="col" data-align="end">
            Notional
          </th>
          <th scope="col" data-align="end">
            Est. net PnL
          </th>
          <th scope="col" data-align="end">
            Est. slippage
          </th>
        </tr>
      </thead>
      <tbody>
        {preview.legs.map((leg) => (
          <tr key={leg.position}>
            <td className="plan-account" title={labelOf(leg.accountId)}>
              {labelOf(leg.accountId)}
            </td>
            <td>
              <SymbolText symbol={leg.symbol} />
              {leg.note !== null && <span className="plan-note">{leg.note}</span>}
            </td>
            <td>
              <SideMark side={leg.side} />
            </td>
            <td data-align="end">
              {formatExact(leg.closeSize)} <span className="unit">{leg.sizeUnit}</span>
            </td>
            <td data-align="end" className="soft">
              {formatExact(leg.remainingSize)}
            </td>
            <td data-align="end">{leg.notionalUsd === null ? '—' : formatUsd(leg.notionalUsd)}</td>
            <td data-align="end">{leg.estimatedPnlUsd === null ? '—' : estimate(leg.estimatedPnlUsd, true)}</td>
            <td data-align="end" className="soft">
              {leg.estimatedSlippageUsd === null ? '—' : formatUsd(leg.estimatedSlippageUsd)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Kept({ preview, labelOf }: Readonly<{ preview: ExitPreview; labelOf: (id: string) => string }>) {
  if (preview.kept.length === 0) return null;
  return (
    <div className="kept">
      <h3>Kept ({plural(preview.kept.length, 'position')})</h3>
      <ul>
        {preview.kept.map((kept) => (
          <li key={kept.position}>
            <span className="left-what">
              <SymbolText symbol={kept.symbol} /> <SideMark side={kept.side} />
              {kept.unrealizedPnlUsd !== null && (
                <span className={`number ${toneOf(kept.unrealizedPnlUsd)}`}>{formatSignedUsd(kept.unrealizedPnlUsd)}</span>
              )}
            </span>
            <span className="left-account faint">{labelOf(kept.accountId)}</span>
            <span className="left-reason">{kept.reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Expiry({ preview, loading }: Readonly<{ preview: ExitPreview | null; loading: boolean }>) {
  const nowMs = useTenths();
  if (preview === null) return null;
  const leftSeconds = Math.max(0, Math.floor((preview.expiresAtMs - nowMs) / 1000));
  return <p className="faint number">{loading ? 'Renewing the plan' : `Plan good for ${leftSeconds} s, then renewed`}</p>;
}

export function PreviewSheet({ request, onClose }: Readonly<{ request: ExitRequest; onClose: () => void }>) {
  const { session, plan } = usePlanSession();
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const environment = usePanel((state) => state.snapshot?.environment);
  const holdMs = usePanel((state) => state.snapshot?.settings.holdMs) ?? 800;
  const describedBy = useId();
  useEffect(() => session.load(request), [session, request]);
  useEffect(() => {
    if (plan.started !== null) onClose();
  }, [plan.started, onClose]);
  const labelOf = (id: string) => {
    const account = accounts.find((each) => each.id === id);
    return account === undefined ? id : accountName(account);
  };
  const { preview, failure } = plan;
  const scope = filterWords(request, accounts);
  const nothing = preview !== null && preview.legs.length === 0 && preview.ordersToCancel === 0;
  return (
    <Sheet
      title={actionName(request)}
      width="wide"
      isOpen
      onClose={onClose}
      subtitle={
        <span id={describedBy}>
          {scope !== null && <strong>{scope}. </strong>}
          {preview === null
            ? 'Nothing is sent before you confirm.'
            : `${plural(preview.legs.length, 'position')} on ${plural(preview.accounts, 'account')} at ${plural(preview.venues, 'venue')}. Nothing is sent before you confirm.`}
        </span>
      }
      footer={
        <>
          <div className="preview-foot">
            {environment === 'practice' && <span className="chip practice-chip">PRACTICE</span>}
            {environment === 'live' && <span className="chip live-preview-chip">LIVE · REAL MONEY</span>}
            <Expiry preview={preview} loading={plan.loading} />
          </div>
          <div className="preview-actions">
            <Button look="quiet" onPress={onClose}>
              Cancel
            </Button>
            <HeldButton
              name="Hold to confirm"
              holdMs={holdMs}
              describedBy={describedBy}
              disabled={nothing || (preview === null && !plan.loading && !plan.confirming)}
              busy={plan.confirming || plan.wanted}
              onHoldStart={() => session.hold(true)}
              onHoldAbort={() => session.hold(false)}
              onHeld={() => {
                session.hold(false);
                session.confirm();
              }}
            >
              {plan.wanted ? 'Reading the plan' : plan.confirming ? 'Sending' : 'Hold to confirm'}
            </HeldButton>
          </div>
        </>
      }
    >
      {failure !== null && (
        <div className="preview-failure">
          <FailureBox failure={failure} />
          <Button look="outline" onPress={() => session.load(request)}>
            Read again
          </Button>
        </div>
      )}
      {preview === null && failure === null && (
        <output className="preview-loading">
          <LoaderCircle size={18} aria-hidden="true" className="turning" />
          Reading positions, orders and books
        </output>
      )}
      {preview !== null && (
        <>
          <Totals
            preview={preview}
            ordersComplete={!accounts.some((account) => inScope(request, account) && hasUncountedOrders(account))}
          />
          <Warnings texts={preview.warnings} />
          {nothing && (
            <p className="preview-nothing">There is nothing to close. {preview.kept.length > 0 && 'Why is said below.'}</p>
          )}
          {preview.legs.length > 0 && <Legs preview={preview} labelOf={labelOf} />}
          <Kept preview={preview} labelOf={labelOf} />
        </>
      )}
    </Sheet>
  );
}
