import { CircleCheck, CircleDashed, ClockAlert, OctagonX, RefreshCw, TriangleAlert, Unplug } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { AccountHealth, AccountId, AccountView } from '../../shared/account.ts';
import { assertNever } from '../../shared/failure.ts';
import { sum, type Decimal } from '../../shared/decimal.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { ReadinessButton } from '../readiness/ReadinessButton.tsx';
import { redReason } from '../readiness/readinessWords.ts';
import { Age } from '../ui/Age.tsx';
import { Button } from '../ui/Button.tsx';
import { formatSignedUsd, formatUsd, plural, toneOf } from '../ui/numbers.ts';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { shortVenueName, venueName } from '../ui/venueNames.ts';

function HealthMark({ health }: { readonly health: AccountHealth }) {
  switch (health.kind) {
    case 'connecting':
      return (
        <span className="mark info">
          <CircleDashed size={14} aria-hidden="true" />
          Connecting
        </span>
      );
    case 'live':
      return (
        <span className="mark gain">
          <CircleCheck size={14} aria-hidden="true" />
          Live
        </span>
      );
    case 'stale':
      return (
        <span className="mark warn">
          <ClockAlert size={14} aria-hidden="true" />
          Stale
        </span>
      );
    case 'failed':
      return (
        <span className="mark loss">
          <Unplug size={14} aria-hidden="true" />
          Failed
        </span>
      );
    default:
      return assertNever(health);
  }
}

function Reconnect({ id }: { readonly id: AccountId }) {
  const [asked, setAsked] = useState(false);
  const reconnect = async () => {
    setAsked(true);
    try {
      await panelApi().reconnectAccount({ accountId: id }); // what comes of it is the account's next health
    } finally {
      setAsked(false);
    }
  };
  return (
    <Button look="outline" isDisabled={asked} onPress={() => void reconnect()}>
      <RefreshCw size={14} aria-hidden="true" />
      {asked ? 'Connecting' : 'Reconnect'}
    </Button>
  );
}

function Numbers({ account, count, pnl }: Readonly<{ account: AccountView; count: number; pnl: Decimal }>) {
  return (
    <dl className="account-numbers number">
      <div>
        <dt>Equity</dt>
        <dd>{account.equityUsd === null ? '—' : formatUsd(account.equityUsd)}</dd>
      </div>
      <div>
        <dt>{account.freshAtMs === null ? 'Positions' : plural(count, 'position')}</dt>
        <dd className={toneOf(pnl)}>{count === 0 ? '—' : formatSignedUsd(pnl, 0)}</dd>
      </div>
    </dl>
  );
}

/** "Algo orders unread", in few letters: a card is narrow. */
const ordersNote = (families: readonly string[]): string => sentenceCase(`${families.join(', ')} orders unread`);
const sentenceCase = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export const AccountCard = memo(function AccountCard({ id }: { readonly id: AccountId }) {
  const account = usePanel((state) => state.snapshot?.accounts.find((each) => each.id === id));
  const { count, pnl } = usePanel(
    useShallow((state) => {
      const own = Object.values(state.snapshot?.positions ?? {}).filter((position) => position.accountId === id);
      return { count: own.length, pnl: sum(own.flatMap((position) => position.unrealizedPnlUsd ?? [])) };
    }),
  );
  const pointed = usePanel((state) => state.pointedAccountId === id);
  const pointedAt = usePanel((state) => state.pointedAt);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (pointed) card.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pointed]);
  if (account === undefined) return null;
  const { health } = account;
  const unready = health.kind === 'failed' ? null : redReason(account.readiness); // a failed account says why already
  const note = [
    health.kind === 'stale' ? sentenceCase(health.reason) : null,
    account.unreadableOrderFamilies.length > 0 ? ordersNote(account.unreadableOrderFamilies) : null,
  ]
    .filter((part) => part !== null)
    .join('. ');
  return (
    <article
      ref={card}
      className="account"
      data-pointed={pointed || undefined}
      onAnimationEnd={pointedAt}
      data-health={health.kind}
      data-lamp={account.readiness?.lamp}
      data-account-id={id}
      aria-label={`${account.label}, ${venueName(account.venue)}`}
    >
      <header className="account-head">
        <HealthMark health={health} />
        {account.freshAtMs !== null && (
          <span className="account-age" title="Age of the last truth from the venue">
            <Age sinceMs={account.freshAtMs} />
          </span>
        )}
        <ReadinessButton account={account} />
      </header>
      <h2 className="account-name">
        <span className="account-label" title={account.label}>
          {account.label}
        </span>
        <span className="account-venue" title={venueName(account.venue)}>
          {shortVenueName(account.venue)}
        </span>
        <PlaceBadge place={account.place} />
      </h2>
      {health.kind === 'failed' ? (
        <div className="account-failure">
          <p title={`${health.failure.message} ${health.failure.remedy ?? ''}`}>
            {health.failure.message}
            {health.failure.remedy !== undefined && <span className="account-remedy"> {health.failure.remedy}</span>}
          </p>
          <Reconnect id={id} />
        </div>
      ) : (
        <Numbers account={account} count={count} pnl={pnl} />
      )}
      {unready !== null && (
        <p className="account-note loss" title={unready}>
          <OctagonX size={12} aria-hidden="true" />
          <span>{unready}</span>
        </p>
      )}
      {note !== '' && (
        <p className="account-note warn" title={note}>
          <TriangleAlert size={12} aria-hidden="true" />
          <span>{note}</span>
        </p>
      )}
    </article>
  );
});
