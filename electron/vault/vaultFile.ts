// The vault's file on disk: whole or not at all, for its owner alone. A new one is written beside it, flushed, renamed over it,
// and the folder is flushed: a power cut leaves the old file or the new one. Of the old one nothing stays: no copy is made,
// and its bytes are overwritten when no name leads to them any more.
import * as nodeFs from 'node:fs';
import { dirname } from 'node:path';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';

/** What is asked of the file system. Tests cut the power in between. */
export type Disk = Pick<
  typeof nodeFs,
  | 'chmodSync'
  | 'closeSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'writeSync'
>;

export interface VaultFile {
  readonly path: string;
  /** Null: there is none. */
  read(): Result<Buffer | null>;
  /** @param over  the bytes that are expected to be there; null: no file. Something else there is not written over. */
  write(bytes: Buffer, over: Buffer | null): Result<null>;
  /** Renames it and answers the new name. */
  setAside(epochMs: number): Result<string>;
}

const OWNER_ONLY = 0o600;
const FOLDER = 0o700;

type VaultFileOptions = Readonly<{ log: (message: string) => void; platform?: NodeJS.Platform; disk?: Disk }>;

export function openVaultFile(path: string, options: VaultFileOptions): VaultFile {
  const { log, platform = process.platform, disk = nodeFs } = options;
  const temporary = `${path}.new`;
  const posix = platform !== 'win32'; // Windows neither flushes folders nor renames over an open file

  const read = (): Result<Buffer | null> => {
    try {
      disk.rmSync(temporary, { force: true }); // of a write that was cut off: it was never the vault
      return succeed(disk.existsSync(path) ? disk.readFileSync(path) : null);
    } catch (error) {
      return fail(notReadable(path, error));
    }
  };

  const writeWhole = (file: number, bytes: Buffer): void => {
    for (let written = 0; written < bytes.length;) written += disk.writeSync(file, bytes, written);
    disk.fsyncSync(file);
  };

  const withFile = <T>(name: string, flags: string, run: (file: number) => T): T => {
    const file = disk.openSync(name, flags, OWNER_ONLY);
    try {
      return run(file);
    } finally {
      disk.closeSync(file);
    }
  };

  const flushFolder = (): void => {
    if (posix) withFile(dirname(path), 'r', (folder) => disk.fsyncSync(folder));
  };

  /** A file that has another name as well, somebody's own copy, is left as it is. */
  const overwrite = (old: number): void => {
    try {
      const { nlink, size } = disk.fstatSync(old);
      if (nlink === 0) writeWhole(old, Buffer.alloc(size));
    } catch (error) {
      log(`the old vault's bytes could not be overwritten, they are in no file any more: ${words(error)}`);
    }
  };

  const replace = (): void => {
    disk.renameSync(temporary, path);
    flushFolder();
  };

  const write = (bytes: Buffer, over: Buffer | null): Result<null> => {
    const present = read();
    if (!present.ok) return present;
    if (!sameBytes(present.value, over)) return fail(changedMeanwhile(path));
    try {
      disk.mkdirSync(dirname(path), { recursive: true, mode: FOLDER });
      if (posix) disk.chmodSync(dirname(path), FOLDER);
      withFile(temporary, 'wx', (file) => writeWhole(file, bytes));
      if (over === null || !posix) replace();
      else {
        withFile(path, 'r+', (old) => {
          replace();
          overwrite(old);
        });
      }
      return succeed(null);
    } catch (error) {
      tidy();
      return fail(notWritable(path, error));
    }
  };

  const tidy = (): void => {
    try {
      disk.rmSync(temporary, { force: true });
    } catch (error) {
      log(`${temporary} could not be removed: ${words(error)}`);
    }
  };

  return {
    path,
    read,
    write,
    setAside: (epochMs) => {
      const kept = `${path}.damaged-${epochMs}`;
      try {
        if (disk.existsSync(kept)) throw new Error(`${kept} is there already`);
        disk.renameSync(path, kept);
        flushFolder();
        return succeed(kept);
      } catch (error) {
        return fail({
          kind: 'vault',
          message: `The vault file ${path} could not be renamed: ${words(error)}.`,
          remedy: 'It is untouched. Check that its folder is writable, then try again.',
        });
      }
    },
  };
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const sameBytes = (one: Buffer | null, other: Buffer | null): boolean =>
  one === null || other === null ? one === other : one.equals(other);

const notReadable = (path: string, error: unknown): Failure => ({
  kind: 'vault',
  message: `The vault file ${path} can not be read: ${words(error)}.`,
  remedy: 'It is untouched. Give your user the right to read and write it, then restart Breakglass.',
});

const notWritable = (path: string, error: unknown): Failure => ({
  kind: 'vault',
  message: `The vault file ${path} could not be written: ${words(error)}.`,
  remedy: 'Nothing was changed. Check that the folder is writable and the disk is not full, then try again.',
});

const changedMeanwhile = (path: string): Failure => ({
  kind: 'vault',
  message: `The vault file ${path} was changed by something else since Breakglass read it.`,
  remedy: 'It was left alone and nothing was changed. Restart Breakglass to read it anew.',
});
