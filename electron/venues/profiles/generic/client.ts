// Any ccxt pro client, with what ccxt itself can switch off switched off. Its streams are not used: what they tell differs from
// venue to venue in ways that only a profile of the venue's own can know (ghosts, snapshots, tags).
import type { Exchange } from 'ccxt';

export type Credential = Readonly<{ apiKey: string; secret: string; password?: string | undefined }>;

export type ClientClass = new (config: object) => Exchange;

export const createClient = (Client: ClientClass, credential: Credential): Exchange =>
  new Client({
    apiKey: credential.apiKey,
    secret: credential.secret,
    ...(credential.password === undefined ? {} : { password: credential.password }),
    enableRateLimit: false,
    timeout: 10_000,
    has: { fetchCurrencies: false }, // else loadMarkets asks for them first, at some venues with a key
    options: { defaultType: 'swap', maxRetriesOnFailure: 0, adjustForTimeDifference: false },
  });
