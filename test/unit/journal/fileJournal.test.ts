import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../electron/exit/ports.ts';
import { openFileJournal } from '../../../electron/journal/fileJournal.ts';

const intention: JournalEntry = {
  kind: 'exitIntended',
  exitId: 'e1',
  atEpochMs: 1,
  request: { action: 'emergencyExit' },
  accounts: ['a'],
};
const moved: JournalEntry = { kind: 'legMoved', exitId: 'e1', legId: 'l1', from: 'queued', to: 'sending' };
const never = (error: unknown) => {
  throw error;
};

describe('file journal', () => {
  it('has what was committed on disk when commit returns', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'breakglass-journal-')), 'deep', 'journal.jsonl');
    const opened = openFileJournal(path, 1, never);
    opened.journal.commit([intention, moved]);
    expect(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([intention, moved]);
    opened.journal.note(moved);
    opened.close();
    expect(openFileJournal(path, 2, never).entries).toEqual([intention, moved, moved]);
  });

  it('sets a damaged file aside whole, goes on with its readable lines, and says it once', () => {
    const home = mkdtempSync(join(tmpdir(), 'breakglass-journal-'));
    const path = join(home, 'journal.jsonl');
    writeFileSync(path, `${JSON.stringify(intention)}\n\u0000garbage\n`);
    appendFileSync(path, '{"kind":"legMo'); // a crash in mid-write
    const opened = openFileJournal(path, 7, never);
    expect(opened.entries).toEqual([intention]);
    expect(opened.failure?.message).toContain('2 unreadable');
    expect(readdirSync(home).sort()).toEqual(['journal.jsonl', 'journal.jsonl.damaged-7']);
    opened.journal.commit([moved]);
    opened.close();
    const again = openFileJournal(path, 8, never);
    expect(again.failure).toBeNull();
    expect(again.entries).toEqual([intention, moved]);
  });

  it('sets aside what is no file, and says so', () => {
    const home = mkdtempSync(join(tmpdir(), 'breakglass-journal-'));
    const path = join(home, 'journal.jsonl');
    mkdirSync(path);
    const opened = openFileJournal(path, 7, never);
    expect(opened.failure?.remedy).toContain('journal.jsonl.unusable-7');
    opened.journal.commit([intention]);
    opened.close();
    expect(openFileJournal(path, 8, never)).toMatchObject({ entries: [intention], failure: null });
  });

  it('works without any file: commits fail with words, nothing else does', () => {
    const home = mkdtempSync(join(tmpdir(), 'breakglass-journal-'));
    writeFileSync(join(home, 'file'), '');
    const opened = openFileJournal(join(home, 'file', 'journal.jsonl'), 7, never);
    expect(opened).toMatchObject({ entries: [], failure: { remedy: expect.stringContaining('not recorded') as string } });
    expect(() => opened.journal.commit([intention])).toThrow('can not be written');
    opened.journal.note(moved);
    opened.close();
  });

  it('never throws out of note', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'breakglass-journal-')), 'journal.jsonl');
    const failures: unknown[] = [];
    const opened = openFileJournal(path, 1, (error) => failures.push(error));
    opened.close();
    opened.journal.note(moved);
    expect(failures).toHaveLength(1);
    expect(() => opened.journal.commit([moved])).toThrow();
  });
});
