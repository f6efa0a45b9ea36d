// Wallets and whom they sign for. An account's address is its name, its secret the private key of an API wallet that it approved.
// A key that may withdraw is the main wallet's: the account is then a sub-account of it. Keys that may not trade do not exist at
// this venue: such an API wallet was never approved, and neither was one that was revoked.
import type { PracticeAccount, PracticeVenue } from '../../exchange.ts';
import { addressOfKey, signerOf, type Signed } from './signature.ts';
import { err, isRecord, unknownWallet, whole, type Row } from './wire.ts';

type Signer = Readonly<{ ok: true; account: PracticeAccount } | { ok: false; answer: Row; account: PracticeAccount | null }>;

/** Nonces lie between two days ago and a day ahead, and none is used twice [D nonces-and-api-wallets]. */
const OLDEST_MS = 2 * 86_400_000;
const NEWEST_MS = 86_400_000;
const NONCES_KEPT = 100;
const YEAR_MS = 365 * 86_400_000;

export type Wallets = ReturnType<typeof createWallets>;

export function createWallets(venue: PracticeVenue, expired: string) {
  const addresses = new Map<string, string>(); // by private key
  const nonces = new Map<string, number[]>(); // by signer, lowest first
  const signers = new Map<string, string | null>(); // by the whole body: who it was is asked more than once

  const addressOf = ({ secret }: PracticeAccount): string => {
    const known = addresses.get(secret);
    if (known !== undefined) return known;
    const address = addressOfKey(secret);
    addresses.set(secret, address);
    return address;
  };
  const ownerOf = (wallet: string): PracticeAccount | undefined => venue.accounts().find((each) => addressOf(each) === wallet);
  const approved = ({ key }: PracticeAccount): boolean => key.trade && !key.revoked;

  function readSigned(body: Row): Signed | null {
    const { action, vaultAddress } = body;
    const nonce = whole(body, 'nonce');
    if (!isRecord(action) || nonce === undefined) return null;
    const vault = typeof vaultAddress === 'string' ? `0x${vaultAddress.replace(/^0x/, '').toLowerCase()}` : null;
    return { action, nonce, vault, expiresAfter: whole(body, 'expiresAfter') ?? null };
  }

  function signerOfBody(raw: string, body: Row): string | null {
    const known = signers.get(raw);
    if (known !== undefined) return known;
    const signed = readSigned(body);
    const signer = signed === null ? null : signerOf(signed, body['signature'], 'a');
    signers.set(raw, signer);
    const [oldest] = signers.keys();
    if (signers.size > 50 && oldest !== undefined) signers.delete(oldest);
    return signer;
  }

  /** True once for each number of a wallet. */
  function takeNonce(wallet: string, nonce: number): boolean {
    const now = venue.now();
    if (nonce <= now - OLDEST_MS || nonce >= now + NEWEST_MS) return false;
    const used = nonces.get(wallet) ?? [];
    const [lowest] = used;
    if (used.includes(nonce) || (used.length >= NONCES_KEPT && lowest !== undefined && nonce < lowest)) return false;
    nonces.set(wallet, [...used, nonce].toSorted((a, b) => a - b).slice(-NONCES_KEPT));
    return true;
  }

  return {
    byAddress: (address: string): PracticeAccount | undefined => venue.accountByKey(address.toLowerCase()),

    /** Whose account an action is aimed at, right or not. */
    aimedAt: (raw: string, body: Row): PracticeAccount | undefined => {
      const signer = signerOfBody(raw, body);
      return signer === null ? undefined : ownerOf(signer);
    },

    checkAction(raw: string, body: Row): Signer {
      const signed = readSigned(body);
      const signer = signerOfBody(raw, body);
      const no = (answer: Row, account: PracticeAccount | null = null): Signer => ({ ok: false, answer, account });
      if (signed === null || signer === null) return no(err('Unable to recover signer.'));
      const account = ownerOf(signer);
      if (account === undefined || !approved(account)) return no(unknownWallet(signer), account ?? null);
      // A main wallet acts for its sub-account by name, an API wallet for its owner without one.
      const named = signed.vault === account.apiKey;
      if (signed.vault !== null && !named) return no(err(`Vault not registered: ${signed.vault}`), account);
      if (account.key.withdraw && !named) return no(err(`Must deposit before performing actions. User: ${signer}`), account);
      if (signed.expiresAfter !== null && signed.expiresAfter < venue.now()) return no(err(expired), account);
      if (!takeNonce(signer, signed.nonce)) return no(err(`Invalid nonce: ${signed.nonce}`), account);
      return { ok: true, account };
    },

    roleOf(address: string): Row {
      const user = address.toLowerCase();
      const account = venue.accountByKey(user);
      if (account !== undefined) {
        return account.key.withdraw ? { role: 'subAccount', data: { master: addressOf(account) } } : { role: 'user' };
      }
      const owner = ownerOf(user);
      if (owner === undefined || !approved(owner)) return { role: 'missing' };
      return owner.key.withdraw ? { role: 'user' } : { role: 'agent', data: { user: owner.apiKey } };
    },

    agentsOf: (account: PracticeAccount): readonly Row[] =>
      approved(account) && !account.key.withdraw
        ? [{ name: 'breakglass', address: addressOf(account), validUntil: venue.now() + YEAR_MS }]
        : [],
  };
}
