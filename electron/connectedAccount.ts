// One account, whole: its live book and its venue, joined to the port that the close logic works through.
import type { AccountId, AccountView, Environment } from '../shared/account.ts';
import type { ReadinessView } from '../shared/readiness.ts';
import type { AccountTruthEvent } from '../shared/truth.ts';
import { createAccountBook, type AccountBook } from './book/accountBook.ts';
import type { Rates } from './book/rates.ts';
import type { Clock, Venue } from './exit/ports.ts';
import { Credential, type Secrets } from './vault/credential.ts';
import { createVenueAccount, type VenueAccount } from './venues/ccxtVenue.ts';
import type { Endpoint } from './venues/endpoint.ts';
import type { MarketCache } from './venues/marketCache.ts';
import { readProxy, type Proxy } from './venues/proxy.ts';
import type { PacingRoom } from './venues/pacing.ts';
import type { VenueProfile } from './venues/profile.ts';

export type ConnectedAccount = Readonly<{
  id: AccountId;
  environment: Environment;
  book: AccountBook;
  account: VenueAccount;
  clock: Clock;
  /** Its owner knows that the key may withdraw. */
  allowWithdrawal: boolean;
  /** Shown with the account from now on. */
  showReadiness: (view: ReadinessView) => void;
  /** What an exit sees. */
  venue: Venue;
  /** What the panel shows of it. */
  view: () => AccountView;
  rename: (label: string) => void;
}>;

export type AccountOptions = Readonly<{
  id: AccountId;
  profile: VenueProfile;
  label: string;
  environment: Environment;
  secrets: Secrets;
  /** Null: the venue itself. */
  endpoint: Endpoint | null;
  /** The endpoint is a testnet or a demo. */
  playMoney?: boolean | undefined;
  /** Where it dials, in words, when that is not the venue itself. */
  placeLabel?: string | undefined;
  /** As proxy.ts reads it, user and password included. Null or absent: none. */
  proxy?: string | null | undefined;
  allowWithdrawal?: boolean | undefined;
}>;

/** What all accounts of one process share. */
export type AccountSurroundings = Readonly<{
  clock: Clock;
  rates: Rates;
  pacing: PacingRoom;
  marketCache?: MarketCache | undefined;
  onEvent?: ((accountId: AccountId, event: AccountTruthEvent) => void) | undefined;
}>;

/** Begins to connect at once and stays connected until `account.disconnect`. Throws for an endpoint or proxy that can not be. */
export function connectAccount(
  options: AccountOptions,
  { clock, rates, pacing, marketCache, onEvent }: AccountSurroundings,
): ConnectedAccount {
  const { id, profile, environment, endpoint, placeLabel } = options;
  const { venue } = profile;
  let { label } = options;
  const book = createAccountBook({ accountId: id, venue, label, environment, rates, clock });
  const account = createVenueAccount({
    accountId: id,
    venue,
    label,
    credential: new Credential(options.secrets),
    endpoint,
    profile,
    place: { playMoney: options.playMoney ?? false },
    proxy: proxyOf(options.proxy ?? null),
    pacing,
    marketCache,
    clock,
    markPrice: (symbol) => book.markPrice(symbol),
    emit: (event) => {
      book.apply(event);
      onEvent?.(id, event);
    },
  });
  account.connect();
  let readiness: ReadinessView | undefined;
  const asked = (): AccountView => ({ ...book.account(), ...(readiness === undefined ? {} : { readiness }) });
  return {
    id,
    environment,
    clock,
    allowWithdrawal: options.allowWithdrawal ?? false,
    showReadiness: (view) => {
      readiness = view;
    },
    book: { ...book, account: asked },
    account: { ...account, warm: (orders) => account.warm(orders ?? book.known().positions.length) },
    venue: {
      ...account,
      get label() {
        return label;
      },
      known: () => book.known(),
      onTruth: (listener) => book.onTruth(listener),
      closingPrice: (position) => book.closingPrice(position),
    },
    view: () => ({ ...asked(), label, ...(placeLabel === undefined ? {} : { place: placeLabel }) }),
    rename: (wanted) => {
      label = wanted;
    },
  };
}

/** Throws with words for a person. Whoever stores accounts asks `readProxy` before. */
function proxyOf(text: string | null): Proxy | null {
  if (text === null) return null;
  const proxy = readProxy(text);
  if (!proxy.ok) throw new Error(proxy.failure.message);
  return proxy.value;
}
