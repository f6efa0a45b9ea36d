// What a start was told on the command line. `--exit=all`, `--exit=winners` and `--exit=filter:NAME` ask in the confirm window, of
// the Breakglass that runs already or of this one. A word that is nearly one of these starts nothing: the person believes that an
// exit was asked for.
import { z } from 'zod';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import type { PanicRequest } from './panic.ts';

const exitWishSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('winners') }),
  z.strictObject({ kind: z.literal('filter'), name: z.string().min(1).max(200) }),
]);
export type ExitWish = z.infer<typeof exitWishSchema>;

/** What a second start hands to the first. Not its argv: Chromium mixes its own switches into that. */
export const handedOverSchema = z.strictObject({ exit: exitWishSchema.nullable(), hidden: z.boolean() });
export type HandedOver = z.infer<typeof handedOverSchema>;

const refuse = (message: string): Result<never> =>
  fail({ kind: 'badRequest', message, remedy: 'Say --exit=all, --exit=winners or --exit=filter:NAME. Nothing was asked for.' });

/** Null: none was asked for. */
export function readExitWish(argv: readonly string[]): Result<ExitWish | null> {
  const said = argv.filter((word) => /^-{1,2}exit/i.test(word));
  const [word] = said;
  if (word === undefined) return succeed(null);
  if (said.length > 1) return refuse(`${said.join(' ')}: one exit at a time.`);
  if (!word.startsWith('--exit=')) return refuse(`${word} is not understood.`);
  const value = word.slice('--exit='.length);
  if (value === 'all') return succeed({ kind: 'all' });
  if (value === 'winners') return succeed({ kind: 'winners' });
  if (!value.startsWith('filter:')) return refuse(`${word} is not understood.`);
  const wish = exitWishSchema.safeParse({ kind: 'filter', name: value.slice('filter:'.length).trim() });
  return wish.success ? succeed(wish.data) : refuse(`${word} names no saved filter.`);
}

/** As it is said on a command line. */
export const exitWords = (wish: ExitWish): string => `--exit=${wish.kind === 'filter' ? `filter:${wish.name}` : wish.kind}`;

type Saved = Pick<Settings, 'environment' | 'savedFilters'>;

const quoted = (filters: Settings['savedFilters']): string =>
  filters.length === 0 ? 'There are none.' : `There are: ${filters.map(({ name }) => `"${name}"`).join(', ')}.`;

export function requestOfWish(wish: ExitWish, { environment, savedFilters }: Saved): Result<PanicRequest> {
  if (wish.kind === 'all') return succeed({ action: 'emergencyExit' });
  if (wish.kind === 'winners') return succeed({ action: 'flattenWinners' });
  const mine = savedFilters.filter((saved) => saved.environment === environment);
  const named = mine.find(({ name }) => name.toLowerCase() === wish.name.toLowerCase());
  if (named !== undefined) return succeed({ action: 'flatten', filter: named.filter });
  const failure: Failure = {
    kind: 'notFound',
    message: `No saved filter of your ${environment} accounts is called "${wish.name}".`,
    remedy: `Nothing was asked for. ${quoted(mine)}`,
  };
  return fail(failure);
}
