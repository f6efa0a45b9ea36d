#!/usr/bin/env node
// breakglass-mcp: MCP on stdin and stdout for assistants that start their servers themselves. Plain Node; Breakglass has to run.
import { parseArgs } from 'node:util';
import { bridge } from './automation/mcpBridge.ts';

const USAGE = `breakglass-mcp [--port 47800]

Speaks MCP on stdin and stdout and passes it to the Breakglass that runs on this computer.
  BREAKGLASS_API_KEY  the key, out of Settings > Automation; never given as an argument, where others could read it
  BREAKGLASS_PORT     the port, where --port is not given; 47800 unless it was changed
`;
const DEFAULT_PORT = '47800';

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function portGiven(): number {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    if (values.help === true) stop(USAGE);
    const text = values.port ?? process.env['BREAKGLASS_PORT'] ?? DEFAULT_PORT;
    const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    return port >= 1 && port <= 65_535 ? port : stop('The port has to be a number from 1 to 65535.');
  } catch (error) {
    if (error instanceof TypeError) return stop(USAGE); // an argument that is not known; it is not repeated, it may be a key
    throw error;
  }
}

function keyGiven(): string | null {
  const key = process.env['BREAKGLASS_API_KEY']?.trim() ?? '';
  if (key === '') {
    process.stderr.write('BREAKGLASS_API_KEY is not set: each call has to bring its own api_key.\n');
    return null;
  }
  return /^[\x21-\x7e]+$/.test(key) ? key : stop('BREAKGLASS_API_KEY holds characters that no key has.');
}

process.stdout.on('error', () => process.exit(0)); // nobody reads the answers any more
await bridge({ port: portGiven(), token: keyGiven(), input: process.stdin, output: process.stdout });
