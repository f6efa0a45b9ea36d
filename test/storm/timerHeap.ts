// Timers by the time at which they are due; of two with the same time the one that was set first.

export type StormTimer = {
  dueMs: number;
  place: number; // in the heap; -1 when it is not in it
  readonly everyMs: number | null;
  readonly run: () => void;
  readonly refresh: () => StormTimer;
  readonly ref: () => StormTimer;
  readonly unref: () => StormTimer;
  readonly hasRef: () => boolean;
  readonly close: () => StormTimer;
};

export type TimerHeap = Readonly<{
  first: () => StormTimer | undefined;
  add: (timer: StormTimer) => void;
  /** Whether it is in there or not. */
  remove: (timer: StormTimer) => void;
}>;

type Entry = { readonly timer: StormTimer; readonly order: number };

export function createTimerHeap(): TimerHeap {
  const entries: Entry[] = [];
  let order = 0;

  const earlier = (a: Entry, b: Entry): boolean =>
    a.timer.dueMs < b.timer.dueMs || (a.timer.dueMs === b.timer.dueMs && a.order < b.order);
  const put = (entry: Entry, place: number): void => {
    entries[place] = entry;
    entry.timer.place = place;
  };

  function rise(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || !earlier(entry, parent)) break;
      put(parent, place);
      place = above;
    }
    put(entry, place);
  }

  function sink(entry: Entry, from: number): void {
    let place = from;
    for (;;) {
      const left = entries[2 * place + 1];
      const right = entries[2 * place + 2];
      if (left === undefined) break;
      const child = right !== undefined && earlier(right, left) ? right : left;
      if (!earlier(child, entry)) break;
      const below = child.timer.place;
      put(child, place);
      place = below;
    }
    put(entry, place);
  }

  return {
    first: () => entries[0]?.timer,
    add: (timer) => {
      order += 1;
      rise({ timer, order }, entries.length);
    },
    remove: (timer) => {
      const { place } = timer;
      if (entries[place]?.timer !== timer) return;
      timer.place = -1;
      const last = entries.pop();
      if (last === undefined || last.timer === timer) return;
      sink(last, place);
      rise(last, last.timer.place);
    },
  };
}
