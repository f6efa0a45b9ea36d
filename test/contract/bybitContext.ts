// The least of an adapter around the profile: sends at once, counts budgets, reads refusals. Tests only.
import { BaseError } from 'ccxt';
import type { MarketRules } from '../../shared/position.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { bybit } from '../../electron/venues/profiles/bybit.ts';
import type { BybitClient } from '../../electron/venues/profiles/bybit/client.ts';
import type { Sent, Spend, VenueContext } from '../../electron/venues/profile.ts';
import { redirect } from './bybitPractice.ts';
import { type PracticeOfVenue } from './practiceVenue.ts';

export type TestContext = VenueContext<BybitClient> & Readonly<{ spent: Map<string, number>; requests: () => number }>;

export async function contextFor(
  practice: PracticeOfVenue,
  account: PracticeAccount,
  marks: ReadonlyMap<string, Decimal> = new Map(),
): Promise<TestContext> {
  const client = await redirect(
    bybit.createClient({ apiKey: account.apiKey, secret: account.secret }, { playMoney: false }),
    practice.host,
  );
  await client.loadMarkets();
  const rules = new Map<string, MarketRules>();
  for (const market of Object.values(client.markets ?? {})) {
    const own = bybit.marketRules(market);
    if (own !== null) rules.set(own.nativeSymbol, own);
  }
  const spent = new Map<string, number>();
  let hedged: boolean | null = null;
  let requests = 0;
  // Capacities are those of one second that never ends.
  const fits = (spend: readonly Spend[]) =>
    spend.every(({ bucket, cost }) => {
      const rule = bybit.limits.find((limit) => limit.bucket === bucket);
      if (rule === undefined) throw new Error(`undeclared bucket ${bucket}`);
      return (spent.get(bucket) ?? 0) + cost <= rule.capacity;
    });

  async function send<T>(spend: readonly Spend[], request: () => Promise<T>): Promise<Sent<T>> {
    for (const { bucket, cost } of spend) spent.set(bucket, (spent.get(bucket) ?? 0) + cost);
    requests += 1;
    try {
      return { kind: 'answered', body: await request(), headers: {} };
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      const text = /\{.*\}/s.exec(error.message)?.[0];
      const reading = text === undefined ? null : bybit.readRefusal(200, JSON.parse(text), {});
      if (reading === null || reading.certainty === 'unknown') {
        return { kind: 'unknown', failure: { kind: 'unknownOutcome', message: error.message } };
      }
      const kind = reading.reason === 'credentials' || reading.reason === 'rateLimited' ? reading.reason : 'refused';
      const words = { venueCode: reading.code, venueMessage: reading.message, remedy: reading.remedy };
      return { kind: 'refused', reason: reading.reason, failure: { kind, message: reading.message, ...words } };
    }
  }

  return {
    accountId: account.id,
    client,
    marketByNative: (nativeSymbol) => rules.get(nativeSymbol),
    hedgeMode: () => hedged,
    setHedgeMode: (value) => {
      hedged = value;
    },
    setNotClosable: () => undefined,
    markPrice: (symbol) => marks.get(symbol),
    nowEpochMs: () => practice.venue.now(),
    send,
    fits,
    spent,
    requests: () => requests,
  };
}
