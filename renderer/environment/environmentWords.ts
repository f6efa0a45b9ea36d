// What a change between practice and live means, said before it happens.
import type { Environment } from '../../shared/account.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { plural } from '../ui/numbers.ts';

type Known = Pick<PanelSnapshot, 'entries' | 'vault' | 'accounts'>;

const NAMED = 4;
const listed = (names: readonly string[]): string =>
  names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

function liveMeaning({ entries, vault }: Known): string {
  if (vault.state === 'locked') return 'Your accounts are locked: they are unlocked first.';
  if (vault.state === 'damaged') return 'The stored accounts can not be read; what can be done is shown there.';
  const used = entries.filter((entry) => entry.enabled);
  if (entries.length === 0) return 'No account is added yet: live shows how.';
  if (used.length === 0) return `All ${plural(entries.length, 'account')} are switched off: none connects.`;
  return `${plural(used.length, 'account')} will be connected: ${listed(used.map((entry) => entry.label))}.`;
}

export function changeMeaning(wanted: Environment, known: Known): readonly string[] {
  return wanted === 'live'
    ? [
        'Real money, real orders. Every exit then closes real positions.',
        liveMeaning(known),
        'The practice venues are disconnected; nothing of them is mixed in.',
      ]
    : [
        known.accounts.length === 0
          ? 'The practice venues are connected: no real money, no real orders.'
          : `${plural(known.accounts.length, 'live account')} will be disconnected: no exit reaches ${known.accounts.length === 1 ? 'it' : 'them'} while you practise.`,
        'Positions and orders at your venues stay as they are, and nothing watches them from here.',
      ];
}
