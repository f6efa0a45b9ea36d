// What is left, why in the venue's own words, and what a person does now.
import type { ExitView, LeftOver } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { isNakedLeft, nextSteps, sortedLeft } from '../exit/aftermath.ts';
import { formatExact } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';

function leftWords(left: LeftOver): string {
  switch (left.kind) {
    case 'position':
      return `${left.symbol} ${left.side} ${formatExact(left.size)}${left.dust ? ' (dust)' : ''}`;
    case 'order':
      return `${left.symbol} ${left.family} order ${left.orderId}`;
    case 'unreadable':
      return 'Not read back in full';
    case 'unsweepable':
      return `${left.family} orders could not be swept`;
    case 'notClosable':
      return `Not for Breakglass to close: ${left.what}`;
    default:
      return assertNever(left);
  }
}

export function LeftLines({ exit }: { readonly exit: ExitView }) {
  const labelOf = (accountId: string): string => {
    const account = exit.accounts.find((each) => each.accountId === accountId);
    return account === undefined ? accountId : accountName(account);
  };
  const steps = nextSteps(exit, labelOf);
  return (
    <section
      className="scrolls box"
      data-tone={exit.verdict === 'unknown' ? 'warn' : 'loss'}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
      tabIndex={0}
      aria-label="What is left"
    >
      <div>
        <h2>Left ({exit.leftOver.length})</h2>
        <ul className="left">
          {sortedLeft(exit).map((left) => (
            <li key={JSON.stringify(left)}>
              <p>
                {isNakedLeft(exit, left) && <strong className="naked">NAKED </strong>}
                <strong className="number">{leftWords(left)}</strong>{' '}
                <span className="left-account">{labelOf(left.accountId)}</span>
              </p>
              <p className="left-reason">{left.reason}</p>
            </li>
          ))}
        </ul>
        {steps.length > 0 && (
          <>
            <h2>What to do now</h2>
            <ol className="left">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </>
        )}
      </div>
    </section>
  );
}
