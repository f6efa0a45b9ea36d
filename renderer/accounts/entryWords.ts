// What an account of the vault is doing now, in words.
import type { AccountView, Environment } from '../../shared/account.ts';
import { assertNever } from '../../shared/failure.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import { redReason } from '../readiness/readinessWords.ts';
import { failureLine } from '../ui/failureWords.ts';

export type EntryState = Readonly<{ tone: 'gain' | 'warn' | 'loss' | 'info' | 'faint'; word: string; more: string | null }>;

/** The badge of an entry: nothing for the venue itself. */
export const placeOf = (entry: AccountEntry): string | undefined =>
  entry.endpoint.kind === 'place' && entry.endpoint.id === 'live' ? undefined : entry.endpointLabel;

export function entryState(entry: AccountEntry, view: AccountView | undefined, environment: Environment): EntryState {
  if (!entry.enabled) return { tone: 'warn', word: 'Off', more: 'Not connected: no exit reaches it.' };
  if (view === undefined) {
    return environment === 'practice'
      ? { tone: 'faint', word: 'Waiting', more: 'Connects when you switch to live.' }
      : { tone: 'info', word: 'Connecting', more: null };
  }
  const { health } = view;
  switch (health.kind) {
    case 'connecting':
      return { tone: 'info', word: 'Connecting', more: null };
    case 'live':
      return { tone: 'gain', word: 'Connected', more: redReason(view.readiness) };
    case 'stale':
      return { tone: 'warn', word: 'Stale', more: health.reason };
    case 'failed':
      return {
        tone: 'loss',
        word: 'Failed',
        more: [failureLine(health.failure), health.failure.remedy].filter((part) => part !== undefined).join(' '),
      };
    default:
      return assertNever(health);
  }
}
