// Recorded payloads of test/fixtures, by venue and file name without ".json". Each file names its source.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export function payload(venue: string, name: string): unknown {
  const file = resolve(import.meta.dirname, '../fixtures', venue, `${name}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { payload: unknown }).payload;
}
