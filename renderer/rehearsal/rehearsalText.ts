// A rehearsal as plain text, for a ticket or a second pair of eyes, and its requests gathered by account.
import type { AccountId } from '../../shared/account.ts';
import type { RehearsedRequest, Rehearsal } from '../../shared/readiness.ts';
import { formatClock, formatDay, plural } from '../ui/numbers.ts';

export type AccountRequests = Readonly<{ accountId: AccountId; requests: readonly RehearsedRequest[] }>;

/** In the order in which the accounts first appear. */
export function byAccount(requests: readonly RehearsedRequest[]): readonly AccountRequests[] {
  const groups = new Map<AccountId, RehearsedRequest[]>();
  for (const request of requests) {
    const group = groups.get(request.accountId);
    if (group === undefined) groups.set(request.accountId, [request]);
    else group.push(request);
  }
  return [...groups].map(([accountId, own]) => ({ accountId, requests: own }));
}

export const rehearsalLead = (rehearsal: Rehearsal): string =>
  rehearsal.requests.length === 0
    ? 'Nothing was sent, and an exit would have nothing to send first.'
    : `Nothing was sent. An Emergency Exit at this moment would send ${
        rehearsal.requests.length === 1 ? 'this request' : `these ${plural(rehearsal.requests.length, 'request')}`
      } first; what follows depends on the answers.`;

export function rehearsalText(rehearsal: Rehearsal, nameOf: (accountId: AccountId) => string): string {
  const lines = [
    `Rehearsal of an Emergency Exit, ${formatDay(rehearsal.atMs)} ${formatClock(rehearsal.atMs)}`,
    rehearsalLead(rehearsal),
  ];
  for (const { accountId, requests } of byAccount(rehearsal.requests)) {
    lines.push('', nameOf(accountId));
    requests.forEach(({ what, method, url, body }, index) => {
      lines.push(`${index + 1}. ${what}`, `   ${method} ${url}`);
      for (const line of body.split('\n')) if (line.trim() !== '') lines.push(`   ${line}`);
    });
  }
  if (rehearsal.notes.length > 0) lines.push('', 'Notes', ...rehearsal.notes.map((note) => `- ${note}`));
  return `${lines.join('\n')}\n`;
}
