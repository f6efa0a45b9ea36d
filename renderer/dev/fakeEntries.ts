// A person's own accounts for the drawing board: places, lamps and labels of every kind.
import type { AccountView } from '../../shared/account.ts';
import type { PositionView, WorkingOrder } from '../../shared/position.ts';
import { positionKey } from '../../shared/position.ts';
import type { VenueId } from '../../shared/venue.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import { fakeReadiness } from './fakeReadiness.ts';

export type FakeEntry = Readonly<{ entry: AccountEntry; temper: string }>;

export function makeEntry(
  id: string,
  venue: VenueId,
  label: string,
  part: Partial<AccountEntry> & Readonly<{ temper?: string }> = {},
): FakeEntry {
  const { temper = '', ...rest } = part;
  const entry: AccountEntry = {
    id,
    venue,
    label,
    enabled: true,
    endpoint: { kind: 'place', id: 'live' },
    endpointLabel: 'Live',
    proxied: false,
    allowWithdrawal: false,
    addedAtMs: Date.now() - 86_400_000,
    ...rest,
  };
  return { entry, temper };
}

const FEW: readonly FakeEntry[] = [
  makeEntry('live-1', 'binanceusdm', 'Main', { temper: 'large' }),
  makeEntry('live-2', 'bybit', 'Momentum'),
  makeEntry('live-3', 'okx', 'Treasury', { temper: 'withdraw open', allowWithdrawal: true }),
  makeEntry('live-4', 'hyperliquid', 'HL vault', { endpoint: { kind: 'place', id: 'testnet' }, endpointLabel: 'Testnet' }),
  makeEntry('live-5', 'deribit', 'Options hedge of the long-dated Singapore desk, second book', {
    endpoint: { kind: 'custom', rest: 'http://127.0.0.1:47900/deribit', ws: 'ws://127.0.0.1:47900/deribit' },
    endpointLabel: '127.0.0.1:47900',
    proxied: true,
    temper: 'readonly',
  }),
  makeEntry('live-6', 'ccxt:bingx', 'Bingo', { temper: 'nostream' }),
  makeEntry('live-7', 'kucoinfutures', 'Old bot', { enabled: false }),
];

export const fakeEntries = (count: number): readonly FakeEntry[] =>
  Array.from({ length: count }, (_, index) => {
    const model = FEW[index % FEW.length] as FakeEntry;
    if (index < FEW.length) return model;
    const { entry, temper } = model;
    return {
      temper,
      entry: { ...entry, id: `live-${index + 1}`, label: `${entry.label} ${Math.floor(index / FEW.length) + 1}` },
    };
  });

export function viewOf({ entry, temper }: FakeEntry): AccountView {
  const venuePlace = entry.endpoint.kind === 'place' && entry.endpoint.id === 'live';
  return {
    id: entry.id,
    venue: entry.venue,
    label: entry.label,
    environment: 'live',
    health: temper.includes('wrong')
      ? { kind: 'failed', failure: { kind: 'credentials', message: 'The venue refuses the key.', remedy: 'Replace the keys.' } }
      : { kind: 'live' },
    hedgeMode: false,
    equityUsd: temper.includes('wrong') ? null : '48220.41',
    freshAtMs: temper.includes('wrong') ? null : Date.now() - 120,
    unreadableOrderFamilies: [],
    place: venuePlace ? undefined : entry.endpointLabel,
    readiness: fakeReadiness(entry.venue, temper, entry.allowWithdrawal),
  };
}

const HOLDERS: Readonly<Record<string, string>> = {
  'bn-main': 'live-1',
  'by-main': 'live-2',
  'ok-main': 'live-3',
  'bn-hedge': 'live-4',
  'ok-alt': 'live-5',
};

/** The practice portfolio in other hands. */
export const livePositions = (positions: readonly PositionView[], entries: readonly AccountEntry[]): readonly PositionView[] =>
  positions.flatMap((position) => {
    const holder = entries.find((entry) => entry.enabled && entry.id === HOLDERS[position.accountId]);
    if (holder === undefined) return [];
    const key = positionKey(holder.id, position.symbol, position.side);
    return [{ ...position, accountId: holder.id, venue: holder.venue, key }];
  });

export const noOrders: readonly WorkingOrder[] = [];
