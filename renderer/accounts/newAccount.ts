// From what stands in the form to what the main process is asked. Says of each field what is wrong with it; whether the
// keys are right only the venue can tell.
import type { RequestInput } from '../../shared/contract.ts';
import { venueCard, type KeyField, type VenueCard, type VenueId } from '../../shared/venue.ts';
import { venueIdSchema } from '../../shared/venueSchema.ts';
import type { EndpointChoice } from '../../shared/vault.ts';

export const OTHER_VENUE = 'other';
export const CUSTOM_PLACE = 'custom';

export type KeyPart = KeyField['part'];
export type FieldName = 'ccxtId' | 'label' | KeyPart | 'rest' | 'ws' | 'proxy';
export type Problems = Readonly<Partial<Record<FieldName, string>>>;
export type FieldTexts = (name: FieldName) => string;

export type Checked<T> = Readonly<{ ok: true; value: T } | { ok: false; problems: Problems }>;
type Keys = RequestInput<'replaceKeys'>['keys'];
export type AskedAccount = RequestInput<'testAccount'>;

const LABEL_LETTERS = 200;
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;
const PEM = /^(-----BEGIN [A-Z0-9 ]+-----)([A-Za-z0-9+/=\s]+)(-----END [A-Z0-9 ]+-----)$/;
const PEM_LINE = /.{1,64}/g;

/** A field of one line loses the line breaks of a pasted RSA or Ed25519 key; without them no program can read it. */
export function asPasted(text: string): string {
  const trimmed = text.trim();
  const [, head, body, foot] = PEM.exec(trimmed) ?? [];
  if (head === undefined || body === undefined || foot === undefined) return trimmed;
  return [head, ...(body.replaceAll(/\s+/g, '').match(PEM_LINE) ?? []), foot].join('\n');
}

/** The venue that is chosen: one of the ten, or the id typed for another one. Null while that is no id. */
export function chosenVenue(choice: string, ccxtId: string): VenueId | null {
  const wanted = choice === OTHER_VENUE ? `ccxt:${ccxtId.trim().toLowerCase()}` : choice;
  const parsed = venueIdSchema.safeParse(wanted);
  return parsed.success ? parsed.data : null;
}

/** The fields of any ccxt venue, before its id is known. */
export const otherVenueCard: VenueCard = { ...venueCard('ccxt:other'), name: 'Another ccxt venue' };

/** The passphrase of an uncertified venue is the only part that may be missing: not every venue has one. */
const mayBeEmpty = (choice: string, part: KeyPart): boolean => choice === OTHER_VENUE && part === 'password';

function missingKey(choice: string, { part, label }: KeyField, text: string): string | null {
  if (text === '') return mayBeEmpty(choice, part) ? null : `Enter the ${label.charAt(0) === 'A' ? label : label.toLowerCase()}.`;
  if (choice === 'hyperliquid' && part === 'apiKey' && !/^0x[0-9a-fA-F]{40}$/.test(text)) {
    return 'An address is 0x and 40 digits or letters from a to f.';
  }
  return null;
}

/** The key of a venue: every part that it needs, or what is missing. */
export function readKeys(choice: string, fields: readonly KeyField[], textOf: FieldTexts): Checked<Keys> {
  const problems: Partial<Record<FieldName, string>> = {};
  for (const field of fields) {
    const problem = missingKey(choice, field, textOf(field.part).trim());
    if (problem !== null) problems[field.part] = problem;
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const has = (part: KeyPart) => fields.some((field) => field.part === part) && textOf(part).trim() !== '';
  return {
    ok: true,
    value: {
      apiKey: asPasted(textOf('apiKey')),
      secret: asPasted(textOf('secret')),
      ...(has('password') ? { password: textOf('password').trim() } : {}),
    },
  };
}

/** TLS is required unless the address is this computer. */
function baseUrlProblem(text: string, plain: string, secure: string): string | null {
  const example = `${secure}//api.example.com`;
  if (text === '') return `Enter the base address, for example ${example}`;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== plain && url.protocol !== secure))
    return `Begin with ${secure}//, for example ${example}`;
  if (url.username !== '' || url.password !== '') return 'An address holds no user and password.';
  if (url.search !== '' || url.hash !== '') return 'Only the base address: the paths of the venue are put behind it.';
  if (url.protocol === plain && !LOOPBACK.test(url.hostname)) {
    return `Use ${secure}//: keys travel unencrypted only within this computer.`;
  }
  return null;
}

function proxyProblem(text: string): string | null {
  if (text === '') return null;
  const url = URL.parse(text);
  return url === null || !['http:', 'https:', 'socks5:'].includes(url.protocol) || url.hostname === ''
    ? 'Begin with http://, https:// or socks5://, for example socks5://user:password@10.0.0.2:1080'
    : null;
}

const trimSlash = (text: string): string => text.trim().replace(/\/+$/, '');

/** Everything that is needed to ask a venue; `labels` are taken already. */
export function readNewAccount(
  choice: string,
  place: string,
  labels: readonly string[],
  textOf: FieldTexts,
): Checked<AskedAccount> {
  const venue = chosenVenue(choice, textOf('ccxtId'));
  const label = textOf('label').trim();
  const proxy = textOf('proxy').trim();
  const problems: Partial<Record<FieldName, string>> = {};
  if (venue === null) problems.ccxtId = 'Enter the id by which ccxt knows the venue, in small letters: bingx, phemex, mexc.';
  if (label === '') problems.label = 'Give it a name to tell it from the others.';
  else if (label.length > LABEL_LETTERS) problems.label = `At most ${LABEL_LETTERS} letters.`;
  else if (labels.some((taken) => taken.toLowerCase() === label.toLowerCase())) {
    problems.label = 'Another account has this name already. Choose another one.';
  }
  let endpoint: EndpointChoice = { kind: 'place', id: place };
  if (place === CUSTOM_PLACE) {
    endpoint = { kind: 'custom', rest: trimSlash(textOf('rest')), ws: trimSlash(textOf('ws')) };
    const rest = baseUrlProblem(endpoint.rest, 'http:', 'https:');
    const ws = baseUrlProblem(endpoint.ws, 'ws:', 'wss:');
    if (rest !== null) problems.rest = rest;
    if (ws !== null) problems.ws = ws;
  }
  const wrongProxy = proxyProblem(proxy);
  if (wrongProxy !== null) problems.proxy = wrongProxy;
  const keys = readKeys(choice, (venue === null ? otherVenueCard : venueCard(venue)).keyFields, textOf);
  if (!keys.ok || venue === null || Object.keys(problems).length > 0) {
    return { ok: false, problems: { ...problems, ...(keys.ok ? {} : keys.problems) } };
  }
  return { ok: true, value: { venue, label, keys: keys.value, endpoint, proxy: proxy === '' ? null : proxy } };
}
