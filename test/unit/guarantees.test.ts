// The page of guarantees names tests that exist, and every scenario.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/guarantees.md'), 'utf8');
const scenarios = readdirSync(join(root, 'test/scenarios'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => name.replace('.test.ts', ''));

test('every test that the page names exists', () => {
  const paths = [...page.matchAll(/`(test\/[^`]+\.ts)`/g)].map((found) => found[1] ?? '');
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const rows = page.slice(page.indexOf('## The failure modes'), page.indexOf('## What is not'));
  const named = [...rows.matchAll(/`([a-z]+[A-Z]?[A-Za-z]*)`/g)].map((found) => found[1] ?? '');
  expect(named.filter((name) => !scenarios.includes(name))).toEqual([]);
});

test('every scenario is named on the page', () => {
  expect(scenarios.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`/${name}.test.ts`))).toEqual([]);
});
