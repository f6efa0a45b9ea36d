// A file of accounts to import: {"accounts": [{"venue", "label", "keys": {"apiKey", "secret", "password"}, "endpoint", "proxy",
// "allowWithdrawal"}]}. It holds keys in the clear: what is said about it names places and never quotes what stands there.
import { readFileSync, statSync } from 'node:fs';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import { describeIssues } from '../../shared/issues.ts';
import { importFileSchema, newAccountSchema, type NewAccount } from '../../shared/vault.ts';

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
  return fail(bad(`${path} holds no list of accounts: ${describeIssues(parsed.error)}.`, SHAPE));
}

export function readEntryOf(raw: unknown, index: number): FileEntry {
  const parsed = newAccountSchema.safeParse(raw);
  if (parsed.success) return { index, label: parsed.data.label, account: succeed(parsed.data) };
  const named = typeof raw === 'object' && raw !== null && 'label' in raw && typeof raw.label === 'string' ? raw.label : null;
  return {
    index,
    label: named === null ? null : named.slice(0, 200),
    account: fail({ kind: 'badRequest', message: `${describeIssues(parsed.error)}.` }),
  };
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
