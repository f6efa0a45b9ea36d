// The control interface of a practice exchange that runs already: one that this app started, or one that a person runs.
import { z } from 'zod';
import { PRACTICE_VENUES } from '../../shared/venue.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';

export const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      venue: z.enum(PRACTICE_VENUES),
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

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;
const healthSchema = z.object({ service: z.literal('Breakglass practice exchange') });

/** Takes part in an exchange that was started by hand (`npm run practice`). It must be on this machine. */
export async function attachPracticeExchange(url: string): Promise<Result<PracticeProcess>> {
  if (!LOOPBACK.test(url)) {
    return fail({
      kind: 'badRequest',
      message: `"${url}" is not a practice exchange on this machine.`,
      remedy: 'Start Breakglass with --practice-exchange=http://127.0.0.1:PORT, as `npm run practice` prints it.',
    });
  }
  const answer = await control(url, 'GET', '/control/health');
  if (!answer.ok) return answer;
  if (healthSchema.safeParse(answer.value).success) return succeed(speakTo({ url, stop: () => undefined }, null));
  return fail({ kind: 'unreadable', message: `What listens at ${url} is no practice exchange of Breakglass.` });
}

/** @param portFailure  the wished port was taken */
export function speakTo(
  { url, stop }: Readonly<{ url: string; stop: () => void }>,
  portFailure: Failure | null,
): PracticeProcess {
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
