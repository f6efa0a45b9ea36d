// What a program calls an account, an instrument or a position, made into what an exit means by it. A name that fits several
// things is refused with them, one that fits none with what there is: nothing is closed on a guess.
import type { AccountView } from '../../shared/account.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { PositionView, Side } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** By its id, or by the label that the panel shows, whatever the case. */
export function accountNamed(name: string, { accounts }: PanelSnapshot): Result<AccountView> {
  const byId = accounts.find(({ id }) => id === name);
  if (byId !== undefined) return succeed(byId);
  const fits = accounts.filter(({ label }) => same(label, name));
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one account is called "${name}".`,
      remedy: 'Give its id instead.',
      candidates: fits.map(({ id }) => id),
    });
  return fail({
    kind: 'notFound',
    message: `There is no connected account "${name}".`,
    remedy: 'GET /v1/api/accounts lists them.',
    candidates: accounts.map(({ label }) => label),
  });
}

/**
 * The unified symbol, which means the same contract at every venue. A contract that nobody holds is fine: an exit of it finds
 * nothing and proves it.
 * @param marketsNamed  unified symbols that a name may mean at the connected accounts
 */
export function instrumentNamed(
  name: string,
  snapshot: PanelSnapshot,
  marketsNamed: (name: string) => readonly string[],
): Result<string> {
  const held = [...Object.values(snapshot.positions), ...Object.values(snapshot.orders).flat()];
  const ofHeld = held
    .filter(({ symbol, nativeSymbol }) => same(symbol, name) || same(nativeSymbol, name))
    .map(({ symbol }) => symbol);
  const fits = [...new Set([...ofHeld, ...marketsNamed(name)])].sort();
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one contract is called "${name}".`,
      remedy: 'Give the unified symbol instead.',
      candidates: fits,
    });
  return fail({
    kind: 'notFound',
    message: `No connected account knows an instrument "${name}".`,
    remedy: 'Give the name that the venue uses, such as BTCUSDT or BTC-USDT-SWAP, or the unified symbol, such as BTC/USDT:USDT.',
    candidates: [...new Set(held.map(({ symbol }) => symbol))].sort(),
  });
}

/** One open position. */
export function positionNamed(
  wanted: Readonly<{ symbol: string; account?: string | undefined; side?: Side | undefined }>,
  snapshot: PanelSnapshot,
  marketsNamed: (name: string) => readonly string[],
): Result<PositionView> {
  const account = wanted.account === undefined ? null : accountNamed(wanted.account, snapshot);
  if (account !== null && !account.ok) return account;
  const open = Object.values(snapshot.positions);
  const symbols = new Set(marketsNamed(wanted.symbol));
  const named = open.filter(
    ({ symbol, nativeSymbol }) => same(symbol, wanted.symbol) || same(nativeSymbol, wanted.symbol) || symbols.has(symbol),
  );
  const fits = named.filter(
    ({ accountId, side }) =>
      (account === null || accountId === account.value.id) && (wanted.side === undefined || side === wanted.side),
  );
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1)
    return fail({
      kind: 'ambiguous',
      message: `More than one open position fits "${wanted.symbol}".`,
      remedy: 'Give account and direction too.',
      candidates: fits.map(({ key }) => key),
    });
  return fail({
    kind: 'notFound',
    message: `There is no such open position on "${wanted.symbol}".`,
    candidates: (named.length > 0 ? named : open).map(({ key }) => key),
  });
}
