import type { Clock } from '../../../electron/exit/ports.ts';

/** Time moves only when everything that can happen now has happened. Timers of one moment run in order of creation. */
export class VirtualClock implements Clock {
  private time = 1_000;
  private serial = 0;
  private timers: { atMs: number; serial: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  epoch(): number {
    return 1_800_000_000_000 + this.time;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.time + ms, resolve));
  }

  at(atMs: number, run: () => void): void {
    this.serial += 1;
    this.timers.push({ atMs: Math.max(this.time, atMs), serial: this.serial, run });
  }

  after(ms: number, run: () => void): void {
    this.at(this.time + ms, run);
  }

  /** Lets time run until `done` holds. Throws when it does not within `limitMs`. */
  async until(done: () => boolean, limitMs = 200_000): Promise<void> {
    const endMs = this.time + limitMs;
    await settle();
    while (!done()) {
      const next = this.takeNext(endMs);
      if (next === null) throw new Error(`not done after ${limitMs} ms of virtual time`);
      this.time = next.atMs;
      next.run();
      await settle();
    }
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.time + ms;
    await settle();
    for (let next = this.takeNext(endMs); next !== null; next = this.takeNext(endMs)) {
      this.time = next.atMs;
      next.run();
      await settle();
    }
    this.time = endMs;
  }

  private takeNext(endMs: number): { atMs: number; run: () => void } | null {
    let best: (typeof this.timers)[number] | null = null;
    for (const timer of this.timers) {
      if (best === null || timer.atMs < best.atMs || (timer.atMs === best.atMs && timer.serial < best.serial)) best = timer;
    }
    if (best === null || best.atMs > endMs) return null;
    this.timers = this.timers.filter((timer) => timer !== best);
    return best;
  }
}

/** All microtasks done. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
