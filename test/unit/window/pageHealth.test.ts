import { beforeEach, describe, expect, it } from 'vitest';
import { createPageHealth, type PageHealth } from '../../../electron/window/pageHealth.ts';

let told: string[];
let answers: boolean;
let loading: boolean;
let debugged: boolean;
let clockMs: number;
let health: PageHealth;

beforeEach(() => {
  told = [];
  answers = true;
  loading = false;
  debugged = false;
  clockMs = 0;
  health = createPageHealth({
    page: {
      ask: () => (answers ? Promise.resolve() : new Promise(() => undefined)),
      isLoading: () => loading,
      isDebugged: () => debugged,
      kill: () => told.push('killed'),
      reload: () => told.push('reloaded'),
    },
    nowMs: () => clockMs,
    onDied: (reason) => told.push(reason),
    onGivenUp: () => told.push('given up'),
  });
});
const look = async (times: number, everyMs = 1_000) => {
  for (let count = 0; count < times; count += 1) {
    clockMs += everyMs;
    health.look();
    await Promise.resolve();
    await Promise.resolve();
  }
};

describe('a page', () => {
  it('that answers is left alone', async () => {
    await look(100);
    expect(told).toEqual([]);
  });
  it('that answers nothing for six looks is ended once, and opened again when it is dead', async () => {
    answers = false;
    await look(6);
    expect(told).toEqual([]);
    await look(10);
    expect(told).toEqual(['killed']);
    health.died('crashed');
    expect(told).toEqual(['killed', 'it answered nothing for seconds and was ended', 'reloaded']);
    answers = true;
    await look(20);
    expect(told).toHaveLength(3);
  });
  it('has more time on a machine that is overrun, and is not blamed for its sleep', async () => {
    answers = false;
    await look(1, 3_600_000);
    await look(1, 3_600_000);
    await look(10, 1_600);
    expect(told).toEqual([]);
    await look(1, 1_600);
    expect(told).toEqual(['killed']);
  });
  it('has more time while it loads', async () => {
    answers = false;
    loading = true;
    await look(30);
    expect(told).toEqual([]);
    await look(1);
    expect(told).toEqual(['killed']);
  });
  it('that is debugged stands still on purpose', async () => {
    answers = false;
    debugged = true;
    await look(50);
    debugged = false;
    await look(3);
    expect(told).toEqual([]);
  });
  it('comes back five times a minute, then stays down until somebody wants it', () => {
    for (let death = 0; death < 6; death += 1) health.died('crashed');
    expect(told.filter((word) => word === 'reloaded')).toHaveLength(5);
    expect(told.at(-1)).toBe('given up');
    health.wanted();
    health.wanted();
    expect(told.filter((word) => word === 'reloaded')).toHaveLength(6);
  });
  it('that dies now and then comes back each time', () => {
    for (let death = 0; death < 50; death += 1) {
      clockMs += 20_000;
      health.died('killed');
    }
    expect(told).not.toContain('given up');
  });
});
