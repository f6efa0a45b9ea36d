// Watches of a ccxt client that only keep its sockets open; what the sockets say is read frame by frame.
/** Runs `loops` until one rejects, a frame can not be read, or the signal aborts; always rejects. */
export function runStreamLoops<Frame>(
  frameListeners: Set<(frame: Frame, url: string) => void>,
  signal: AbortSignal,
  read: (frame: Frame, url: string) => void,
  loops: readonly (() => Promise<unknown>)[],
): Promise<never> {
  return new Promise<never>((_resolve, reject) => {
    let over = false;
    const finish = (reason: unknown) => {
      if (over) return;
      over = true;
      frameListeners.delete(listener);
      signal.removeEventListener('abort', aborted);
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    const aborted = () => finish(signal.reason);
    const listener = (frame: Frame, url: string) => {
      try {
        read(frame, url);
      } catch (error) {
        finish(error);
      }
    };
    if (signal.aborted) return finish(signal.reason);
    signal.addEventListener('abort', aborted);
    frameListeners.add(listener);
    for (const watch of loops) {
      const repeat = async () => {
        for (;;) {
          await watch();
          if (over) return;
        }
      };
      repeat().catch(finish);
    }
  });
}
