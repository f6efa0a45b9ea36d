// A person's own accounts as they are kept on disk, without their keys: those go in and never come out.
import { z } from 'zod';
import type { AccountId } from './account.ts';
import type { Failure } from './failure.ts';
import type { ReadinessView } from './readiness.ts';
import type { VenueId } from './venue.ts';
import { venueIdSchema } from './venueSchema.ts';

const text = z.string().trim().min(1).max(200);
const keyText = z.string().min(1).max(4_000); // RSA and Ed25519 keys are long

export const keysSchema = z.strictObject({ apiKey: keyText, secret: keyText, password: keyText.optional() });

export const endpointChoiceSchema = z.discriminatedUnion('kind', [
  /** One of the venue's places (shared/venue.ts), "live" the first of them. */
  z.strictObject({ kind: z.literal('place'), id: text }),
  z.strictObject({ kind: z.literal('custom'), rest: text, ws: text }),
]);
export type EndpointChoice = z.infer<typeof endpointChoiceSchema>;

/** http://, https:// or socks5://, with user and password where the proxy wants them. Kept with the keys. */
export const proxySchema = z.string().max(500).nullable();

/** What a person enters, and what a file for import holds one of. */
export const newAccountSchema = z.strictObject({
  venue: venueIdSchema,
  label: text,
  keys: keysSchema,
  endpoint: endpointChoiceSchema.default({ kind: 'place', id: 'live' }),
  proxy: proxySchema.default(null),
  /** The key may withdraw, and the person wants it all the same. */
  allowWithdrawal: z.boolean().default(false),
});
export type NewAccount = z.infer<typeof newAccountSchema>;

export const importFileSchema = z.strictObject({ accounts: z.array(z.unknown()).min(1).max(500) });

export const passphraseSchema = z.string().min(1).max(1_000);

/** An account in the vault. */
export type AccountEntry = Readonly<{
  id: AccountId;
  venue: VenueId;
  label: string;
  enabled: boolean;
  endpoint: EndpointChoice;
  /** What the endpoint is, in words: "Live", "Testnet", "127.0.0.1:47900". */
  endpointLabel: string;
  proxied: boolean;
  allowWithdrawal: boolean;
  addedAtMs: number; // epoch
}>;

export type VaultView = Readonly<{
  /**
   * empty: nothing was ever stored. locked: a passphrase (or the key store) is wanted before accounts can connect.
   * damaged: the file can not be used; it is kept. session: keys live until Breakglass ends, nothing is stored.
   */
  state: 'empty' | 'locked' | 'open' | 'damaged' | 'session';
  /** Who holds the key to the file. Null while there is no file. */
  protection: 'system' | 'passphrase' | null;
  /** Why the key store of the operating system can not be used here; null: it can. */
  systemTrouble: Failure | null;
  /** Why it is locked or damaged, beyond a passphrase that is wanted. */
  failure: Failure | null;
  /** True: the passphrase is wanted again before accounts are added or changed. Exits never wait for it. */
  addingLocked: boolean;
}>;

/** Before anything was ever stored, where the key store works. */
export const emptyVault: VaultView = {
  state: 'empty',
  protection: null,
  systemTrouble: null,
  failure: null,
  addingLocked: false,
};

/** The answer to adding, testing or importing one account. */
export type TestedAccount = Readonly<{ readiness: ReadinessView; entry: AccountEntry | null }>;

export type ImportReport = Readonly<{
  file: string;
  added: readonly AccountEntry[];
  refused: readonly Readonly<{ index: number; label: string | null; reason: string }>[];
  /** That the file still holds the keys in the clear, and what to do with it. */
  advice: string;
}>;
