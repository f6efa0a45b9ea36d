// Settings on disk. A damaged file is set aside, never overwritten and never deleted; the app starts with defaults and
// says so. Writes are atomic: a crash leaves the old file or the new one.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import { defaultSettings, settingsSchema, type Settings } from '../../shared/settings.ts';

export type LoadedSettings = Readonly<{ settings: Settings; failure: Failure | null }>;

export function loadSettings(path: string, epochMs: number): LoadedSettings {
  if (!existsSync(path)) return { settings: defaultSettings, failure: null };
  let why: string;
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return { settings: parsed.data, failure: null };
    why = z.prettifyError(parsed.error);
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  return { settings: defaultSettings, failure: setAside(path, epochMs, why) };
}

/** What is in the file now, for whoever only asks; null where it can not be read. */
export function peekSettings(path: string): Settings | null {
  if (!existsSync(path)) return defaultSettings;
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null; // the start that owns it says why
  }
}

function setAside(path: string, epochMs: number, why: string): Failure {
  const kept = `${path.replace(/\.json$/, '')}.damaged-${epochMs}.json`;
  try {
    renameSync(path, kept);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'settings',
      message: `The settings file ${path} can not be read (${why}) and could not be set aside (${reason}).`,
      remedy: 'Breakglass runs with default settings and leaves the file alone. Repair or move it, then restart.',
    };
  }
  return {
    kind: 'settings',
    message: `The settings file could not be read: ${why}`,
    remedy: `Breakglass runs with default settings. Your old file is kept as ${kept}: repair it and copy it back to ${path}, or set things anew.`,
  };
}

export function saveSettings(path: string, settings: Settings): Result<Settings> {
  const temporary = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return succeed(settings);
  } catch (error) {
    return fail({
      kind: 'settings',
      message: `The settings could not be written to ${path}: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'The old settings stay in force. Check that the folder is writable and the disk is not full.',
    });
  }
}
