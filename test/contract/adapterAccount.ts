// One account of any venue through the real adapter and a book, against the practice exchange. Tests only.
import { expect } from 'vitest';
import type { Failure } from '../../shared/failure.ts';
import { storyProfiles, type PlayedVenue } from '../storyVenues.ts';
import type { Position } from '../../shared/position.ts';
import { createAccountBook } from '../../electron/book/accountBook.ts';
import { createRates } from '../../electron/book/rates.ts';
import type { CloseOrder } from '../../electron/exit/ports.ts';
import type { FaultRule, HttpEffect } from '../../electron/practice/faultRules.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { createVenueAccount } from '../../electron/venues/ccxtVenue.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';

type VenueFacts = Readonly<{
  native: string;
  size: string;
  positions: string; // path of the positions read
  close: string; // path of a close, single or batch
  limited: Readonly<{ status: number; body: unknown; headers: Readonly<Record<string, string>>; code: string; waitMs: number }>;
}>;

/** What differs in the wire; sizes are half a coin everywhere. */
export const venueFacts: Readonly<Record<PlayedVenue, VenueFacts>> = {
  binanceusdm: {
    native: 'BTCUSDT',
    size: '0.5',
    positions: 'positionRisk',
    close: '^/fapi/v1/(order|batchOrders)$',
    limited: {
      status: 429,
      body: { code: -1003, msg: 'Too many requests.' },
      headers: { 'retry-after': '3' },
      code: '-1003',
      waitMs: 3_000,
    },
  },
  bybit: {
    native: 'BTCUSDT',
    size: '0.5',
    positions: '^/v5/position/list$',
    close: '^/v5/order/create(-batch)?$',
    limited: {
      status: 200,
      body: { retCode: 10006, retMsg: 'Too many visits!', result: {}, time: 1_700_000_000_000 },
      headers: { 'x-bapi-limit-reset-timestamp': '1700000003000' },
      code: '10006',
      waitMs: 3_000,
    },
  },
  okx: {
    native: 'BTC-USDT-SWAP',
    size: '50',
    positions: '^/api/v5/account/positions$',
    close: '^/api/v5/trade/(order|batch-orders)$',
    limited: {
      status: 429,
      body: { code: '50011', msg: 'Too Many Requests', data: [] },
      headers: {},
      code: '50011',
      waitMs: 2_000,
    },
  },
};

let accounts = 0;

export function openAdapter(host: PracticeHost, venue: PlayedVenue) {
  accounts += 1;
  const operated = host.venues.get(venue);
  if (operated === undefined) throw new Error(venue);
  const practice = createPracticeAccount(`adapter-${accounts}`, venue, 'Adapter', 'oneWay');
  const { native, size } = venueFacts[venue];
  operated.operator.createAccount(practice, { USDT: '1000000' });
  const mark = operated.quote(native)?.mark;
  if (mark === undefined) throw new Error(native);
  operated.operator.injectPosition(practice.id, { symbol: native, signedSize: size, entryPrice: mark });

  const { id, apiKey, secret, passphrase } = practice;
  const base = { accountId: id, venue, label: 'Adapter' };
  const book = createAccountBook({ ...base, environment: 'practice', rates: createRates(), clock: systemClock });
  const failures: Failure[] = [];
  const reasons: string[] = [];
  let snapshots = 0;
  const account = createVenueAccount({
    ...base,
    place: { playMoney: false },
    credential: { reveal: () => ({ apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }) }) },
    endpoint: { rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
    profile: storyProfiles[venue],
    pacing: createPacingRoom(() => systemClock.now()),
    clock: systemClock,
    markPrice: (symbol) => book.markPrice(symbol),
    emit: (event) => {
      if (event.kind === 'failed') failures.push(event.failure);
      if (event.kind === 'down') reasons.push(event.reason);
      if (event.kind === 'snapshot') snapshots += 1;
      book.apply(event);
    },
  });
  const mine = () => host.world.requests.list().filter((entry) => entry.account === id);
  const health = () => book.account().health.kind;
  return {
    id,
    account,
    book,
    operated,
    failures,
    snapshots: () => snapshots,
    health,
    /** Writes that reached the exchange, whatever became of them. */
    writes: () => mine().filter((entry) => entry.write && entry.transport === 'http').length,
    sockets: () => [...host.world.sockets].filter((socket) => socket.accountId() === id),
    becomes: async (kind: string, timeout = 8_000) => {
      await expect.poll(health, { timeout, interval: 10 }).toBe(kind);
    },
    fault: (effect: HttpEffect, path: string, count: number | null = 1) =>
      host.world.faults.add({ transport: 'http', account: id, path, from: 1, count, effect } satisfies FaultRule),
    /** Everything that a person could be shown. */
    said: (...more: readonly unknown[]) => JSON.stringify([failures, reasons, book.account(), more]),
    secrets: [apiKey, secret, ...(passphrase === null ? [] : [passphrase])],
    position: (): Position => {
      const [position] = book.known().positions;
      if (position === undefined) throw new Error('no position');
      return position;
    },
  };
}

export type Adapter = ReturnType<typeof openAdapter>;

let closes = 0;

export function closeOf({ account, position }: Adapter): CloseOrder {
  closes += 1;
  const held = position();
  const clientOrderId = account.traits.clientOrderId('abcdefghij', closes, 1, 0);
  return { clientOrderId, position: held, orderSide: 'sell', size: held.size, limitPrice: null };
}
