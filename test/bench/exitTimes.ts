// What one exit of the panel took, out of its report and out of what the HTTP client says left the process.
import type { AccountId } from '../../shared/account.ts';
import type { ExitView } from '../../shared/exit.ts';
import type { TracedRequest } from './trace.ts';

export type ExitTimes = Readonly<{
  pressToFirstOrderMs: number; // its bytes left
  /** Each account's own first order. */
  firstOrdersMs: readonly number[];
  pressToLastAckMs: number;
  pressToFlatMs: number; // as the report says
  unanswered: number; // legs whose order was never acknowledged: proved by a read, or looked up
  flatMs: ReadonlyMap<AccountId, number | null>;
  journalMs: number; // flushing the intentions
  coldConnections: number; // opened between press and flat: the warming fell short
  cpuMs: number; // of this process, press to flat
  rssMb: number;
  heapMb: number;
  pressedAtMs: number; // performance.now()
  requests: readonly TracedRequest[];
  view: ExitView;
}>;

export function timesOf(view: ExitView | null, pressedAtMs: number, requests: readonly TracedRequest[]) {
  if (view === null) throw new Error('The exit has no report.');
  const { verdict, pressToFlatMs, legs } = view;
  if (verdict !== 'flat' || pressToFlatMs === null) {
    const left = view.leftOver.map((each) => JSON.stringify(each)).join(', ');
    throw new Error(`The exit ended ${String(verdict)}: ${left} ${view.notes.join(' ')}`);
  }
  const firstByKey = new Map<string, number>();
  for (const { apiKey, method, sentAtMs } of requests) {
    if (method !== 'POST' || sentAtMs === null || apiKey === null) continue;
    firstByKey.set(apiKey, Math.min(firstByKey.get(apiKey) ?? Infinity, sentAtMs - pressedAtMs));
  }
  const acknowledged = legs.flatMap(({ acknowledgedAtMs }) => (acknowledgedAtMs === null ? [] : [acknowledgedAtMs]));
  if (firstByKey.size === 0) throw new Error('The exit sent no order.');
  return {
    pressToFirstOrderMs: Math.min(...firstByKey.values()),
    firstOrdersMs: [...firstByKey.values()],
    pressToLastAckMs: Math.max(...acknowledged),
    unanswered: legs.length - acknowledged.length,
    pressToFlatMs,
    flatMs: new Map(view.accounts.map(({ accountId, flatAtMs }) => [accountId, flatAtMs])),
    pressedAtMs,
    requests,
    view,
  };
}
