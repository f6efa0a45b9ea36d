// The measured bound: what this machine and the practice exchange need for the bare minimum of requests, all accounts side by
// side, on warm connections. Nothing that closes positions and reads them back can be faster here.
import { Agent } from 'undici';
import { bareWireOf, type BareHolding, type BareRequest, type BareWire, type MakeRequest } from './bareWire.ts';
import type { BenchAccount, PracticeServer } from './practiceServer.ts';

export type BareTimes = Readonly<{ totalMs: number; firstOrderMs: number; cpuMs: number }>;

const WARM = 24;
const agentSettings = { connections: 64, keepAliveTimeout: 600_000, keepAliveMaxTimeout: 600_000 };

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Runner = Readonly<{ wire: BareWire; held: readonly BareHolding[]; ask: (make: MakeRequest) => Promise<unknown> }>;

function openRunner(server: PracticeServer, account: BenchAccount, agent: Agent, onSent: () => void) {
  return async (make: MakeRequest): Promise<unknown> => {
    const { method, path, headers, body }: BareRequest = make();
    const asked = agent.request({
      origin: server.url,
      path: `/${account.venue}${path}`,
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (method === 'POST') onSent();
    const answer = await asked;
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${account.venue} refused ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  };
}

async function closeAndProve({ wire, held, ask }: Runner): Promise<void> {
  const { proof, waveMs } = wire;
  const startedAtMs = performance.now();
  await Promise.all(
    wire.waves(held).map(async (wave, index) => {
      if (index > 0) await sleep(Math.ceil(startedAtMs + index * waveMs - performance.now()));
      await Promise.all(wave.map(ask));
    }),
  );
  await Promise.all(proof.map(ask));
}

export async function runBareMinimum(server: PracticeServer, accounts: readonly BenchAccount[]): Promise<BareTimes> {
  const agents: Agent[] = [];
  let firstOrderAtMs: number | null = null;
  await server.freshLimits();
  const runners = await Promise.all(
    accounts.map(async (account): Promise<Runner> => {
      const agent = new Agent(agentSettings);
      agents.push(agent);
      const ask = openRunner(server, account, agent, () => (firstOrderAtMs ??= performance.now()));
      const wire = bareWireOf(account);
      const held = wire.holdings(await ask(wire.positions));
      return { wire, held, ask };
    }),
  );
  // Connections open by parallel requests that no documented limit counts much.
  await Promise.all(agents.flatMap((agent) => Array.from({ length: WARM }, () => warm(server, agent))));
  await server.freshLimits();
  await sleep(200);
  const cpu = process.cpuUsage();
  const startedAtMs = performance.now();
  await Promise.all(runners.map(closeAndProve));
  const totalMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpu);
  await Promise.all(agents.map((agent) => agent.close()));
  if (firstOrderAtMs === null) throw new Error('the bare client sent nothing');
  return { totalMs, firstOrderMs: firstOrderAtMs - startedAtMs, cpuMs: (user + system) / 1_000 };
}

async function warm(server: PracticeServer, agent: Agent): Promise<void> {
  const answer = await agent.request({ origin: server.url, path: '/bybit/v5/market/time', method: 'GET' });
  await answer.body.dump();
}
