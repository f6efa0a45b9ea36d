import type { Decimal } from './decimal.ts';
import type { Failure } from './failure.ts';
import type { ReadinessView } from './readiness.ts';
import type { VenueId } from './venue.ts';

export type { VenueId } from './venue.ts';

export type AccountId = string;

/** Practice and live never run in one action. */
export type Environment = 'practice' | 'live';

export type AccountHealth = Readonly<
  | { kind: 'connecting' } // no truth yet
  | { kind: 'live' } // stream healthy, snapshot read after it opened
  | { kind: 'stale'; sinceMs: number; reason: string } // truth exists but is not fresh; shown with its age
  | { kind: 'failed'; failure: Failure } // the venue refuses the key, or no truth was ever read
>;

export type AccountView = Readonly<{
  id: AccountId;
  venue: VenueId;
  label: string;
  environment: Environment;
  health: AccountHealth;
  hedgeMode: boolean | null; // null: not known, or per symbol
  /** Wallet plus unrealised, in USD at the rates of the snapshot; null while unknown. */
  equityUsd: Decimal | null;
  /** Epoch ms of the last frame or answer that carried truth about this account; null before the first. */
  freshAtMs: number | null;
  /** Orders that could not be listed, by family, so the screen can say so. Empty when all were read. */
  unreadableOrderFamilies: readonly string[];
  /** What the account holds and Breakglass can not close, in words: "option BTC-USD-241227-100000-C, -5". Absent: nothing. */
  notClosable?: readonly string[] | undefined;
  /** Where it dials, when that is not the venue itself: "Testnet", "127.0.0.1:47900". Absent: the venue itself. */
  place?: string | undefined;
  /** Whether an exit would work. Absent: not asked yet. */
  readiness?: ReadinessView | undefined;
}>;
