import { Filter, TrendingUp } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { absolute, isPositive, sum } from '../../shared/decimal.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import { knowledgeOf } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { useFlattenOffer } from '../positions/useFlattenOffer.ts';
import { useShownPositions } from '../positions/useShownPositions.ts';
import { formatSignedUsd, formatUsdShort, plural } from '../ui/numbers.ts';
import { EmergencyButton } from './EmergencyButton.tsx';
import { PreviewSheet } from './PreviewSheet.tsx';
import './commandBar.css';

/** The three exits that need no row, always on screen. */
export function CommandBar() {
  const [request, setRequest] = useState<ExitRequest | null>(null);
  const positions = usePanel((state) => state.snapshot?.positions);
  const knowledge = usePanel((state) => knowledgeOf(state.snapshot));
  const offer = useFlattenOffer();
  const shown = useShownPositions();
  const reasonId = useId();
  const winners = useMemo(
    () => Object.values(positions ?? {}).filter((position) => isPositive(position.unrealizedPnl)),
    [positions],
  );
  const shownUsd = sum(shown.flatMap((position) => (position.notionalUsd === null ? [] : absolute(position.notionalUsd))));
  const winnersUsd = sum(winners.flatMap((position) => position.unrealizedPnlUsd ?? []));
  return (
    <footer className="commands">
      <EmergencyButton />
      <button
        type="button"
        className="command"
        aria-label="Flatten Winners"
        onClick={() => setRequest({ action: 'flattenWinners' })}
      >
        <TrendingUp size={22} aria-hidden="true" />
        <span className="command-words">
          <span className="command-name">Flatten Winners</span>
          <span className="command-scope number">
            {winners.length === 0
              ? knowledge === 'all'
                ? 'No position is in profit'
                : knowledge === 'some'
                  ? 'None known in profit'
                  : 'Not counted yet'
              : `${plural(winners.length, 'position')} in profit, ${formatSignedUsd(winnersUsd, 0)}`}
          </span>
        </span>
      </button>
      <button
        type="button"
        className="command"
        aria-label="Flatten (filtered)"
        aria-describedby={reasonId}
        aria-disabled={offer.kind === 'blocked' || undefined}
        onClick={() => {
          if (offer.kind === 'ready') setRequest({ action: 'flatten', filter: offer.filter });
        }}
      >
        <Filter size={22} aria-hidden="true" />
        <span className="command-words">
          <span className="command-name">Flatten (filtered)</span>
          <span className="command-scope number" id={reasonId}>
            {offer.kind === 'blocked' ? offer.reason : `${plural(shown.length, 'position')}, ${formatUsdShort(shownUsd)}`}
          </span>
        </span>
      </button>
      {request !== null && <PreviewSheet request={request} onClose={() => setRequest(null)} />}
    </footer>
  );
}
