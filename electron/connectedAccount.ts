// One account, whole: its live book and its venue, joined to the port that the close logic works through.
import type { AccountId, AccountView, Environment } from '../shared/account.ts';
import type { AccountTruthEvent } from '../shared/truth.ts';
import { createAccountBook, type AccountBook } from './book/accountBook.ts';
import type { Rates } from './book/rates.ts';
import type { Clock, Venue } from './exit/ports.ts';
import { Credential, type Secrets } from './vault/credential.ts';
import { createVenueAccount, type VenueAccount } from './venues/ccxtVenue.ts';
import type { Endpoint } from './venues/endpoint.ts';
import type { MarketCache } from './venues/marketCache.ts';
import type { PacingRoom } from './venues/pacing.ts';
import type { VenueProfile } from './venues/profile.ts';

export type ConnectedAccount = Readonly<{
  id: AccountId;
  environment: Environment;
  book: AccountBook;
  account: VenueAccount;
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
  /** With user and password. Null or absent: none. */
  proxy?: string | null | undefined;
  /** Its owner knows that the key may withdraw. */
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

/** Begins to connect at once and stays connected until `account.disconnect`. */
export function connectAccount(
  options: AccountOptions,
  { clock, rates, pacing, marketCache, onEvent }: AccountSurroundings,
): ConnectedAccount {
  const { id, profile, environment, endpoint, placeLabel } = options;
  // Never past a proxy that was asked for: the key may be bound to its address.
  if (typeof options.proxy === 'string') throw new Error('Breakglass can not dial through a proxy yet.');
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
  return {
    id,
    environment,
    book,
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
    view: () => ({ ...book.account(), label, ...(placeLabel === undefined ? {} : { place: placeLabel }) }),
    rename: (wanted) => {
      label = wanted;
    },
  };
}
