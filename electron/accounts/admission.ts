// How an account gets into the vault: checked, tried at the venue, stored. Testing and importing go the same way.
//  - A key that may withdraw is refused unless its owner says that it may, whatever else was said.
//  - What is red is refused; one account alone can be stored all the same, when a person says so.
//  - In an import an account that can not be reached now is stored: its lamp tells. One that the venue refuses is not.
//  - A long import steps aside for an exit and goes on after it. It is use of the vault, so that adding does not lock meanwhile.
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { CheckId, ReadinessCheck, ReadinessView } from '../../shared/readiness.ts';
import type { AccountEntry, ImportReport, NewAccount, TestedAccount } from '../../shared/vault.ts';
import { Credential } from '../vault/credential.ts';
import { storeAccount, type StoredAccount } from '../vault/storedAccounts.ts';
import type { Vault } from '../vault/vault.ts';
import { deleteAdvice, readEntryOf, readImportFile, type FileEntry } from './importFile.ts';
import { checkAccount, checkNew, cleanKeys, keyTaken } from './newAccount.ts';
import { exitBegan, type Trial } from './trial.ts';

export interface Admission {
  test(account: NewAccount): Promise<Result<TestedAccount>>;
  add(account: NewAccount, anyway: boolean): Promise<Result<TestedAccount>>;
  replaceKeys(id: string, keys: NewAccount['keys']): Promise<Result<TestedAccount>>;
  importFrom(path: string): Promise<Result<ImportReport>>;
}

type AdmissionInputs = Readonly<{
  vault: Vault;
  trial: Trial;
  newId: () => string;
  epoch: () => number;
  /** Resolves when no exit runs. */
  noExit: () => Promise<void>;
}>;

/** Trials of an import at the same time. */
const AT_ONCE = 12;
/** In an import these are the venue's no; the rest may be better tomorrow. */
const REFUSED_BY_VENUE: readonly CheckId[] = ['keyValid', 'trading', 'withdrawal'];

export function createAdmission({ vault, trial, newId, epoch, noExit }: AdmissionInputs): Admission {
  const stored = (account: NewAccount): StoredAccount => {
    const { venue, label, endpoint, allowWithdrawal, keys, proxy } = account;
    return storeAccount(
      { id: newId(), venue, label, enabled: true, endpoint, allowWithdrawal, addedAtMs: epoch() },
      new Credential({ keys: cleanKeys(keys), proxy }),
    );
  };

  async function test(account: NewAccount): Promise<Result<TestedAccount>> {
    const checked = checkAccount(account);
    if (!checked.ok) return checked;
    const readiness = await trial(account);
    return readiness.ok ? succeed({ readiness: readiness.value, entry: null }) : readiness;
  }

  async function add(account: NewAccount, anyway: boolean): Promise<Result<TestedAccount>> {
    const trouble = vault.changeTrouble();
    if (trouble !== null) return fail(trouble);
    const fresh = checkNew(account, vault.accounts());
    if (!fresh.ok) return fresh;
    const tested = await test(account);
    if (!tested.ok) return tested;
    const { readiness } = tested.value;
    if (withdrawsUnasked(readiness, account) || (readiness.lamp === 'red' && !anyway)) return tested;
    const added = stored(account);
    const changed = await vault.change((accounts) => {
      const still = checkNew(account, accounts); // another one may have come meanwhile
      return still.ok ? succeed([...accounts, added]) : still;
    });
    return changed.ok ? succeed({ readiness, entry: added.entry }) : changed;
  }

  async function replaceKeys(id: string, keys: NewAccount['keys']): Promise<Result<TestedAccount>> {
    const trouble = vault.changeTrouble();
    if (trouble !== null) return fail(trouble);
    const before = vault.accounts().find(({ entry }) => entry.id === id);
    if (before === undefined) return fail(noAccount(id));
    const { entry } = before;
    const taken = keyTaken(entry.venue, cleanKeys(keys).apiKey, vault.accounts(), id);
    if (!taken.ok) return taken;
    const { proxy } = before.secrets.reveal();
    const tested = await test({ ...entry, keys, proxy });
    if (!tested.ok || tested.value.readiness.checks.some(speaksAgainstKeys)) return tested;
    const secrets = new Credential({ keys: cleanKeys(keys), proxy });
    const changed = await vault.change((accounts) => {
      if (!accounts.some((account) => account.entry.id === id)) return fail(noAccount(id));
      const still = keyTaken(entry.venue, secrets.reveal().keys.apiKey, accounts, id); // one may have come meanwhile
      if (!still.ok) return still;
      return succeed(accounts.map((account) => (account.entry.id === id ? { ...account, secrets } : account)));
    });
    return changed.ok ? succeed({ ...tested.value, entry }) : changed;
  }

  /** Null: it may be stored. */
  async function refusalOf(account: NewAccount): Promise<string | null> {
    await noExit();
    vault.changeTrouble(); // in use
    const tested = await trial(account);
    if (!tested.ok && tested.failure === exitBegan) return refusalOf(account);
    if (!tested.ok) return inWords(tested.failure);
    const bad = tested.value.checks.find(({ id, state }) => state === 'bad' && REFUSED_BY_VENUE.includes(id));
    if (bad === undefined || (bad.id === 'withdrawal' && account.allowWithdrawal)) return null;
    return bad.remedy === null ? bad.detail : `${bad.detail} ${bad.remedy}`;
  }

  async function importFrom(path: string): Promise<Result<ImportReport>> {
    const trouble = vault.changeTrouble();
    if (trouble !== null) return fail(trouble);
    const file = readImportFile(path);
    if (!file.ok) return file;
    const refused: ImportReport['refused'][number][] = [];
    const refuse = ({ index, label }: FileEntry, reason: string) => void refused.push({ index, label, reason });
    const good: { at: FileEntry; account: NewAccount; added: StoredAccount }[] = [];
    for (const [index, raw] of file.value.entries()) {
      const at = readEntryOf(raw, index);
      const account = at.account;
      if (!account.ok) {
        refuse(at, inWords(account.failure));
        continue;
      }
      const added = stored(account.value);
      const whole = checkAccount(account.value);
      const fresh = whole.ok ? checkNew(account.value, [...vault.accounts(), ...good.map((each) => each.added)]) : whole;
      if (fresh.ok) good.push({ at, account: account.value, added });
      else refuse(at, inWords(fresh.failure));
    }
    const refusals = await inBatches(good, AT_ONCE, ({ account }) => refusalOf(account));
    const tried = good.filter(({ at }, index) => {
      const reason = refusals[index] ?? null;
      if (reason !== null) refuse(at, reason);
      return reason === null;
    });
    const entries: AccountEntry[] = [];
    if (tried.length > 0) {
      const changed = await vault.change((accounts) => {
        const now = [...accounts];
        for (const { at, account, added } of tried) {
          const still = checkNew(account, now);
          if (!still.ok) refuse(at, inWords(still.failure));
          else {
            now.push(added);
            entries.push(added.entry);
          }
        }
        return succeed(now);
      });
      if (!changed.ok) return changed;
    }
    refused.sort((one, other) => one.index - other.index);
    return succeed({ file: path, added: entries, refused, advice: deleteAdvice(path) });
  }

  return { test, add, replaceKeys, importFrom };
}

export const noAccount = (id: string): Failure => ({ kind: 'notFound', message: `There is no account "${id}".` });

/** A position that is too large for an exit is so with the old keys, too. */
const speaksAgainstKeys = ({ id, state }: ReadinessCheck): boolean => state === 'bad' && id !== 'marketMaximum';

const withdrawsUnasked = ({ checks }: ReadinessView, { allowWithdrawal }: NewAccount): boolean =>
  !allowWithdrawal && checks.some(({ id, state }) => id === 'withdrawal' && state === 'bad');

const inWords = ({ message, remedy }: Failure): string => (remedy === undefined ? message : `${message} ${remedy}`);

async function inBatches<Item, Answer>(
  items: readonly Item[],
  size: number,
  run: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < items.length; first += size)
    answers.push(...(await Promise.all(items.slice(first, first + size).map(run))));
  return answers;
}
