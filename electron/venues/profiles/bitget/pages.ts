// Lists that go on behind their last row, newest first: `limit` at most 100, then `idLessThan` with the endId of the page
// before. A page that is not full is the last one.
import { z } from 'zod';
import { VenueReadError } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { dataOf, understand } from './rows.ts';

export type Query = Readonly<Record<string, string>>;

const PAGE = 100;
/** More pages than any account has: a list that never ends is an error, not a reason to stop. */
const MOST_PAGES = 100;

/** An empty list is null, and so is its endId. */
const page = z.object({
  entrustedList: z.array(z.unknown()).nullish(),
  fillList: z.array(z.unknown()).nullish(),
  endId: z.union([z.string(), z.number()]).nullish(),
});

const unreadable = (message: string): VenueReadError => new VenueReadError({ kind: 'unreadable', message });

export async function readPages<Schema extends z.ZodType>(
  context: Context,
  bucket: string,
  call: (query: Query) => Promise<unknown>,
  query: Query,
  schema: Schema,
  goesOn: (page: readonly z.infer<Schema>[]) => boolean = () => true,
): Promise<readonly z.infer<Schema>[]> {
  const all: z.infer<Schema>[] = [];
  let after: Query = {};
  for (let pageNumber = 0; pageNumber < MOST_PAGES; pageNumber += 1) {
    const asked = { ...query, limit: String(PAGE), ...after };
    const body = answered(await context.send<unknown>(spend(bucket), () => call(asked)));
    const { entrustedList, fillList, endId } = dataOf(page, body, bucket);
    if (entrustedList === undefined && fillList === undefined) throw unreadable(`Bitget's ${bucket} names no list`);
    const rows = entrustedList ?? fillList;
    if (rows === undefined || rows === null) return all;
    const understood = rows.map((row) => understand(schema, row, bucket));
    all.push(...understood);
    if (rows.length < PAGE || !goesOn(understood)) return all;
    if (endId === undefined || endId === null || endId === '')
      throw unreadable(`Bitget's ${bucket} does not say where it goes on`);
    after = { idLessThan: String(endId) };
  }
  throw unreadable(`Bitget's ${bucket} does not end`);
}
