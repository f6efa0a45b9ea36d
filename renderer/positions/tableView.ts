// What the person did to the table: filter, opened row. Kept apart from the truth so that a push never touches it.
import { create } from 'zustand';
import type { PositionKey } from '../../shared/position.ts';
import { noFilter, type TableFilter } from './filter.ts';

type TableView = Readonly<{
  filter: TableFilter;
  setFilter: (part: Partial<TableFilter>) => void;
  /** All of it anew: what was typed or chosen before is no part of it. */
  putFilter: (filter: TableFilter) => void;
  clearFilter: () => void;
  /** The row whose partial close is open. */
  openKey: PositionKey | null;
  open: (openKey: PositionKey | null) => void;
}>;

export const useTableView = create<TableView>()((set) => ({
  filter: noFilter,
  setFilter: (part) => set((state) => ({ filter: { ...state.filter, ...part } })),
  putFilter: (filter) => set({ filter }),
  clearFilter: () => set({ filter: noFilter }),
  openKey: null,
  open: (openKey) => set({ openKey }),
}));
