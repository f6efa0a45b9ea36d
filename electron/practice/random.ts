// Randomness that replays: the same seed and the same words give the same number on every machine.

/** Uniform in [0, 1). */
export type Random = () => number;

const mixed = (state: number): number => {
  let bits = Math.imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
};

/** A stream of numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mixed(state);
  };
}

export function hashWord(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** One number for one place and time, without a stream: equal bases move alike on every venue. */
export const noise = (seed: number, word: number, step: number): number =>
  mixed((seed + Math.imul(word, 0x9e3779b1) + Math.imul(step + 1, 0x6d2b79f5)) >>> 0);

/** About normal with deviation 1, from three uniform numbers. */
export const bell = (seed: number, word: number, step: number): number =>
  (noise(seed, word, step * 3) + noise(seed, word, step * 3 + 1) + noise(seed, word, step * 3 + 2) - 1.5) * 2;
