import { CircleCheckBig, ClockAlert, LoaderCircle } from 'lucide-react';
import { useShallow } from 'zustand/shallow';
import { LiveStart } from '../accounts/LiveStart.tsx';
import { hasUncountedOrders, knowledgeOf } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { Age } from '../ui/Age.tsx';
import { formatClock, plural } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';

/** No position known. Calm only when every account was read, orders too; otherwise it says what is not known. */
export function FlatState({ strayOrders }: { readonly strayOrders: number }) {
  const unread = usePanel(
    useShallow((state) =>
      (state.snapshot?.accounts ?? []).filter((account) => account.health.kind !== 'live').map((account) => accountName(account)),
    ),
  );
  const uncounted = usePanel(
    useShallow((state) => (state.snapshot?.accounts ?? []).filter(hasUncountedOrders).map((account) => accountName(account))),
  );
  const accounts = usePanel((state) => state.snapshot?.accounts.length) ?? 0;
  const environment = usePanel((state) => state.snapshot?.environment);
  const oldestMs = usePanel((state) =>
    (state.snapshot?.accounts ?? []).reduce<number | null>(
      (oldest, account) => (account.freshAtMs === null ? oldest : Math.min(oldest ?? account.freshAtMs, account.freshAtMs)),
      null,
    ),
  );
  const provedAtMs = usePanel((state) => {
    const exit = state.snapshot?.exits.find((each) => each.verdict === 'flat' && each.request.action === 'emergencyExit');
    return exit?.endedAtMs ?? null;
  });
  const connecting = usePanel(
    (state) =>
      state.snapshot?.accounts.every((account) => account.health.kind === 'connecting' || account.freshAtMs !== null) ?? true,
  );
  const stayFlatMinutes = usePanel(({ snapshot }) => (snapshot?.settings.stayFlat === true ? snapshot.settings.watchMinutes : 0));
  const knowledge = usePanel((state) => knowledgeOf(state.snapshot));
  if (accounts === 0 && environment === 'live') return <LiveStart />;
  if (knowledge === 'starting' || (accounts > 0 && knowledge !== 'all' && connecting)) {
    return (
      <div className="flat-state">
        <LoaderCircle size={30} aria-hidden="true" className="faint turning" />
        <h2>{knowledge === 'starting' ? 'Starting' : 'Reading the accounts'}</h2>
        <p>
          {knowledge === 'starting'
            ? 'The practice venues are on their way up.'
            : 'What they hold is not known yet. Emergency Exit works already: it reads before it closes.'}
        </p>
      </div>
    );
  }
  if (unread.length > 0 || accounts === 0) {
    return (
      <div className="flat-state">
        <ClockAlert size={34} aria-hidden="true" className="warn" />
        <h2>No position known</h2>
        <p>
          {accounts === 0
            ? 'No account is connected, so nothing is known.'
            : `${plural(unread.length, 'account')} cannot be read now: ${unread.join(', ')}. What they hold is not known.`}
        </p>
      </div>
    );
  }
  return (
    <div className="flat-state">
      {uncounted.length === 0 ? (
        <CircleCheckBig size={34} aria-hidden="true" className="gain" />
      ) : (
        <ClockAlert size={34} aria-hidden="true" className="warn" />
      )}
      <h2>
        {uncounted.length > 0
          ? 'No position open, not all orders counted'
          : strayOrders === 0
            ? 'Nothing open'
            : 'No position open'}
      </h2>
      {uncounted.length > 0 && (
        <p>
          Not all orders are counted on {plural(uncounted.length, 'account')}: {uncounted.join(', ')}. What rests there may open a
          position.
        </p>
      )}
      <p>
        {plural(accounts, 'account')} read
        {oldestMs !== null && (
          <>
            , the oldest truth is <Age sinceMs={oldestMs} /> old
          </>
        )}
        .
        {strayOrders > 0 &&
          ` ${plural(strayOrders, 'working order')} still ${strayOrders === 1 ? 'rests' : 'rest'}: see Other working orders.`}
      </p>
      {stayFlatMinutes > 0 && (
        <p className="faint">
          Stay flat is on: what comes back within {stayFlatMinutes} min after a flat exit is closed again at once, as long as
          Breakglass runs.
        </p>
      )}
      {provedAtMs !== null && <p className="faint">Last proved flat at {formatClock(provedAtMs)}.</p>}
    </div>
  );
}
