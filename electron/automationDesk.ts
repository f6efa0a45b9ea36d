// What the ways in for programs get of the desk and of the confirm window.
import type { AutomationDesk } from './automation/ports.ts';
import type { Desk } from './desk.ts';

export function automationDesk(desk: Desk, askFor: AutomationDesk['askFor']): AutomationDesk {
  return {
    snapshot: () => desk.snapshot(),
    preview: (request) => desk.handlers.previewExit(request),
    discard: (planId) => void desk.handlers.discardPreview({ planId }),
    fire: (request, asked) => desk.fire(request, asked),
    planShare: (request) => desk.planShare(request),
    confirm: (planId, asked) => desk.confirm(planId, asked),
    askFor,
    exit: (exitId) => desk.exit(exitId),
    exits: () => desk.exits(),
    decided: (exitId) => desk.decided(exitId),
    ended: (exitId) => desk.ended(exitId),
    timeline: async (exitId) => {
      const timeline = await desk.handlers.getExitTimeline({ exitId });
      return timeline.ok ? timeline.value : [];
    },
    askedBefore: () => desk.askedBefore(),
    marketsNamed: (name, accountId) => desk.marketsNamed(name, accountId),
  };
}
