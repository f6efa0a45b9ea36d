// REST on warm keep-alive connections against the venues' WebSocket order entry: a first wave until its last acknowledgement,
// one account, bare on both sides (no ccxt, no plan), limits off, alternated. Binance has no batch over WebSocket.
import { createHmac } from 'node:crypto';
import { Agent } from 'undici';
import { WebSocket } from 'ws';
import { playedVenue, type StoryVenue } from '../storyVenues.ts';
import { bareWireOf, type BareHolding } from './bareWire.ts';
import { startPracticeServer, type BenchAccount, type PracticeServer } from './practiceServer.ts';
import { median } from './statistics.ts';

export type TransportCell = Readonly<{
  venue: StoryVenue;
  positions: number;
  rttMs: number;
  restMs: number;
  socketMs: number;
  ratio: number;
}>;

type Frame = Readonly<Record<string, unknown>>;
type Entry = Readonly<{
  path: string;
  login: Frame | null;
  frames: (held: readonly BareHolding[]) => readonly Frame[];
  idOf: (frame: Frame) => unknown;
}>;

const hmac = (secret: string, text: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(text).digest(encoding);
const partsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

let serial = 0;
const nextId = (): string => String((serial += 1));

function binance({ apiKey, secret }: BenchAccount): Entry {
  const place = ({ symbol, size, long }: BareHolding): Frame => {
    const fields = { apiKey, quantity: size, recvWindow: 5_000, reduceOnly: 'true', side: long ? 'SELL' : 'BUY', symbol };
    const params: Record<string, unknown> = { ...fields, timestamp: Date.now(), type: 'MARKET' };
    const payload = Object.keys(params)
      .toSorted()
      .map((name) => `${name}=${String(params[name])}`)
      .join('&');
    return { id: nextId(), method: 'order.place', params: { ...params, signature: hmac(secret, payload) } };
  };
  return { path: '/ws-fapi/v1', login: null, frames: (held) => held.map(place), idOf: ({ id }) => id };
}

function bybit({ apiKey, secret }: BenchAccount): Entry {
  const expires = Date.now() + 60_000;
  const order = ({ symbol, size, long }: BareHolding) => ({
    symbol,
    side: long ? 'Sell' : 'Buy',
    orderType: 'Market',
    qty: size,
    positionIdx: 0,
    reduceOnly: true,
  });
  return {
    path: '/v5/trade',
    login: { op: 'auth', args: [apiKey, expires, hmac(secret, `GET/realtime${expires}`)] },
    frames: (held) =>
      partsOf(held, 10).map((part) => ({
        reqId: nextId(),
        op: 'order.create-batch',
        header: { 'X-BAPI-TIMESTAMP': String(Date.now()), 'X-BAPI-RECV-WINDOW': '5000' },
        args: [{ category: 'linear', request: part.map(order) }],
      })),
    idOf: ({ reqId }) => reqId,
  };
}

function okx({ apiKey, secret, passphrase }: BenchAccount): Entry {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const sign = hmac(secret, `${timestamp}GET/users/self/verify`, 'base64');
  const order = ({ symbol, size, long, mode }: BareHolding) => ({
    instId: symbol,
    tdMode: mode,
    side: long ? 'sell' : 'buy',
    ordType: 'market',
    sz: size,
    reduceOnly: true,
  });
  return {
    path: '/ws/v5/private',
    login: { op: 'login', args: [{ apiKey, passphrase: passphrase ?? '', timestamp, sign }] },
    frames: (held) => partsOf(held, 20).map((part) => ({ id: nextId(), op: 'batch-orders', args: part.map(order) })),
    idOf: ({ id }) => id,
  };
}

const nextFrame = (socket: WebSocket) =>
  new Promise<Frame>((resolve) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8')) as Frame)));

async function overSocket(server: PracticeServer, account: BenchAccount, held: readonly BareHolding[]): Promise<number> {
  const entry = { binanceusdm: binance, bybit, okx }[playedVenue(account.venue)](account);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/${account.venue}${entry.path}`);
  await new Promise((resolve) => socket.once('open', resolve));
  if (entry.login !== null) {
    socket.send(JSON.stringify(entry.login));
    await nextFrame(socket);
  }
  const startedAtMs = performance.now();
  const waiting = new Set<unknown>();
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      waiting.delete(entry.idOf(JSON.parse(data.toString('utf8')) as Frame));
      if (waiting.size === 0) resolve();
    });
  });
  for (const frame of entry.frames(held)) {
    waiting.add(entry.idOf(frame));
    socket.send(JSON.stringify(frame));
  }
  await done;
  const ms = performance.now() - startedAtMs;
  socket.close();
  return ms;
}

async function overRest(
  server: PracticeServer,
  account: BenchAccount,
  held: readonly BareHolding[],
  agent: Agent,
): Promise<number> {
  const wire = bareWireOf(account);
  const ask = async (make: (typeof wire.proof)[number]) => {
    const { path, ...rest } = make();
    const answer = await agent.request({ origin: server.url, path: `/${account.venue}${path}`, ...rest });
    await answer.body.dump();
  };
  const requests = wire.waves(held).flat();
  await Promise.all(requests.map(() => ask(wire.positions)));
  const startedAtMs = performance.now();
  await Promise.all(requests.map(ask));
  return performance.now() - startedAtMs;
}

export async function measureTransport(runs: number): Promise<readonly TransportCell[]> {
  const server = await startPracticeServer();
  const cells: TransportCell[] = [];
  await server.limitsOff();
  for (const rttMs of [0, 100]) {
    await server.setRoundTrip(rttMs);
    for (const positions of [1, 20, 100]) {
      const times = new Map<StoryVenue, { rest: number[]; socket: number[] }>();
      for (let run = 0; run <= 2 * runs; run += 1) {
        for (const account of await server.reset({ positions, accountsPerVenue: 1 })) {
          const agent = new Agent({ connections: 128 });
          const wire = bareWireOf(account);
          const { path, ...rest } = wire.positions();
          const answer = await agent.request({ origin: server.url, path: `/${account.venue}${path}`, ...rest });
          const held = wire.holdings(await answer.body.json());
          const kind = run % 2 === 0 ? 'rest' : 'socket';
          const ms = await (kind === 'rest' ? overRest(server, account, held, agent) : overSocket(server, account, held));
          await agent.close();
          const list = times.get(account.venue) ?? { rest: [], socket: [] };
          times.set(account.venue, list);
          if (run > 0) list[kind].push(ms);
        }
        const { positions: left } = await server.ledger();
        if (left > 0) throw new Error(`${left} positions are left after the first wave.`);
      }
      for (const [venue, { rest, socket }] of times) {
        const [restMs, socketMs] = [median(rest), median(socket)];
        cells.push({ venue, positions, rttMs, restMs, socketMs, ratio: Math.round((socketMs / restMs) * 100) / 100 });
      }
    }
  }
  await server.stop();
  return cells;
}

export const describeTransport = (cells: readonly TransportCell[]): string =>
  cells
    .map(
      ({ positions, ratio, restMs, rttMs, socketMs, venue }) =>
        `first wave, ${venue}, ${positions} positions, round trip ${rttMs}: REST ${restMs} ms, WebSocket ${socketMs} ms, ratio ${ratio}\n`,
    )
    .join('');
