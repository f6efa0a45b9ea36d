// A practice exchange with a small portfolio that can be opened again and again: many exits in a row stay below the documented limits,
// which the panel keeps to by itself.
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';

export type SmallBook = Readonly<{
  host: PracticeHost;
  /** Opens it anew. */
  fill: () => Promise<void>;
  /** Positions and working orders that the exchange holds. */
  left: () => number;
}>;

const ACCOUNTS = ['one', 'two'];
/** Positions of all accounts. */
export const SMALL_BOOK = 4;

export async function startSmallBook(latencyMs: number): Promise<SmallBook> {
  const host = await startPracticeHost({
    port: 0,
    portfolio: 'empty',
    freeze: true,
    latencyMs,
    rateLimits: false,
    now: () => performance.timeOrigin + performance.now(), // the request log to the fraction of a millisecond
  });
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${host.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  await post(
    'accounts',
    ACCOUNTS.map((id) => ({ venue: 'bybit', id, label: id })),
  );
  return {
    host,
    fill: async () => {
      const positions = ACCOUNTS.flatMap((account) => [
        { account, symbol: 'BTCUSDT', side: 'long', size: '0.020' },
        { account, symbol: 'ETHUSDT', side: 'short', size: '0.50' },
      ]);
      await post('positions', positions);
      await post(
        'orders',
        ACCOUNTS.map((account) => ({
          account,
          symbol: 'BTCUSDT',
          orderSide: 'buy',
          type: 'limit',
          size: '0.010',
          price: '100000',
        })),
      );
    },
    left: () =>
      [...host.venues.values()]
        .flatMap((venue) => venue.accounts().map(({ id }) => ({ venue, id })))
        .reduce(
          (sum, { id, venue }) =>
            sum +
            venue.workingOrders(id).length +
            venue.positions(id).filter(({ signedSize }) => Number(signedSize) !== 0).length,
          0,
        ),
  };
}
