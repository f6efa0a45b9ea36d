import { useState } from 'react';
import { useShallow } from 'zustand/shallow';
import { accountsWithUncountedOrders, knowledgeOf, orderCountText } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { Segments } from '../ui/Segments.tsx';
import { FilterBar } from './FilterBar.tsx';
import { FlatState } from './FlatState.tsx';
import { OtherOrders } from './OtherOrders.tsx';
import { PositionsTable } from './PositionsTable.tsx';
import { strayOrders } from './strayOrders.ts';
import './positions.css';

export function PositionsRegion() {
  const [view, setView] = useState<'positions' | 'orders'>('positions');
  const count = usePanel((state) => Object.keys(state.snapshot?.positions ?? {}).length);
  const stray = usePanel(useShallow((state) => (state.snapshot === null ? [] : strayOrders(state.snapshot))));
  const knowledge = usePanel((state) => knowledgeOf(state.snapshot));
  const uncountedOrders = usePanel((state) => accountsWithUncountedOrders(state.snapshot));
  const counted = knowledge === 'all' || knowledge === 'some';
  return (
    <section className="positions" aria-label="Positions">
      <div className="positions-bar">
        <Segments
          label="View"
          value={view}
          options={[
            {
              value: 'positions',
              content: (
                <>
                  Positions <span className="count number">{counted ? count : '–'}</span>
                </>
              ),
            },
            {
              value: 'orders',
              content: (
                <>
                  Other working orders{' '}
                  <span className="count number" data-attention={stray.length > 0 || uncountedOrders > 0 || undefined}>
                    {counted ? orderCountText(stray.length, uncountedOrders === 0) : '–'}
                  </span>
                </>
              ),
            },
          ]}
          onChoose={setView}
        />
        {view === 'positions' && <FilterBar />}
      </div>
      {view === 'positions' ? (
        <PositionsTable whenEmpty={<FlatState strayOrders={stray.length} />} />
      ) : (
        <OtherOrders orders={stray} />
      )}
    </section>
  );
}
