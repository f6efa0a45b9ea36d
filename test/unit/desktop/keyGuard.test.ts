import { expect, it } from 'vitest';
import { createKeyGuard, DEAF_MS } from '../../../renderer/confirm/keyGuard.ts';

const Enter = (atMs: number, repeat = false) => ({ code: 'Enter', repeat, atMs });

it('takes a press after the first moments, and its repeats', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect(guard.down(Enter(1_000 + DEAF_MS))).toBe('counts');
  expect([1_900, 1_940, 1_980].map((atMs) => guard.down(Enter(atMs, true)))).toEqual(['counts', 'counts', 'counts']);
});

it('takes nothing before it came', () => {
  const guard = createKeyGuard();
  expect(guard.down(Enter(5_000))).toBe('ignored');
  expect(guard.pointer(5_000)).toBe(false);
});

it('never takes a press of the first moments, nor its repeats, until it was let go', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect(guard.down(Enter(1_100))).toBe('ignored');
  expect([1_300, 2_000, 9_000].map((atMs) => guard.down(Enter(atMs, true)))).toEqual(['ignored', 'ignored', 'ignored']);
  guard.up('Enter');
  expect(guard.down(Enter(9_500))).toBe('counts');
  expect(guard.pointer(1_100)).toBe(false);
  expect(guard.pointer(1_000 + DEAF_MS)).toBe(true);
});

it('takes no repeat whose press it never saw', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect([1_500, 1_540, 4_000].map((atMs) => guard.down(Enter(atMs, true)))).toEqual(['ignored', 'ignored', 'ignored']);
});

it('unmasks a first repeat that X11 tells as a press: the next follows sooner than after any real press', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect(guard.down(Enter(1_600))).toBe('counts');
  expect(guard.down(Enter(1_640, true))).toBe('unmasked');
  expect(guard.down(Enter(1_680, true))).toBe('ignored');
  guard.up('Enter');
  expect(guard.down(Enter(2_000))).toBe('counts');
});

it('forgets what was down when something new is asked or the keyboard comes back', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect(guard.down(Enter(1_500))).toBe('counts');
  guard.came(2_000);
  expect(guard.down(Enter(3_000, true))).toBe('ignored');
});

it('takes each key for itself', () => {
  const guard = createKeyGuard();
  guard.came(1_000);
  expect(guard.down({ code: 'Space', repeat: false, atMs: 1_100 })).toBe('ignored');
  expect(guard.down(Enter(1_500))).toBe('counts');
});
