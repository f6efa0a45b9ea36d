// MCP over HTTP with the SDK's own client, which validates each answer against the published schema. The ledger judges.
import type { Client } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { portfolioAnswer, portfolioAnswerOf } from '../../../electron/automation/portfolio.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { openMcp, saidBy } from './mcpClient.ts';

let bench: AutomationBench;
const clients: Client[] = [];
beforeAll(async () => {
  bench = await openAutomationBench({ host: { rateLimits: false } });
  await bench.ready();
}, 60_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(() => bench.close());

async function mcp(options: Parameters<typeof openMcp>[1] = {}): Promise<Client> {
  const client = await openMcp(bench, options);
  clients.push(client);
  await client.listTools(); // it validates answers against what is listed
  return client;
}

const sizeOf = (symbol: string): string | undefined =>
  bench.host.venues
    .get('binanceusdm')
    ?.positions('binance-main')
    .find((position) => position.symbol === symbol)?.signedSize;

const closing = ['bastion_emergency_exit', 'bastion_flatten_winners', 'bastion_partial_close'] as const;

describe.each(['auto', 'legacy'] as const)('a client of the %s era', (mode) => {
  test('lists the documented tools without a key', async () => {
    const client = await mcp({ mode });
    const { tools } = await client.listTools();
    expect(client.getServerVersion()).toMatchObject({ name: 'breakglass' });
    expect(client.getNegotiatedProtocolVersion()).toBe(mode === 'auto' ? '2026-07-28' : '2025-11-25');
    expect(tools.map(({ name }) => name)).toEqual([...closing, 'bastion_get_positions']);
    for (const { inputSchema, outputSchema, annotations, description } of tools) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(inputSchema.required ?? []).not.toContain('api_key');
      expect(inputSchema.properties?.['api_key']).toMatchObject({ type: 'string' });
      expect(outputSchema?.['required']).toEqual(expect.arrayContaining(Object.keys(outputSchema?.['properties'] ?? {})));
      expect(annotations).toMatchObject({ openWorldHint: true });
      expect(description?.length).toBeGreaterThan(100);
    }
    const hints = tools.map(({ annotations }) => [
      annotations?.readOnlyHint,
      annotations?.destructiveHint,
      annotations?.idempotentHint,
    ]);
    expect(hints).toEqual([
      [false, true, true],
      [false, true, false],
      [false, true, false],
      [true, false, true],
    ]);
    expect(tools[2]?.inputSchema).toMatchObject({
      required: ['symbol'],
      properties: { exit_pct: { type: 'integer', default: 50, minimum: 1, maximum: 100 } },
    });
  });

  test('reads the positions, with the key in the header or in the argument', async () => {
    const token = await bench.token({ scope: 'read' });
    const byHeader = await (await mcp({ mode, token })).callTool({ name: 'bastion_get_positions', arguments: {} });
    const byArgument = await (await mcp({ mode })).callTool({ name: 'bastion_get_positions', arguments: { api_key: token } });
    for (const answer of [byHeader, byArgument]) {
      expect(answer.isError).not.toBe(true);
      expect(answer.structuredContent).toEqual(saidBy(answer));
      expect(answer.structuredContent).toMatchObject({
        environment: 'practice',
        totals: { accounts: 6, positions: bench.ledger().positions, unrealized_pnl_usd: expect.any(Number) as number },
        accounts_not_fresh: [],
      });
    }
    const { positions } = byHeader.structuredContent as { positions: readonly object[] };
    expect(positions).toHaveLength(bench.ledger().positions);
    expect(positions).toContainEqual(
      expect.objectContaining({
        symbol: 'ETHUSDT',
        direction: 'SHORT',
        exchange: 'binance',
        account: 'Main',
        size: -Number(sizeOf('ETHUSDT')),
        size_unit: 'ETH',
        entry_price: expect.any(Number) as number,
        mark_price: expect.any(Number) as number,
        unrealized_pnl_usd: expect.any(Number) as number,
        leverage: 15,
      }),
    );
  });

  test('a resource is the same, and needs the key in the header', async () => {
    const uri = 'breakglass://positions';
    const client = await mcp({ mode, token: await bench.token({ scope: 'read' }) });
    const { resources } = await client.listResources();
    expect(resources.map((resource) => resource.uri)).toEqual([uri, 'breakglass://exits/last']);
    const { contents } = await client.readResource({ uri });
    const [content] = contents;
    expect(JSON.parse(content !== undefined && 'text' in content ? content.text : '')).toMatchObject({ environment: 'practice' });
    await expect((await mcp({ mode })).readResource({ uri })).rejects.toThrow('No key was given');
  });
});

test('a key that is limited to an account sees that one, and may not close the rest', async () => {
  const token = await bench.token({ accounts: ['okx-desk'] });
  const client = await mcp({ token });
  const { structuredContent } = await client.callTool({ name: 'bastion_get_positions', arguments: {} });
  expect(structuredContent).toMatchObject({ totals: { accounts: 1 }, last_exit: null });
  const { positions } = structuredContent as { positions: readonly { account_id: string }[] };
  expect([...new Set(positions.map((position) => position.account_id))]).toEqual(['okx-desk']);
  const before = bench.ledger();
  const answer = await client.callTool({ name: 'bastion_emergency_exit', arguments: {} });
  expect(answer.isError).toBe(true);
  expect(saidBy(answer)).toMatchObject({ success: false, error: 'Forbidden' });
  expect(bench.ledger()).toEqual(before);
});

test('an account that is not fresh is named, and a total that is not known is null', () => {
  const now = bench.snapshot();
  const [first] = Object.values(now.positions);
  if (first === undefined) throw new Error('there are positions');
  const snapshot: PanelSnapshot = {
    ...now,
    accounts: now.accounts.map((account) => ({
      ...account,
      health: account.id === first.accountId ? { kind: 'stale', reason: 'silent for 20 s', sinceMs: 1 } : account.health,
    })),
    positions: { ...now.positions, [first.key]: { ...first, notionalUsd: null } },
  };
  const answer = portfolioAnswer.parse(portfolioAnswerOf(snapshot, () => true, null));
  expect(answer.accounts_not_fresh).toMatchObject([{ account_id: first.accountId, reason: 'silent for 20 s' }]);
  expect(answer.totals.notional_usd).toBeNull();
});

describe('closes nothing', () => {
  let before = '';
  beforeEach(() => {
    before = JSON.stringify(bench.ledger());
  });
  afterEach(() => {
    if (JSON.stringify(bench.ledger()) !== before) throw new Error(`${before} became ${JSON.stringify(bench.ledger())}`);
  });

  test.each([
    ['bastion_emergency_exit', { all: true }],
    ['bastion_flatten_winners', { symbol: 'BTCUSDT' }],
    ['bastion_partial_close', { symbol: 'BTCUSDT', exitPct: 10 }],
    ['bastion_partial_close', { symbol: 'BTCUSDT', exit_pct: 0 }],
    ['bastion_partial_close', { symbol: 'BTCUSDT', exit_pct: '50' }],
    ['bastion_partial_close', { symbol: 'BTCUSDT', exit_pct: 12.5 }],
    ['bastion_partial_close', {}],
    ['bastion_partial_close', { symbol: 'BTCUSDT', idempotency_key: 7 }],
    ['bastion_emergency_exit', { idempotency_key: 'with spaces' }],
  ])('%s with %j', async (name, args) => {
    const answer = await (await mcp({ token: await bench.token() })).callTool({ name, arguments: args });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.structuredContent).toBeUndefined();
    expect(saidBy(answer)).toMatchObject({ success: false, error: 'Invalid request' });
  });

  test('a symbol that several positions have: it names them', async () => {
    const answer = await (
      await mcp({ token: await bench.token() })
    ).callTool({
      name: 'bastion_partial_close',
      arguments: { symbol: 'BTCUSDT' },
    });
    expect(answer.isError).toBe(true);
    expect(saidBy(answer)).toMatchObject({
      success: false,
      error: 'Conflict',
      candidates: expect.arrayContaining(['binance-main|BTC/USDT:USDT|long']) as string[],
    });
  });

  test.each(closing)('%s without, with a wrong, a revoked and a read-only key, in either place', async (name) => {
    const args = name === 'bastion_partial_close' ? { symbol: 'SOLUSDT', account: 'binance-main' } : {};
    const readOnly = await bench.token({ scope: 'read' });
    const revoked = await bench.token({ name: 'Revoked' });
    for (const { keyId } of bench.snapshot().automation.keys.filter((key) => key.name === 'Revoked'))
      await bench.automation.handlers.revokeApiKey({ keyId });
    const cases = [
      ['Forbidden', 'may only read', readOnly],
      ['Unauthorized', 'was revoked', revoked],
      ['Unauthorized', 'no key of this', `bst_${'x'.repeat(43)}`],
      ['Unauthorized', 'did not fill in', `\${BREAKGLASS_API_KEY}`],
    ] as const;
    for (const [error, words, token] of cases) {
      const byHeader = await (await mcp({ token })).callTool({ name, arguments: args });
      const byArgument = await (await mcp()).callTool({ name, arguments: { ...args, api_key: token } });
      for (const answer of [byHeader, byArgument]) {
        expect(answer.isError).toBe(true);
        expect(saidBy(answer)).toMatchObject({ success: false, error });
        expect(JSON.stringify(saidBy(answer))).toContain(words);
        expect(JSON.stringify(answer)).not.toContain(token);
      }
    }
    const none = await (await mcp()).callTool({ name, arguments: args });
    expect(saidBy(none)).toMatchObject({ success: false, error: 'Unauthorized' });
  });

  test.each(['auto', 'legacy'] as const)('a person who says no; a %s client hears meanwhile that it waits', async (mode) => {
    const client = await mcp({ mode, token: await bench.token({ approval: 'everyTime' }) });
    const heard: unknown[] = [];
    const call = client.callTool(
      { name: 'bastion_emergency_exit', arguments: {} },
      { onprogress: (progress) => void heard.push(progress) },
    );
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const asking = bench.panic.view();
    bench.panic.dismiss(asking.kind === 'asking' ? asking.askId : '');
    const answer = await call;
    expect(answer.isError).toBe(true);
    expect(saidBy(answer)).toMatchObject({ success: false, error: 'Forbidden' });
    expect(heard[0]).toMatchObject({ progress: 1, message: expect.stringContaining('nothing is proved') as string });
  });

  test('two different keys, and a key where none belongs', async () => {
    const [one, other] = [await bench.token(), await bench.token()];
    const client = await mcp({ token: one });
    const two = await client.callTool({ name: 'bastion_emergency_exit', arguments: { api_key: other } });
    expect(saidBy(two)).toMatchObject({
      error: 'Invalid request',
      errors: [expect.stringContaining('two different keys'), expect.anything()],
    });
    const stray = await client.callTool({ name: 'bastion_partial_close', arguments: { symbol: other } });
    expect(saidBy(stray)).toMatchObject({ error: 'Invalid request' });
    const name = await client.callTool({ name: 'bastion_emergency_exit', arguments: { idempotency_key: other } });
    expect(saidBy(name)).toMatchObject({ error: 'Invalid request' });
    expect(JSON.stringify([bench.store.calls({}), bench.told, two, stray, name])).not.toContain(other.slice(4));
  });

  test('what is no message of the protocol', async () => {
    const token = await bench.token();
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'bastion_emergency_exit', arguments: {} } };
    const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${bench.url}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        body,
      });
    const { jsonrpc: _left, ...unversioned } = call;
    const bodies = [
      '',
      '{',
      'null',
      '5',
      '[]',
      '{}',
      '[1]',
      JSON.stringify(unversioned),
      `{"__proto__":${JSON.stringify(call)}}`,
    ];
    const share = '"method":"tools/call","params":{"name":"bastion_partial_close","arguments":{"symbol":"ADAUSDT",';
    bodies.push(`{"jsonrpc":"2.0","id":1,${share}"exit_pct":10,"exit_pct":100}}}`); // which of the two?
    for (const body of [...bodies, JSON.stringify({ ...call, padding: 'x'.repeat(70_000) })]) {
      const answer = await post(body);
      expect({ body: body.slice(0, 80), isRefused: [400, 413].includes(answer.status) }).toMatchObject({ isRefused: true });
      expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) as number } });
    }
    expect((await post(JSON.stringify(call), { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(JSON.stringify(call), { origin: 'https://example.com' })).status).toBe(403);
    expect((await post(JSON.stringify(call), { 'mcp-protocol-version': '2099-01-01' })).status).toBe(400);
    for (const method of ['GET', 'DELETE']) expect((await fetch(`${bench.url}/mcp`, { method })).status).toBe(405);
    expect((await mcp({ token })).getServerVersion()).toMatchObject({ name: 'breakglass' });
  });
});

test('a field that stands twice closes nothing: two readers could take it for two things', async () => {
  const before = bench.ledger();
  const exits = bench.snapshot().exits.length;
  const answer = await fetch(`${bench.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await bench.token()}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"bastion_partial_close","arguments":{"symbol":"DOGEUSDT","symbol":"BTC/USDT:USDT","account":"Main"}}}',
  });
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 400, body: { error: { code: -32700 } } });
  expect({ ledger: bench.ledger(), exits: bench.snapshot().exits.length }).toEqual({ ledger: before, exits });
});

test('a partial close takes half unless told otherwise, and once for one name', async () => {
  const client = await mcp({ token: await bench.token() });
  expect(sizeOf('SOLUSDT')).toBe('73.89');
  const args = { symbol: 'SOLUSDT', account: 'binance-main', direction: 'LONG', idempotency_key: 'half-of-sol' };
  const answer = await client.callTool({ name: 'bastion_partial_close', arguments: args });
  expect(answer.isError).not.toBe(true);
  expect(answer.structuredContent).toMatchObject({
    success: true,
    symbol: 'SOLUSDT',
    closed_pct: 50,
    closed_qty: 36.94,
    remaining_qty: 36.95,
    exit_price: expect.any(Number) as number,
    realized_pnl_usd: expect.any(Number) as number,
    remaining_unrealized_pnl_usd: expect.any(Number) as number,
    qty_unit: 'SOL',
    verdict: 'flat',
    errors: [],
  });
  const again = await client.callTool({ name: 'bastion_partial_close', arguments: args });
  expect(again.structuredContent).toMatchObject({ closed_qty: 36.94, success: true });
  const other = await client.callTool({ name: 'bastion_partial_close', arguments: { ...args, exit_pct: 10 } });
  expect(saidBy(other)).toMatchObject({ success: false, error: 'Idempotency-Key reused' });
  expect(sizeOf('SOLUSDT')).toBe('36.95');
});

test('winners are closed, losers kept and named', async () => {
  const losers = Object.values(bench.snapshot().positions).filter(({ unrealizedPnl }) => unrealizedPnl.startsWith('-')).length;
  const client = await mcp({ token: await bench.token(), mode: 'legacy' });
  const answer = await client.callTool({ name: 'bastion_flatten_winners', arguments: {} });
  expect(answer.structuredContent).toMatchObject({
    success: true,
    positions_closed: expect.any(Number) as number,
    verdict: 'flat',
  });
  const { closed, kept_open: kept } = answer.structuredContent as { closed: readonly object[]; kept_open: readonly object[] };
  // Fills may be read too late on a busy machine; the client has checked the types against the schema.
  expect(Object.keys(closed[0] ?? {}).sort()).toEqual([
    'account',
    'direction',
    'exchange',
    'exit_price',
    'realized_pnl_usd',
    'symbol',
  ]);
  expect(kept.length).toBeGreaterThanOrEqual(losers);
  expect(kept[0]).toMatchObject({ unrealized_pnl_usd: expect.any(Number) as number, reason: expect.any(String) as string });
  expect(bench.ledger().positions).toBe(kept.length);
});

test('a client that leaves in mid-call: the exit goes on, and the next one reads its verdict', async () => {
  const token = await bench.token();
  bench.host.world.rttMs = 200;
  const leaving = new AbortController();
  const call = fetch(`${bench.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'bastion_emergency_exit', arguments: { idempotency_key: 'once' } },
    }),
    signal: leaving.signal,
  }).then((answer) => answer.text());
  await bench.until('no exit runs', ({ exits }) => exits[0]?.request.action === 'emergencyExit');
  leaving.abort();
  await expect(call).rejects.toThrow('aborted');
  await bench.until('it does not end', ({ exits }) => exits[0]?.endedAtMs !== null);
  bench.host.world.rttMs = 0;
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });

  const client = await mcp({ token });
  const positions = await client.callTool({ name: 'bastion_get_positions', arguments: {} });
  expect(positions.structuredContent).toMatchObject({
    positions: [],
    totals: { positions: 0, working_orders: 0, notional_usd: 0, unrealized_pnl_usd: 0 },
    last_exit: {
      action: 'emergencyExit',
      running: false,
      success: true,
      verdict: 'flat',
      errors: [],
      asked_by: expect.stringContaining('MCP') as string,
    },
  });
  const exits = bench.snapshot().exits.length;
  const again = await client.callTool({ name: 'bastion_emergency_exit', arguments: { idempotency_key: 'once' } });
  expect(again.structuredContent).toMatchObject({
    success: true,
    positions_closed: expect.any(Number) as number,
    closed_positions: expect.arrayContaining([expect.objectContaining({ symbol: 'ETHUSDT', direction: 'SHORT' })]) as object[],
    errors: [],
  });
  expect(bench.snapshot().exits).toHaveLength(exits);
  const { contents } = await client.readResource({ uri: 'breakglass://exits/last' });
  const [report] = contents;
  expect(JSON.parse(report !== undefined && 'text' in report ? report.text : '')).toMatchObject({
    verdict: 'flat',
    running: false,
  });
});

test('every call stands in the log, and no key in anything that is kept', async () => {
  const token = await bench.token({ name: 'Last one' });
  await (await mcp()).callTool({ name: 'bastion_get_positions', arguments: { api_key: token } });
  const calls = bench.store.calls({});
  expect(calls[0]).toMatchObject({ via: 'mcp', keyName: 'Last one', verb: 'portfolio', status: 200 });
  expect(calls.filter(({ verb, outcome }) => verb === 'partialClose' && outcome === 'flat').length).toBe(2);
  expect(JSON.stringify([calls, bench.told, bench.snapshot(), bench.store.keys()])).not.toMatch(/bst_[A-Za-z0-9_-]{20}/);
});

test('a subscription without a key hears nothing, and does not keep the server from closing', async () => {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const notifications = { toolsListChanged: true, resourceSubscriptions: ['breakglass://positions'] };
  const answer = await fetch(`${bench.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { _meta: meta, notifications } }),
  });
  expect(answer.status).toBe(200);
  const heard = answer.text();
  bench.desk.changeSettings({ automation: false });
  await bench.until('the server does not close', ({ automation }) => automation.server.kind === 'off');
  expect(await heard).not.toContain('BTC');
  await expect(fetch(`${bench.url}/mcp`)).rejects.toThrow('fetch failed');
});
