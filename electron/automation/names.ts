// What a program calls an account, an instrument or a position, made into what an exit means by it. A name that fits several
// things is refused with them, one that fits none with what there is: nothing is closed on a guess. Candidates name only what the
// key may see.
import type { AccountView } from '../../shared/account.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { PositionView, Side } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { TOKEN_PREFIX } from './apiKeys.ts';

/** What names are looked up in. */
export type Named = Readonly<{
  snapshot: PanelSnapshot;
  /** Unified symbols that a name may mean at the connected accounts; null: at any. */
  marketsNamed: (name: string, accountId: string | null) => readonly string[];
  /** Accounts that the key may see. */
  isMine: (accountId: string) => boolean;
}>;

/** A name as it may be repeated: somebody may have put a key where a name belongs. */
const shown = (name: string): string => (name.includes(TOKEN_PREFIX) ? `${TOKEN_PREFIX}…` : name);

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** By its id, or by the label that the panel shows, whatever the case. */
export function accountNamed(name: string, { snapshot, isMine }: Named): Result<AccountView> {
  const { accounts, entries, environment } = snapshot;
  const byId = accounts.find(({ id }) => id === name);
  if (byId !== undefined) return succeed(byId);
  const fits = accounts.filter(({ label }) => same(label, name));
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  const mine = accounts.filter(({ id }) => isMine(id));
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one account is called "${shown(name)}".`,
      remedy: 'Give its id instead.',
      candidates: fits.filter((account) => mine.includes(account)).map(({ id }) => id),
    });
  const stored = environment === 'live' && entries.some(({ id, label }) => isMine(id) && (id === name || same(label, name)));
  if (stored)
    return fail({
      kind: 'unreachable',
      message: `The account "${shown(name)}" is not connected: no exit reaches it. Nothing was sent.`,
      remedy: 'Connect it in Breakglass, or close its positions at the venue.',
    });
  return fail({
    kind: 'notFound',
    message: `There is no account "${shown(name)}".`,
    remedy: 'GET /v1/api/accounts lists them.',
    candidates: mine.map(({ label }) => label),
  });
}

/**
 * The unified symbol, which means the same contract at every venue. A contract that nobody holds is fine: an exit of it finds
 * nothing and proves it.
 * @param accountId  that it is closed on: what the name means there goes before what it means elsewhere; null: on all
 */
export function instrumentNamed(
  name: string,
  accountId: string | null,
  { snapshot, marketsNamed, isMine }: Named,
): Result<string> {
  const held = [...Object.values(snapshot.positions), ...Object.values(snapshot.orders).flat()];
  const meantAt = (at: string | null): readonly string[] => {
    const ofHeld = held.filter(
      (each) => (at === null || each.accountId === at) && (same(each.symbol, name) || same(each.nativeSymbol, name)),
    );
    return [...new Set([...ofHeld.map(({ symbol }) => symbol), ...marketsNamed(name, at)])].sort();
  };
  const [own, ...others] = accountId === null ? [] : meantAt(accountId);
  if (own !== undefined && others.length === 0) return succeed(own);
  const fits = meantAt(null);
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one contract is called "${shown(name)}".`,
      remedy: 'Give the unified symbol instead.',
      candidates: fits,
    });
  return fail({
    kind: 'notFound',
    message: `No connected account knows an instrument "${shown(name)}".`,
    remedy: 'Give the name that the venue uses, such as BTCUSDT or BTC-USDT-SWAP, or the unified symbol, such as BTC/USDT:USDT.',
    candidates: [...new Set(held.filter(({ accountId }) => isMine(accountId)).map(({ symbol }) => symbol))].sort(),
  });
}

/** One open position. Without an account it is one among those that the key may see. */
export function positionNamed(
  wanted: Readonly<{ symbol: string; account?: string | undefined; side?: Side | undefined }>,
  named: Named,
): Result<PositionView> {
  const { snapshot, marketsNamed, isMine } = named;
  const account = wanted.account === undefined ? null : accountNamed(wanted.account, named);
  if (account !== null && !account.ok) return account;
  // Whether it holds such a position is nothing that this key may learn.
  if (account !== null && !isMine(account.value.id)) return fail(notItsAccount);
  const open = Object.values(snapshot.positions).filter(({ accountId }) =>
    account === null ? isMine(accountId) : accountId === account.value.id,
  );
  const symbols = new Set(marketsNamed(wanted.symbol, null));
  const onSymbol = open.filter(
    ({ symbol, nativeSymbol }) => same(symbol, wanted.symbol) || same(nativeSymbol, wanted.symbol) || symbols.has(symbol),
  );
  const fits = onSymbol.filter(({ side }) => wanted.side === undefined || side === wanted.side);
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one open position fits "${shown(wanted.symbol)}".`,
      remedy: 'Name the one that is meant by account and direction.',
      candidates: fits.map(({ key }) => key),
    });
  const instead = onSymbol.length > 0 ? onSymbol : open;
  return fail({
    kind: 'notFound',
    message: `There is no such open position on "${shown(wanted.symbol)}". Nothing was sent.`,
    remedy: 'GET /v1/api/positions lists the open ones.',
    candidates: instead.map(({ key }) => key),
  });
}

const notItsAccount: Failure = { kind: 'declined', message: 'This key may not touch that account. Nothing was sent.' };
