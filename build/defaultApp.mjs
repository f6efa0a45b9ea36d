// The default app of the fallback runtime, in place of the one that comes with Electron's own zip: starts the app
// named on the command line, as `electron .` does, with the preloads of `-r` first (Playwright uses them).
import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const require = createRequire(import.meta.url);
const preloads = [];
let target;
const args = process.argv.slice(1);
for (let i = 0; i < args.length && target === undefined; i++) {
  if (args[i] === '-r' || args[i] === '--require') preloads.push(args[++i]);
  else if (args[i] === '--version') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (!args[i].startsWith('-')) target = resolve(args[i]);
}
process.defaultApp = true;
if (target === undefined) {
  console.error('usage: electron [-r module] <folder or file>');
  process.exit(2);
}
for (const module of preloads) require(resolve(module));
let entry = target;
if (statSync(target).isDirectory()) {
  const description = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  app.setName(description.productName ?? description.name);
  app.setVersion(description.version);
  app.setAppPath(target);
  entry = join(target, description.main);
}
await import(pathToFileURL(entry).href);
