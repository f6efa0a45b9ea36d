// A portfolio on three venues that can be opened again and again: one way and hedged, with stops and with orders that would open. Small
// enough that many exits in a row stay below the documented limits, which the panel keeps to by itself.
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { toNumber } from '../../shared/decimal.ts';
import type { PracticeVenueId } from '../../shared/venue.ts';

export type MixedBook = Readonly<{
  host: PracticeHost;
  /** Opens anew what was closed of it. */
  fill: () => Promise<void>;
  /** Positions and working orders that the exchange holds. */
  left: () => number;
}>;

export const MIXED_BOOK = { positions: 9, orders: 4 };

const accounts: readonly Readonly<{ venue: PracticeVenueId; id: string; positionMode: 'oneWay' | 'hedge' }>[] = [
  { venue: 'binanceusdm', id: 'binance', positionMode: 'oneWay' },
  { venue: 'okx', id: 'okx', positionMode: 'hedge' },
  { venue: 'bybit', id: 'bybit', positionMode: 'oneWay' },
];

const positions = [
  { account: 'binance', symbol: 'BTCUSDT', side: 'long', size: '0.120' },
  { account: 'binance', symbol: 'ETHUSDT', side: 'short', size: '1.500' },
  { account: 'binance', symbol: 'DOGEUSDT', side: 'long', size: '9000' },
  { account: 'okx', symbol: 'BTC-USDT-SWAP', side: 'long', size: '12.31' },
  { account: 'okx', symbol: 'BTC-USDT-SWAP', side: 'short', size: '5' },
  { account: 'okx', symbol: 'ETH-USDT-SWAP', side: 'long', size: '20.5' },
  { account: 'bybit', symbol: 'BTCUSDT', side: 'short', size: '0.050' },
  { account: 'bybit', symbol: 'ETHUSDT', side: 'long', size: '1.25' },
  { account: 'bybit', symbol: 'XRPUSDT', side: 'short', size: '1500' },
];

const opening = [
  { account: 'binance', symbol: 'ETHUSDT', orderSide: 'buy', size: '0.200' },
  { account: 'bybit', symbol: 'BTCUSDT', orderSide: 'buy', size: '0.010' },
] as const;

const stops = [
  { account: 'binance', symbol: 'BTCUSDT', orderSide: 'sell', size: '0.120' },
  { account: 'okx', symbol: 'BTC-USDT-SWAP', orderSide: 'sell', size: '12.31', tag: 'long' },
] as const;

export async function startMixedBook(latencyMs: number): Promise<MixedBook> {
  const host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true, latencyMs, rateLimits: false });
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${host.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  /** Four fifths of the mark: nothing fills or triggers there. */
  const farBelow = (account: string, symbol: string): string => {
    const quote = venueOf(account).quote(symbol);
    if (quote === undefined) throw new Error(`${account} does not list ${symbol}`);
    return String(Math.floor(toNumber(quote.mark) * 0.8));
  };
  const venueOf = (account: string) => {
    const venue = accounts.find(({ id }) => id === account)?.venue;
    const found = venue === undefined ? undefined : host.venues.get(venue);
    if (found === undefined) throw new Error(`there is no account ${account}`);
    return found;
  };
  const isHeld = ({ account, side, symbol }: (typeof positions)[number]): boolean =>
    venueOf(account)
      .positions(account)
      .some((held) => held.symbol === symbol && (held.tag === 'both' || held.tag === side));
  const works = ({ account, symbol }: Readonly<{ account: string; symbol: string }>): boolean =>
    venueOf(account)
      .workingOrders(account)
      .some((order) => order.symbol === symbol);
  await post(
    'accounts',
    accounts.map((account) => ({ ...account, label: account.id })),
  );
  return {
    host,
    fill: async () => {
      const closed = positions.filter((position) => !isHeld(position));
      const resting = opening.map((order) => ({ ...order, type: 'limit', price: farBelow(order.account, order.symbol) }));
      const guarding = stops.map((order) => ({
        ...order,
        type: 'market',
        reduceOnly: true,
        trigger: { kind: 'stop', price: farBelow(order.account, order.symbol) },
      }));
      const cancelled = [...resting, ...guarding].filter((order) => !works(order));
      if (closed.length > 0) await post('positions', closed);
      if (cancelled.length > 0) await post('orders', cancelled);
    },
    left: () =>
      [...host.venues.values()]
        .flatMap((venue) => venue.accounts().map(({ id }) => ({ venue, id })))
        .reduce((sum, { id, venue }) => sum + venue.workingOrders(id).length + venue.positions(id).length, 0),
  };
}
