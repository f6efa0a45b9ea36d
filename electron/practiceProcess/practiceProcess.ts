// Runs the practice exchange in a process of its own and speaks to its control interface. A busy port is not the end:
// it takes a free one and says so.
import { utilityProcess, type UtilityProcess } from 'electron';
import { z } from 'zod';
import type { VenueId } from '../../shared/account.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), url: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      venue: z.enum(['binanceusdm', 'bybit', 'okx'] satisfies [VenueId, ...VenueId[]]),
      label: z.string(),
      apiKey: z.string(),
      secret: z.string(),
      passphrase: z.string().nullable(),
    }),
  ),
});

export type PracticeAccountKeys = z.infer<typeof accountsSchema>['accounts'][number];

export type PracticeProcess = Readonly<{
  url: string;
  /** Set when the wished port was taken. */
  portFailure: Failure | null;
  accounts: () => Promise<Result<readonly PracticeAccountKeys[]>>;
  reset: () => Promise<Result<null>>;
  stop: () => void;
}>;

/** `onGone` is called when the process ends without `stop`. */
export async function startPracticeProcess(
  options: Readonly<{ script: string; port: number; onGone: (code: number) => void }>,
): Promise<Result<PracticeProcess>> {
  const first = await launch(options.script, options.port, options.onGone);
  if (first.ok) return succeed(running(first.value, null));
  if (options.port === 0) return first;
  const second = await launch(options.script, 0, options.onGone);
  if (!second.ok) return second;
  const portFailure: Failure = {
    kind: 'portBusy',
    message: `The practice exchange could not listen on port ${options.port}: ${first.failure.message}`,
    remedy: `It runs at ${second.value.url} instead. To have a fixed port, free ${options.port} or choose another one in Settings.`,
  };
  return succeed(running(second.value, portFailure));
}

type Launched = Readonly<{ url: string; child: UtilityProcess; stop: () => void }>;

function launch(script: string, port: number, onGone: (code: number) => void): Promise<Result<Launched>> {
  return new Promise((resolve) => {
    const child = utilityProcess.fork(script, [`--port=${port}`], {
      serviceName: 'Breakglass practice exchange',
      stdio: 'inherit',
    });
    let state: 'starting' | 'listening' | 'over' = 'starting';
    const giveUp = (message: string) => {
      if (state !== 'starting') return;
      state = 'over';
      resolve(fail({ kind: 'internal', message }));
      child.kill();
    };
    child.on('message', (raw: unknown) => {
      const message = messageSchema.safeParse(raw);
      if (!message.success) giveUp('the practice exchange answered something unreadable');
      else if (message.data.kind === 'failed') giveUp(message.data.message);
      else {
        state = 'listening';
        const stop = () => {
          state = 'over';
          child.kill();
        };
        resolve(succeed({ url: message.data.url, child, stop }));
      }
    });
    child.on('exit', (code) => {
      giveUp(`the practice exchange ended with code ${code} before it listened`);
      if (state === 'listening') onGone(code);
      state = 'over';
    });
  });
}

function running({ url, stop }: Launched, portFailure: Failure | null): PracticeProcess {
  return {
    url,
    portFailure,
    stop,
    accounts: async () => {
      const answer = await control(url, 'GET', '/control/accounts');
      if (!answer.ok) return answer;
      const parsed = accountsSchema.safeParse(answer.value);
      if (parsed.success) return succeed(parsed.data.accounts);
      return fail({
        kind: 'unreadable',
        message: `The practice exchange's account list is unreadable: ${z.prettifyError(parsed.error)}`,
      });
    },
    reset: async () => {
      const answer = await control(url, 'POST', '/control/reset', { portfolio: 'demo' });
      return answer.ok ? succeed(null) : answer;
    },
  };
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<Result<unknown>> {
  try {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5000),
    });
    const text = await response.text();
    if (response.ok) return succeed(JSON.parse(text) as unknown);
    return fail({ kind: 'refused', message: `The practice exchange refused ${path}: ${text}` });
  } catch (error) {
    return fail({
      kind: 'unreachable',
      message: `The practice exchange at ${url} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Restart Breakglass.',
    });
  }
}
