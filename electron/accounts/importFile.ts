// A file of accounts to import: {"accounts": [{"venue", "label", "keys": {"apiKey", "secret", "password"}, "endpoint", "proxy",
// "allowWithdrawal"}]}. It holds keys in the clear: what is said about it names places and never quotes what stands there.
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import { importFileSchema, newAccountSchema, type NewAccount } from '../../shared/vault.ts';
import { CERTIFIED_VENUES } from '../../shared/venue.ts';

const MOST_BYTES = 10_000_000;

export type FileEntry = Readonly<{ index: number; label: string | null; account: Result<NewAccount> }>;

const bad = (message: string, remedy: string): Failure => ({ kind: 'badRequest', message, remedy });
const SHAPE = 'Write {"accounts": [{"venue": "bybit", "label": "Main", "keys": {"apiKey": "...", "secret": "..."}}]}.';

export const deleteAdvice = (path: string): string =>
  `${path} still holds keys in the clear. Delete it now, and empty the trash; if it was ever shared or backed up, make new keys.`;

export function readImportFile(path: string): Result<readonly unknown[]> {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      return fail(bad(`${path} is larger than ${MOST_BYTES / 1_000_000} MB: it is no list of accounts.`, SHAPE));
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, ''); // some editors begin a file with it
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(bad(`${path} can not be read: ${reason}.`, 'Check its name and that you may read it.'));
  }
  const json = parseJson(text);
  if (!json.ok) return fail(bad(`${path} is not JSON${json.where}.`, SHAPE));
  const parsed = importFileSchema.safeParse(json.value);
  if (parsed.success) return succeed(parsed.data.accounts);
  return fail(bad(`${path} holds no list of accounts: ${issuesOf(parsed.error)}.`, SHAPE));
}

export function readEntryOf(raw: unknown, index: number): FileEntry {
  const parsed = newAccountSchema.safeParse(raw);
  if (parsed.success) return { index, label: parsed.data.label, account: succeed(parsed.data) };
  const named = typeof raw === 'object' && raw !== null && 'label' in raw && typeof raw.label === 'string' ? raw.label : null;
  return {
    index,
    label: named === null ? null : named.slice(0, 200),
    account: fail({ kind: 'badRequest', message: `${issuesOf(parsed.error)}.` }),
  };
}

/** Which field, and what is wrong with it. Names of unknown fields are left out: somebody may have put a key there. */
function issuesOf(error: z.ZodError): string {
  const said = error.issues.map(({ path, code, message }) => {
    const field = path.length === 0 ? 'the entry' : path.join('.');
    if (field === 'venue') return `venue: it must be one of ${CERTIFIED_VENUES.join(', ')}, or ccxt: and the id of another one`;
    return `${field}: ${code === 'unrecognized_keys' ? 'it has a field that is not known' : message}`;
  });
  return said.join('; ');
}

/** The words of JSON.parse quote the text around the mistake: only its place is taken from them. */
function parseJson(text: string): Readonly<{ ok: true; value: unknown } | { ok: false; where: string }> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    if (position === undefined) return { ok: false, where: '' };
    return { ok: false, where: `: look at line ${text.slice(0, Number(position)).split('\n').length}` };
  }
}
