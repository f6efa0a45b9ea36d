// What an exit sent, as the practice exchange has it: the orders word for word but for what names the moment (ids, time, signature),
// and what they traded.
import type { PracticeHost } from '../../electron/practice/host.ts';
import { add } from '../../shared/decimal.ts';

export type SentOrders = Readonly<{
  /** Each leg's first attempt, sorted. What is sent again after a refusal depends on who was first: the refusal or the cancel. */
  firstAttempts: readonly string[];
  /** "account symbol side tag size": the sum of the fills since then, sorted. */
  traded: readonly string[];
}>;

type Fields = Readonly<Record<string, unknown>>;

const MOMENT = /^(timestamp|recvWindow|signature|newClientOrderId|orderLinkId|clOrdId|category)$/;
/** bg-EXIT-LEG-ATTEMPT-SLICE; OKX takes letters and digits only. */
const FIRST_ATTEMPT = /^bg-?[a-z0-9]{10}(?:-|l)\d+(?:-|a)1(?:-|s)\d+$/;

/** Orders in a batch are as many orders. */
function ordersIn(query: string, body: string): readonly Fields[] {
  if (!/^[[{]/.test(body)) {
    const fields = Object.fromEntries(new URLSearchParams(`${query}&${body}`));
    const { batchOrders } = fields;
    return batchOrders === undefined ? [fields] : (JSON.parse(batchOrders) as readonly Fields[]);
  }
  const parsed = JSON.parse(body) as Fields | readonly Fields[];
  if (Array.isArray(parsed)) return parsed as readonly Fields[];
  const { request } = parsed as Fields;
  return Array.isArray(request) ? (request as readonly Fields[]) : [parsed as Fields];
}

/** Null: it is no order. */
function nameOf(order: Fields): string | null {
  const name = order['newClientOrderId'] ?? order['orderLinkId'] ?? order['clOrdId'];
  return typeof name === 'string' ? name : null;
}

/** @param sinceMs  fills of a portfolio that was opened before count from here */
export function sentOrders({ venues, world }: PracticeHost, sinceMs: number): SentOrders {
  const firstAttempts = world.requests
    .list()
    .filter(({ write }) => write)
    .flatMap(({ account, body, query, venue }) =>
      ordersIn(query, body)
        .filter((order) => FIRST_ATTEMPT.test(nameOf(order) ?? ''))
        .map((order) => {
          const said = Object.entries(order).filter(([name]) => !MOMENT.test(name));
          return `${venue} ${account ?? '?'} ${said.map(([name, value]) => `${name}=${String(value)}`).toSorted().join(' ')}`; // prettier-ignore
        }),
    )
    .toSorted();
  const sums = new Map<string, string>();
  for (const venue of venues.values()) {
    for (const { id } of venue.accounts()) {
      for (const { orderSide, size, symbol, tag } of venue.fills(id, { sinceMs })) {
        const what = `${id} ${symbol} ${orderSide} ${tag}`;
        sums.set(what, add(sums.get(what) ?? '0', size));
      }
    }
  }
  return { firstAttempts, traded: [...sums].map(([what, size]) => `${what} ${size}`).toSorted() };
}
