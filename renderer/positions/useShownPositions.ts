import { useMemo } from 'react';
import type { PositionKey, PositionView } from '../../shared/position.ts';
import { readPanel, usePanel } from '../panelStore.ts';
import { isFiltered, labelsOf, matchesFilter } from './filter.ts';
import { useTableView } from './tableView.ts';

const none: Readonly<Record<PositionKey, PositionView>> = {};

/** Live positions that meet the filter, in no particular order. */
export function useShownPositions(): readonly PositionView[] {
  const positions = usePanel((state) => state.snapshot?.positions ?? none);
  const filter = useTableView((state) => state.filter);
  return useMemo(() => {
    const all = Object.values(positions);
    if (!isFiltered(filter)) return all;
    const labels = labelsOf(readPanel().snapshot?.accounts ?? []);
    return all.filter((position) => matchesFilter(position, filter, labels));
  }, [positions, filter]);
}
