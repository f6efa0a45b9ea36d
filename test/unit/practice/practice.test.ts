// The exchange as a process of its own, as the command line and the panel start it.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

function launch(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'electron/practice/practice.ts', ...args], { cwd: root });
  let output = '';
  const wakers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      for (const wake of wakers) wake();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output);
        if (found !== null) resolve(found);
      };
      wakers.add(look);
      void exited.then(() => reject(new Error(`ended without ${String(pattern)}: ${output}`)));
      look();
    });
  return { child, exited, until, output: () => output };
}

describe('practice process', () => {
  it('listens with the demo portfolio, says how to use it, and leaves with its parent', async () => {
    const { child, exited, until, output } = launch('--port=0', '--frozen', '--exit-with-stdin');
    const [, url] = await until(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
    const answer = await fetch(`${url}/control/health`);
    expect(await answer.json()).toMatchObject({ ok: true, frozen: true, rateLimits: true, rttMs: 0 });
    expect(output()).toContain(`${url}/binanceusdm`);
    child.stdin.end();
    expect(await exited).toBe(0);
  });

  it('fails with a sentence on a busy port and on bad arguments', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const [busy, wrong] = [launch(`--port=${port}`), launch('--rtt=fast')];
    expect([await busy.exited, await wrong.exited]).toEqual([1, 1]);
    expect(busy.output()).toContain(`port ${port} on 127.0.0.1 is already in use`);
    expect(wrong.output()).toContain('--rtt takes a whole number');
    blocker.close();
  });
});
