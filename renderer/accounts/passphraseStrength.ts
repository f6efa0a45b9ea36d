// A rough judgement of a passphrase, in words. It counts what a guesser would have to try; it never sees the network.
export const SHORTEST_PASSPHRASE = 8;

export type Strength = Readonly<{ level: 0 | 1 | 2 | 3 | 4; word: string; advice: string | null }>;

const KINDS: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^a-zA-Z\d]/, 32],
];
const COMMON = /passw|qwert|asdf|letmein|welcome|bitcoin|binance|trading|crypto|secret|1234|abcd|iloveyou|dragon|admin/gi;
const BITS = [36, 52, 68] as const;

/** Letters that a guesser does not get for nothing: repeats, runs like "abc" and common words count once. */
function surprisingLetters(text: string): number {
  const letters = Array.from(text.replaceAll(COMMON, '*'));
  return letters.filter((letter, index) => {
    const before = letters[index - 1];
    if (before === undefined) return true;
    const step = (letter.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
    const beforeThat = letters[index - 2];
    const stepBefore = beforeThat === undefined ? null : (before.codePointAt(0) ?? 0) - (beforeThat.codePointAt(0) ?? 0);
    return step !== 0 && !(Math.abs(step) === 1 && step === stepBefore);
  }).length;
}

export function passphraseStrength(text: string): Strength {
  const length = text.length;
  if (length === 0) return { level: 0, word: '', advice: null };
  if (length < SHORTEST_PASSPHRASE) {
    return {
      level: 0,
      word: 'Too short',
      advice: `At least ${SHORTEST_PASSPHRASE} letters; ${SHORTEST_PASSPHRASE - length} more.`,
    };
  }
  const alphabet = KINDS.reduce((size, [kind, letters]) => (kind.test(text) ? size + letters : size), 0);
  const distinct = new Set(text).size;
  const bits = Math.min(surprisingLetters(text), distinct * 2) * Math.log2(Math.max(2, alphabet));
  if (bits < BITS[0]) return { level: 1, word: 'Weak', advice: 'Whoever copies the file would guess it. Add words.' };
  if (bits < BITS[1]) return { level: 2, word: 'Fair', advice: 'One or two more words make it strong.' };
  if (bits < BITS[2]) return { level: 3, word: 'Good', advice: null };
  return { level: 4, word: 'Strong', advice: null };
}
