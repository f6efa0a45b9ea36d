// Market definitions on disk, so that a start needs no answer from the venue before it can read an account. They are what ccxt
// had loaded, one file a venue and endpoint. Nothing in a file is trusted beyond its shape, and the shape is checked: what is
// damaged, foreign or of another version is ignored and written anew. Reading or writing never fails a start.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const VERSION = 1;
const MOST_BYTES = 40_000_000;

/** What ccxt and the profiles read without asking whether it is there. The rest is checked where it is used. */
const market = z.looseObject({
  id: z.string().min(1),
  symbol: z.string().min(1),
  base: z.string(),
  quote: z.string(),
  type: z.string(),
  precision: z.looseObject({}),
  limits: z.looseObject({}),
  info: z.looseObject({}),
});
const file = z.object({
  version: z.literal(VERSION),
  key: z.string(),
  savedAtMs: z.number(),
  markets: z.record(z.string(), market).refine((all) => Object.keys(all).length > 0, 'no market'),
});

export type CachedMarkets = z.infer<typeof file>['markets'];

export interface MarketCache {
  /** Null: nothing there that can be used. Never rejects. */
  read(key: string): Promise<CachedMarkets | null>;
  /** Whole or not at all. Never rejects. */
  write(key: string, markets: unknown): Promise<void>;
}

/** @param log  what a person debugging wants to see; the app works without the cache */
export function openMarketCache(folder: string, epoch: () => number, log: (message: string) => void): MarketCache {
  const pathOf = (key: string): string => {
    const name = key.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 40);
    return join(folder, `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}.json`);
  };
  let serial = 0;
  return {
    read: async (key) => {
      try {
        const text = await readFile(pathOf(key), 'utf8');
        if (text.length > MOST_BYTES) return null;
        const found = file.parse(JSON.parse(text));
        return found.key === key ? found.markets : null;
      } catch (error) {
        if (!isMissing(error)) log(`the market cache of ${key} is not used: ${String(error).slice(0, 200)}`);
        return null;
      }
    },
    write: async (key, markets) => {
      try {
        const checked = file.parse({ version: VERSION, key, savedAtMs: epoch(), markets: JSON.parse(JSON.stringify(markets)) });
        await mkdir(folder, { recursive: true });
        serial += 1;
        const unfinished = `${pathOf(key)}.${process.pid}-${serial}`;
        await writeFile(unfinished, JSON.stringify(checked), { mode: 0o600 });
        await rename(unfinished, pathOf(key));
      } catch (error) {
        log(`the market cache of ${key} could not be written: ${String(error).slice(0, 200)}`);
      }
    },
  };
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
