import { assertNever } from '../../shared/failure.ts';
import type { ExitView, LeftOver, Verdict } from '../../shared/exit.ts';
import { usePanel } from '../panelStore.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { formatExact, plural } from '../ui/numbers.ts';
import { isNakedLeft, legOfLeft, nextSteps, sortedLeft, triedOnLeg } from './aftermath.ts';
import './left.css';

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

function LeftOverWords({ left, naked }: Readonly<{ left: LeftOver; naked: boolean }>) {
  switch (left.kind) {
    case 'position':
      return (
        <>
          {naked && <span className="left-naked">NAKED</span>}
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
          <strong>Not read back in full</strong>
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

function LeftRow({ exit, left, label }: Readonly<{ exit: ExitView; left: LeftOver; label: string }>) {
  const leg = legOfLeft(exit, left);
  const remedy = leg?.failure?.remedy;
  return (
    <li>
      <span className="left-what">
        <LeftOverWords left={left} naked={isNakedLeft(exit, left)} />
      </span>
      <span className="left-account faint" title={label}>
        {label}
      </span>
      <span className="left-reason">
        {left.reason}
        {leg !== undefined && <span className="left-tried number"> {triedOnLeg(leg, left.reason)}.</span>}
        {remedy !== undefined && <span className="left-tried"> {remedy}</span>}
      </span>
    </li>
  );
}

type LeftInScopeProps = Readonly<{ exit: ExitView; verdict: Verdict; labelOf: (accountId: string) => string }>;

/** What is left, why in the venue's own words, what was tried on it, and what a person does now. */
export function LeftInScope({ exit, verdict, labelOf }: LeftInScopeProps) {
  if (exit.leftOver.length === 0) return null;
  const steps = nextSteps(exit, labelOf);
  return (
    <div className="left" data-verdict={verdict}>
      <h3>Left in scope ({exit.leftOver.length})</h3>
      <ul>
        {sortedLeft(exit).map((left) => (
          <LeftRow key={JSON.stringify(left)} exit={exit} left={left} label={labelOf(left.accountId)} />
        ))}
      </ul>
      {steps.length > 0 && (
        <>
          <h3 className="left-now">What to do now</h3>
          <ol>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
