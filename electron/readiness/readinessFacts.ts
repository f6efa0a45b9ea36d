// What was asked and answered about one account, before anything is concluded from it.
import type { AccountHealth } from '../../shared/account.ts';
import type { Result } from '../../shared/failure.ts';
import type { OrderFamily, Position } from '../../shared/position.ts';
import type { VenueId } from '../../shared/venue.ts';
import type { BudgetUse } from '../venues/pacing.ts';
import type { KeyFacts } from '../venues/profile.ts';
import type { ClockReading } from '../venues/venueClock.ts';

export type ReadinessFacts = Readonly<{
  venue: VenueId;
  nowEpochMs: number;
  health: AccountHealth;
  /** A whole snapshot was read since the start. */
  hasTruth: boolean;
  /** The venue's time. Null: it answered without telling one. */
  time: Result<ClockReading | null>;
  key: Result<KeyFacts>;
  allowWithdrawal: boolean;
  hedgeMode: boolean | null;
  orderFamilies: readonly OrderFamily[];
  unsweepable: readonly OrderFamily[];
  unreadableFamilies: readonly string[];
  positions: readonly Position[];
  /** What an exit of everything would spend now. Empty: nothing is open. */
  budget: readonly BudgetUse[];
  notClosable: readonly string[];
}>;
