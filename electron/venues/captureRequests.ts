// The requests of closes and cancels as they would leave, for a person to read. They go the whole way of an exit, signature
// and all, and end where they would be dialled (transport.ts). What shows a secret is left out by construction: no header is
// kept, fields that carry a key or a signature are dropped by name at every depth, and what is left is searched for the
// account's own keys.
import type { WorkingOrder } from '../../shared/position.ts';
import type { Failure } from '../../shared/failure.ts';
import type { CloseOrder } from '../exit/ports.ts';
import type { Spend, VenueContext, VenueProfile } from './profile.ts';
import { newWireRecord, recordWire, type UndialledRequest } from './transport.ts';

export type Wave = Readonly<{ closes: readonly CloseOrder[]; cancels: readonly WorkingOrder[] }>;
export type CapturedRequest = Readonly<{ what: string; method: string; url: string; body: string }>;

const unsent: Failure = { kind: 'unreachable', message: 'rehearsed' };

const SECRET_FIELD = /sign|secret|passphrase|password|token|api-?_?key|access-?_?key|listen-?_?key|^key$/i;

/** Runs every call of the wave; each of its requests goes to `send`, and none is answered. */
async function drive(profile: VenueProfile, context: VenueContext, { closes, cancels }: Wave): Promise<void> {
  const ignore = () => []; // what a profile would say of requests that were not sent means nothing
  for (const batch of batches(closes, profile.traits.closeBatchSize)) await profile.submitCloses(context, batch).catch(ignore);
  for (const family of new Set(cancels.map((order) => order.family))) {
    const orders = cancels.filter((order) => order.family === family);
    for (const batch of batches(orders, profile.traits.cancelBatchSize)) await profile.cancelOrders(context, batch).catch(ignore);
  }
}

export async function captureRequests(
  profile: VenueProfile,
  context: VenueContext,
  wave: Wave,
  secrets: readonly string[],
  /** False: an exit needs the machine, and nothing more is signed for show. */
  goesOn: () => boolean,
): Promise<readonly CapturedRequest[]> {
  const captured: UndialledRequest[] = [];
  const send: VenueContext['send'] = async (_spend, request) => {
    if (!goesOn()) return { kind: 'neverSent', failure: unsent };
    const record = newWireRecord(true);
    await recordWire(record, request).catch(() => undefined); // it ends in the dial, on purpose
    if (record.undialled !== null) captured.push(record.undialled);
    return { kind: 'neverSent', failure: unsent };
  };
  await drive(profile, { ...context, send }, wave);
  return captured.map((request) => readable(request, wave, secrets));
}

/** What the wave and the reads that prove it would spend. Nothing is signed. */
export async function spendOf(profile: VenueProfile, context: VenueContext, wave: Wave): Promise<readonly Spend[]> {
  const spent: Spend[] = [];
  const send: VenueContext['send'] = async (spend) => {
    spent.push(...spend);
    return { kind: 'neverSent', failure: unsent };
  };
  const counting = { ...context, send };
  await drive(profile, counting, wave);
  await Promise.allSettled([profile.readPositions(counting), profile.readOrders(counting)]);
  return spent;
}

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function readable({ method, url, body }: UndialledRequest, wave: Wave, secrets: readonly string[]): CapturedRequest {
  const address = new URL(url);
  for (const name of new Set(address.searchParams.keys())) if (SECRET_FIELD.test(name)) address.searchParams.delete(name);
  const without = (text: string): string =>
    secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '[removed]')), text);
  const query = [...address.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  const shown = {
    method,
    url: without(`${address.origin}${address.pathname}${query === '' ? '' : `?${query}`}`),
    body: without(body === null ? '' : readableBody(body)),
  };
  return { what: whatItDoes(`${shown.url}\n${shown.body}`, wave), ...shown };
}

function readableBody(body: string): string {
  const json = parse(body);
  if (typeof json === 'object' && json !== null) return JSON.stringify(withoutSecrets(json), null, 2);
  return [...new URLSearchParams(body)]
    .filter(([name]) => !SECRET_FIELD.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (SECRET_FIELD.test(name) ? [] : [[name, withoutSecrets(inner)]])),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The orders whose ids it carries. */
function whatItDoes(text: string, { closes, cancels }: Wave): string {
  const does = [
    ...closes
      .filter(({ clientOrderId }) => text.includes(clientOrderId))
      .map(({ position: { symbol, side }, size }) => `close ${symbol} ${side} ${size}`),
    ...cancels
      .filter(({ orderId }) => text.includes(orderId))
      .map(({ symbol, family, orderId }) => `cancel ${symbol} ${family} order ${orderId}`),
  ];
  return does.length === 0 ? 'a request of the exit' : does.join(', ');
}
