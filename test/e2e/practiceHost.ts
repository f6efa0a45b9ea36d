// A practice exchange outside the app: it outlives it, and its ledger and request log are the judge.
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';

export type OutsideExchange = Readonly<{
  url: string;
  host: PracticeHost;
  /** Positions and orders that are left on all accounts. */
  left: () => number;
  /** Orders that were placed, by account and client order id. */
  placed: () => readonly string[];
  stop: () => Promise<void>;
}>;

const ids =
  /"(?:newClientOrderId|clientAlgoId|orderLinkId|clOrdId|algoClOrdId)":"([^"]+)"|(?:newClientOrderId|clientAlgoId)=([^&]+)/g;

export async function startOutsideExchange(latencyMs: number): Promise<OutsideExchange> {
  const host = await startPracticeHost({ port: 0, portfolio: 'demo', freeze: true, latencyMs, rateLimits: false });
  return {
    url: host.url,
    host,
    left: () =>
      [...host.venues.values()]
        .flatMap((venue) => venue.accounts().map(({ id }) => ({ venue, id })))
        .reduce(
          (count, { venue, id }) =>
            count +
            venue.workingOrders(id).length +
            venue.positions(id).filter(({ signedSize }) => Number(signedSize) !== 0).length,
          0,
        ),
    placed: () =>
      host.world.requests
        .list()
        .filter(({ write, path, method }) => write && method !== 'DELETE' && !/cancel|leverage|margin/i.test(path))
        .flatMap(({ account, query, body }) =>
          [...decodeURIComponent(`${query}&${body}`).matchAll(ids)].map(
            (found) => `${account ?? '?'} ${found[1] ?? found[2] ?? ''}`,
          ),
        ),
    stop: () => host.stop(),
  };
}
