import { expect, it } from 'vitest';
import { runStreamLoops } from '../../../electron/venues/streamLoop.ts';

const never = () => new Promise<never>(() => undefined);

it('reads every frame until a loop breaks, a frame can not be read, or it is told to end; then listens no more', async () => {
  const ends: readonly (readonly [string, (tell: (frame: string) => void, stop: AbortController, broke: () => void) => void])[] =
    [
      ['broke', (_tell, _stop, broke) => broke()],
      ['nonsense', (tell) => tell('nonsense')],
      ['enough', (_tell, stop) => stop.abort(new Error('enough'))],
    ];
  for (const [reason, end] of ends) {
    const listeners = new Set<(frame: string, url: string) => void>();
    const stop = new AbortController();
    const seen: string[] = [];
    let broke = (): void => undefined;
    const breaking = () =>
      new Promise<never>((_resolve, reject) => {
        broke = () => reject(new Error('broke'));
      });
    const read = (frame: string) => {
      if (frame === 'nonsense') throw new Error(frame);
      seen.push(frame);
    };
    const running = runStreamLoops(listeners, stop.signal, read, [never, breaking]);
    const tell = (frame: string) => {
      for (const listener of listeners) listener(frame, 'url');
    };
    tell('a');
    tell('b');
    end(tell, stop, broke);
    // oxlint-disable-next-line no-await-in-loop
    await expect(running).rejects.toThrow(reason);
    expect(listeners.size).toBe(0);
    tell('c');
    expect(seen).toEqual(['a', 'b']);
  }
});
