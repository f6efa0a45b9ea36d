// A key belongs to one environment and does nothing while the other is on.
import type { Environment } from '../../shared/account.ts';
import type { ApiKeyView } from '../../shared/automation.ts';
import { refuse, type Refusal } from './refusals.ts';

/** Null: the environment that is on is the key's. */
export function notOn(key: ApiKeyView, environment: Environment): Refusal | null {
  if (key.environment === environment) return null;
  return refuse(403, `This key is one of ${key.environment}, and Breakglass is on ${environment}. Nothing was done.`);
}
