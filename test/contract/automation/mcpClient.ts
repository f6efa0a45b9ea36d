// A real client of the SDK, over HTTP.
import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import type { AutomationBench } from './bench.ts';

export type McpClientOptions = Readonly<{
  /** For the Authorization header. */
  token?: string;
  /** "legacy" opens with initialize, as clients of 2025 do. */
  mode?: 'legacy' | 'auto';
}>;

export async function openMcp(
  bench: Pick<AutomationBench, 'url'>,
  { token, mode = 'auto' }: McpClientOptions = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${bench.url}/mcp`), {
      requestInit: { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
    }),
  );
  return client;
}

/** What the first text of an answer says: always JSON. */
export const saidBy = ({ content }: CallToolResult): unknown => {
  const [first] = content;
  return first?.type === 'text' ? JSON.parse(first.text) : null;
};
