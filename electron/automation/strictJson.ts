// JSON as it is meant for an action that can not be taken back: what two readers could understand in two ways is refused. JSON.parse
// lets the last of two fields of one name win (RFC 8259 leaves that open), and a byte order mark is no part of a text that is JSON.
import { fail, succeed, type Result } from '../../shared/failure.ts';

const DEEPEST = 16;
/** Strings whole, so that what stands in them is no punctuation; numbers and words of a valid text need no look. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

export function parseStrictJson(text: string): Result<unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return invalid(text.startsWith('\uFEFF') ? 'it begins with a byte order mark' : 'it is not JSON');
  }
  const doubt = doubtIn(text);
  return doubt === null ? succeed(value) : invalid(doubt);
}

/** Null: it can be read in one way only. */
function doubtIn(valid: string): string | null {
  const open: (Set<string> | null)[] = []; // the names so far of each object; null: an array
  let isName = false;
  for (const [token] of valid.matchAll(TOKEN)) {
    const names = open.at(-1) ?? null;
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      isName = token === '{';
      if (open.length > DEEPEST) return `it is nested more than ${DEEPEST} levels deep`;
    } else if (token === '}' || token === ']') {
      open.pop();
      isName = false;
    } else if (token === ',') {
      isName = names !== null;
    } else if (isName && names !== null) {
      isName = false;
      const name: unknown = JSON.parse(token); // "a" and "\u0061" are the same
      if (name === '__proto__') return 'a field has a name that no field may have';
      if (names.has(String(name))) return 'a field stands in it twice';
      names.add(String(name));
    }
  }
  return null;
}

const invalid = (why: string): Result<never> =>
  fail({ kind: 'badRequest', message: `The body can not be used: ${why}. Nothing was sent.` });
