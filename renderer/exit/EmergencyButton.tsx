import { LoaderCircle, Siren } from 'lucide-react';
import { useMemo } from 'react';
import { absolute, sum } from '../../shared/decimal.ts';
import { accountsWithUncountedOrders, countWords, knowledgeOf, unreadAccounts } from '../knowledge.ts';
import { isRunning, usePanel } from '../panelStore.ts';
import { FailureBox } from '../ui/FailureBox.tsx';
import { HeldButton } from '../ui/HeldButton.tsx';
import { formatUsdShort } from '../ui/numbers.ts';
import { usePlanSession } from './usePlanSession.ts';

/** Live size of everything: what the button would close. */
function useExposure() {
  const positions = usePanel((state) => state.snapshot?.positions);
  const orders = usePanel((state) => state.snapshot?.orders);
  return useMemo(() => {
    const all = Object.values(positions ?? {});
    return {
      positions: all.length,
      orders: Object.values(orders ?? {}).reduce((count, each) => count + each.length, 0),
      notionalUsd: sum(all.flatMap((position) => (position.notionalUsd === null ? [] : absolute(position.notionalUsd)))),
      unpriced: all.some((position) => position.notionalUsd === null),
    };
  }, [positions, orders]);
}

/** The plan is asked for at the press and confirmed at the end of the hold; releasing early gives it back. */
export function EmergencyButton() {
  const exposure = useExposure();
  const knowledge = usePanel((state) => knowledgeOf(state.snapshot));
  const unread = usePanel((state) => unreadAccounts(state.snapshot));
  const uncountedOrders = usePanel((state) => accountsWithUncountedOrders(state.snapshot));
  const connected = usePanel((state) => (state.snapshot?.accounts.length ?? 0) > 0);
  const live = usePanel((state) => state.snapshot?.environment === 'live');
  const counted = knowledge === 'all' || knowledge === 'some';
  const holdMs = usePanel((state) => state.snapshot?.settings.holdMs) ?? 800;
  const running =
    usePanel((state) => state.snapshot?.exits.some((exit) => isRunning(exit) && exit.request.action === 'emergencyExit')) ??
    false;
  const { session, plan } = usePlanSession();
  const busy = plan.wanted || plan.confirming;
  return (
    <div className="emergency">
      {plan.failure !== null && (
        <div className="emergency-failure">
          <FailureBox failure={plan.failure} />
        </div>
      )}
      <HeldButton
        name="Emergency Exit"
        size="huge"
        holdMs={holdMs}
        busy={busy}
        describedBy="emergency-scope"
        onHoldStart={() => {
          session.hold(true);
          session.load({ action: 'emergencyExit' });
        }}
        onHoldAbort={() => session.close()}
        onHeld={() => {
          session.hold(false);
          session.confirm();
        }}
      >
        {busy ? (
          <LoaderCircle className="turning" size={34} aria-hidden="true" />
        ) : (
          <Siren size={34} strokeWidth={1.9} aria-hidden="true" />
        )}
        <span className="emergency-words">
          <span className="emergency-name">
            {plan.wanted ? 'Reading the plan' : plan.confirming ? 'Sending' : 'Emergency Exit'}
          </span>
          <span className="emergency-how">
            {running ? 'Running. Another hold joins it' : `Hold ${(holdMs / 1000).toFixed(1)} s · Esc aborts`}
          </span>
        </span>
        <span className="emergency-scope number" id="emergency-scope">
          <strong>
            {counted ? (
              <>
                {(knowledge === 'some' || exposure.unpriced) && <small>at least </small>}
                {formatUsdShort(exposure.notionalUsd)}
              </>
            ) : (
              'Everything'
            )}
          </strong>
          <span>
            {counted
              ? countWords({ ...exposure, unreadAccounts: unread, uncountedOrders })
              : live && !connected
                ? 'no account is connected'
                : 'on every account, not counted yet'}
          </span>
        </span>
      </HeldButton>
    </div>
  );
}
