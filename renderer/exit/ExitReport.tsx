import { assertNever } from '../../shared/failure.ts';
import type { ExitView, LeftOver, Verdict } from '../../shared/exit.ts';
import { usePanel } from '../panelStore.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { formatDuration, formatExact, formatPlaces, formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { AccountPhases } from './AccountPhases.tsx';
import { actionName, filterWords, VERDICT_LOOKS, unreadInExit, verdictMeaning, verdictWords } from './exitWords.ts';
import { accountName } from '../ui/venueNames.ts';
import type { Evidence } from './ExitProgress.tsx';
import { LegList } from './LegList.tsx';
import { OriginNote } from './OriginNote.tsx';
import { clockName, startedWords } from './originWords.ts';
import './exit.css';

const FAMILY_WORDS = { plain: 'plain', trigger: 'trigger', algo: 'algo', attached: 'attached' } as const;

/** What the panel still believes about an account that the exit could not read. */
function LastKnown({ accountId }: { readonly accountId: string }) {
  const count = usePanel(
    (state) => Object.values(state.snapshot?.positions ?? {}).filter((position) => position.accountId === accountId).length,
  );
  const live = usePanel((state) => state.snapshot?.accounts.find((account) => account.id === accountId)?.health.kind === 'live');
  if (live) return <span className="faint number">readable again, {plural(count, 'position')} now</span>;
  if (count === 0) return null;
  return <strong className="warn number">{plural(count, 'last known position')}</strong>;
}

function LeftOverWords({ left }: { readonly left: LeftOver }) {
  switch (left.kind) {
    case 'position':
      return (
        <>
          <SymbolText symbol={left.symbol} /> <SideMark side={left.side} />{' '}
          <strong className="number">{formatExact(left.size)}</strong>
          {left.dust && <span className="chip warn">dust</span>}
        </>
      );
    case 'order':
      return (
        <>
          <SymbolText symbol={left.symbol} /> {FAMILY_WORDS[left.family]} order <span className="number">{left.orderId}</span>
        </>
      );
    case 'unreadable':
      return (
        <>
          <strong>Account could not be read</strong>
          <LastKnown accountId={left.accountId} />
        </>
      );
    case 'unsweepable':
      return <strong>{FAMILY_WORDS[left.family]} orders could not be swept</strong>;
    case 'notClosable':
      return (
        <>
          <strong>Not for Breakglass to close:</strong> <span className="number">{left.what}</span>
        </>
      );
    default:
      return assertNever(left);
  }
}

function Figures({ exit }: { readonly exit: ExitView }) {
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

/** How an exit ended: the verdict first, then why. */
export function ExitReport({ exit, verdict, evidence }: Readonly<{ exit: ExitView; verdict: Verdict; evidence: Evidence }>) {
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const labelOf = (accountId: string) => {
    const account = exit.accounts.find((each) => each.accountId === accountId) ?? accounts.find((each) => each.id === accountId);
    return account === undefined ? accountId : accountName(account);
  };
  const look = VERDICT_LOOKS[verdict];
  const Icon = look.icon;
  const scope = filterWords(exit.request, accounts);
  const elapsedMs = (exit.endedAtMs ?? exit.pressedAtMs) - exit.pressedAtMs;
  return (
    <section className="exit" aria-label="Exit report" data-verdict={verdict} data-exit-id={exit.exitId}>
      <header className="exit-head" data-verdict={verdict}>
        <Icon className="verdict-icon" size={60} strokeWidth={1.75} aria-hidden="true" />
        <div className="exit-words">
          <output className="verdict">
            {verdictWords(exit, verdict)}
            {exit.pressToFlatMs !== null && <span className="verdict-time number">in {formatDuration(exit.pressToFlatMs)}</span>}
          </output>
          <h2>
            {actionName(exit.request)}
            {scope !== null && <span className="exit-scope"> {scope}</span>}
            <span className="exit-scope number"> {startedWords(exit)}</span>
          </h2>
          <p>
            {verdictMeaning(exit, verdict)}
            {exit.gaveUp && <strong> The exit gave up: its attempts or its time were used up.</strong>}
          </p>
        </div>
      </header>
      <OriginNote exit={exit} />
      {evidence !== null && evidence(elapsedMs)}
      {evidence === null && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
        <div className="exit-body" tabIndex={0}>
          {exit.leftOver.length > 0 && (
            <div className="left" data-grave={verdict === 'notFlat' || undefined}>
              <h3>Left in scope ({exit.leftOver.length})</h3>
              <ul>
                {exit.leftOver.map((left) => (
                  <li key={JSON.stringify(left)}>
                    <span className="left-what">
                      <LeftOverWords left={left} />
                    </span>
                    <span className="left-account faint" title={labelOf(left.accountId)}>
                      {labelOf(left.accountId)}
                    </span>
                    <span className="left-reason">{left.reason}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <Figures exit={exit} />
          {exit.notes.length > 0 && (
            <ul className="exit-notes">
              {exit.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          <AccountPhases accounts={exit.accounts} />
          <LegList exit={exit} elapsedMs={elapsedMs} />
          {exit.kept.length > 0 && (
            <div className="kept">
              <h3>Kept ({plural(exit.kept.length, 'position')})</h3>
              <ul>
                {exit.kept.map((kept) => (
                  <li key={kept.position}>
                    <span className="left-what">
                      <SymbolText symbol={kept.symbol} /> <SideMark side={kept.side} />
                      {kept.unrealizedPnlUsd !== null && (
                        <span className={`number ${toneOf(kept.unrealizedPnlUsd)}`}>
                          {formatSignedUsd(kept.unrealizedPnlUsd)}
                        </span>
                      )}
                    </span>
                    <span className="left-account faint" title={labelOf(kept.accountId)}>
                      {labelOf(kept.accountId)}
                    </span>
                    <span className="left-reason">{kept.reason}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </section>
  );
}
