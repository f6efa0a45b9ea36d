import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, saveSettings } from '../../../electron/settings/settingsFile.ts';
import { defaultSettings } from '../../../shared/settings.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'breakglass-settings-'));

describe('settings file', () => {
  it('starts with defaults where there is none, and round-trips', () => {
    const path = join(folder(), 'settings.json');
    expect(loadSettings(path, 1)).toEqual({ settings: defaultSettings, failure: null });
    expect(saveSettings(path, { ...defaultSettings, holdMs: 1200 }).ok).toBe(true);
    expect(loadSettings(path, 1).settings.holdMs).toBe(1200);
  });

  it.each(['{ "holdMs": ', '[]', '{"holdMs":"fast"}', '{"holdMs":1}', '{"unheardOf":true}', '\u0000\u0001'])(
    'keeps a damaged file aside and says what to do: %j',
    (text) => {
      const home = folder();
      const path = join(home, 'settings.json');
      writeFileSync(path, text);
      const { settings, failure } = loadSettings(path, 42);
      expect(settings).toEqual(defaultSettings);
      expect(failure?.remedy).toContain('damaged-42');
      expect(readdirSync(home)).toEqual(['settings.damaged-42.json']);
      expect(readFileSync(join(home, 'settings.damaged-42.json'), 'utf8')).toBe(text);
    },
  );

  it('says so when it can not write', () => {
    const home = folder();
    writeFileSync(join(home, 'file'), '');
    expect(saveSettings(join(home, 'file', 'settings.json'), defaultSettings)).toMatchObject({
      ok: false,
      failure: { kind: 'settings' },
    });
  });
});
