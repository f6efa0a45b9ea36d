// yauzl 3.4 ships no types and @types/yauzl stops before its promise API: what electronRuntime.mjs uses of it.
declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  export type Entry = Readonly<{ fileName: string; externalFileAttributes: number }>;
  export interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
  }
  const yauzl: { openPromise(path: string): Promise<ZipFile> };
  export default yauzl;
}
