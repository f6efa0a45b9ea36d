// What is drawn, from one stream of numbers: the same seed draws the same run on every machine.
import type { Random } from '../../electron/practice/random.ts';

export const chance = (random: Random, share: number): boolean => random() < share;

export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** Whole number, both ends included. */
export const whole = (random: Random, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));

/** With one decimal. */
export const between = (random: Random, least: number, most: number): number =>
  Math.round((least + random() * (most - least)) * 10) / 10;

export function shuffled<T>(random: Random, list: readonly T[]): readonly T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
