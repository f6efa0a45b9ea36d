import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { panelApi } from '../panelApi.ts';
import { readPanel } from '../panelStore.ts';
import { createPlanSession, type PlanSession, type PlanState } from './planSession.ts';

/** A plan session of this component's own; given back when it goes. A started exit takes the dock. */
export function usePlanSession(): Readonly<{ session: PlanSession; plan: PlanState }> {
  const [session] = useState(() =>
    createPlanSession({
      api: panelApi(),
      nowMs: Date.now,
      onStarted: (exitId) => readPanel().showExit(exitId),
    }),
  );
  const plan = useStore(session.store);
  useEffect(() => () => session.close(), [session]);
  return { session, plan };
}
