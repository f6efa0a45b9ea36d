// A defect in the main process ends nothing: what it touched may be wrong, but a running exit must go on, and each account stands
// on its own. It is written down and said. What a death of the whole process takes is guard.ts.

/** Requests carry signatures in their query. */
const withoutQueries = (text: string): string => text.replaceAll(/\?[^\s'")]+/g, '?...');

export const describeDefect = (error: unknown): string =>
  withoutQueries(error instanceof Error ? (error.stack ?? error.message) : String(error));

export function watchDefects(onDefect: (words: string) => void): void {
  let telling = false;
  const tell = (error: unknown) => {
    if (telling) return; // whoever tells of it must not be told of its own
    telling = true;
    try {
      onDefect(describeDefect(error));
    } finally {
      telling = false;
    }
  };
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
  // A terminal that was closed: nobody reads the log, and that is all.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
