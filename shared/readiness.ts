// Whether an exit would work on an account, asked of the venue before it is needed.
import type { AccountId } from './account.ts';

/** `unknown`: the venue does not tell, or did not answer. */
export type CheckState = 'ok' | 'warning' | 'bad' | 'unknown';

export type CheckId =
  | 'reachable'
  | 'keyValid'
  | 'trading' // the key may trade derivatives
  | 'withdrawal' // the key may not withdraw
  | 'addresses' // the key is bound to addresses
  | 'clock'
  | 'positionMode'
  | 'orderFamilies' // which families of orders can be listed and cancelled
  | 'marketMaximum' // positions that one market order can not close
  | 'requestBudget'
  | 'stream'
  | 'certified'
  | 'reach'; // what the account holds and Breakglass can not close

export type ReadinessCheck = Readonly<{
  id: CheckId;
  state: CheckState;
  detail: string; // what is so, in a sentence
  remedy: string | null; // what to do about it
}>;

/** Green: an exit would work. Amber: it would, but. Red: it would not, or the key is dangerous. Grey: not asked yet. */
export type Lamp = 'green' | 'amber' | 'red' | 'grey';

export type ReadinessView = Readonly<{
  lamp: Lamp;
  /** Epoch ms of the last whole check; null before the first. */
  checkedAtMs: number | null;
  checks: readonly ReadinessCheck[];
}>;

/** A request that an exit would send now. Signatures and keys are left out. */
export type RehearsedRequest = Readonly<{
  accountId: AccountId;
  what: string; // "close BTC/USDT:USDT long 0.5"
  method: string;
  /** Without the signature: "https://fapi.binance.com/fapi/v1/order". */
  url: string;
  /** Readable: decoded form fields or JSON. */
  body: string;
}>;

export type Rehearsal = Readonly<{
  atMs: number; // epoch
  requests: readonly RehearsedRequest[];
  /** What would not be closed, and why; accounts that could not be rehearsed. */
  notes: readonly string[];
}>;
