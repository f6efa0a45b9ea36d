// One config: the panel and the confirm window (client), the main process, the sandboxed preloads (CommonJS: Electron demands
// it), the practice exchange, which runs in a process of its own, and breakglass-mcp, which assistants start with plain Node.
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const root = resolve(import.meta.dirname, '..');
const from = (path: string) => resolve(root, path);

/** ccxt exports only "."; deep paths keep the bundle to the venues in use. */
export const ccxtAlias = [
  { find: /^ccxt-pro\//, replacement: `${from('node_modules/ccxt/js/src/pro')}/` },
  { find: /^ccxt-base\//, replacement: `${from('node_modules/ccxt/js/src/base')}/` },
];

const node = (input: string, format: 'es' | 'cjs', outDir: string, file: string): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: ['electron', 'node-sqlite3-wasm'], conditions: ['node', 'import', 'module', 'default'] },
  build: {
    outDir: from(outDir),
    target: 'node20.18', // the oldest runtime in use: the development Electron 33
    minify: false,
    sourcemap: true,
    emptyOutDir: true,
    rolldownOptions: {
      input: from(input),
      external: ['electron', 'node-sqlite3-wasm', /^electron\//, ...builtinModules, /^node:/],
      output: { format, entryFileNames: file },
      checks: { importIsUndefined: false }, // ccxt's optional dYdX client, which no venue of ours loads
    },
  },
});

export default defineConfig({
  root: from('renderer'),
  base: './',
  plugins: [react()],
  resolve: { alias: ccxtAlias },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: from('out/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        rolldownOptions: { input: [from('renderer/index.html'), from('renderer/confirm.html')] },
      },
    },
    main: node('electron/main.ts', 'es', 'out/main', 'main.js'),
    preload: node('electron/preload.ts', 'cjs', 'out/preload', 'preload.cjs'),
    confirmPreload: node('electron/confirmPreload.ts', 'cjs', 'out/confirmPreload', 'confirmPreload.cjs'),
    practice: node('electron/practice/practice.ts', 'es', 'out/practice', 'practice.js'),
    mcp: node('electron/mcpStdio.ts', 'es', 'out/mcp', 'breakglass-mcp.mjs'), // .mjs: it is run where no package.json says what it is
  },
});
