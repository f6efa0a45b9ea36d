import { useMemo } from 'react';
import { useShallow } from 'zustand/shallow';
import type { PositionKey, PositionView } from '../../shared/position.ts';
import { usePanel } from '../panelStore.ts';
import { offerFlatten, type FlattenOffer } from './filter.ts';
import { useTableView } from './tableView.ts';

const none: Readonly<Record<PositionKey, PositionView>> = {};

/** What "Flatten (filtered)" would close now. */
export function useFlattenOffer(): FlattenOffer {
  const positions = usePanel((state) => state.snapshot?.positions ?? none);
  const filter = useTableView((state) => state.filter);
  const labels = usePanel(
    useShallow((state) => Object.fromEntries((state.snapshot?.accounts ?? []).map(({ id, label }) => [id, label]))),
  );
  return useMemo(
    () => offerFlatten(Object.values(positions), filter, new Map(Object.entries(labels))),
    [positions, filter, labels],
  );
}
