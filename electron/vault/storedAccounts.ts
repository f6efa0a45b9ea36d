// What the vault holds: accounts with their keys. Read from a file with every field checked; the keys live in credentials.
import { z } from 'zod';
import { endpointChoiceSchema, keysSchema, proxySchema, type AccountEntry, type EndpointChoice } from '../../shared/vault.ts';
import { venueCard, type VenueId } from '../../shared/venue.ts';
import { venueIdSchema } from '../../shared/venueSchema.ts';
import { Credential, type Secrets } from './credential.ts';

/** The proxy belongs to the secrets: its address may carry a password. */
export type AccountSecrets = Readonly<{ keys: Secrets; proxy: string | null }>;

export type StoredAccount = Readonly<{ entry: AccountEntry; secrets: Credential<AccountSecrets> }>;

const payloadSchema = z.strictObject({
  accounts: z.array(
    z.strictObject({
      id: z.string().min(1),
      venue: venueIdSchema,
      label: z.string().min(1),
      enabled: z.boolean(),
      endpoint: endpointChoiceSchema,
      allowWithdrawal: z.boolean(),
      addedAtMs: z.number(),
      keys: keysSchema,
      proxy: proxySchema,
    }),
  ),
});

/** What an endpoint is, in words: "Live", "Testnet", "127.0.0.1:47900". */
export function endpointLabel(venue: VenueId, endpoint: EndpointChoice): string {
  if (endpoint.kind === 'place') return venueCard(venue).places.find(({ id }) => id === endpoint.id)?.label ?? endpoint.id;
  return URL.canParse(endpoint.rest) ? new URL(endpoint.rest).host : endpoint.rest;
}

export function storeAccount(
  facts: Omit<AccountEntry, 'endpointLabel' | 'proxied'>,
  secrets: Credential<AccountSecrets>,
): StoredAccount {
  const proxied = secrets.reveal().proxy !== null;
  return { entry: { ...facts, endpointLabel: endpointLabel(facts.venue, facts.endpoint), proxied }, secrets };
}

/** The buffer holds keys: whoever asked for it zeroes it. */
export function payloadOf(accounts: readonly StoredAccount[]): Buffer {
  const payload: z.infer<typeof payloadSchema> = {
    accounts: accounts.map(({ entry, secrets }) => {
      const { id, venue, label, enabled, endpoint, allowWithdrawal, addedAtMs } = entry;
      const { keys, proxy } = secrets.reveal();
      return { id, venue, label, enabled, endpoint, allowWithdrawal, addedAtMs, keys, proxy };
    }),
  };
  return Buffer.from(JSON.stringify(payload));
}

/** Null: it was sealed by us and can not be understood all the same. Its words would be keys: none are given. */
export function readPayload(payload: Buffer): readonly StoredAccount[] | null {
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) return null;
  return parsed.data.accounts.map(({ keys, proxy, ...facts }) => storeAccount(facts, new Credential({ keys, proxy })));
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
}
