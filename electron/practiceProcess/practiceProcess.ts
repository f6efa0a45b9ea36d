// Runs the practice exchange in a process of its own. A busy port is not the end: it takes a free one and says so.
import { utilityProcess, type UtilityProcess } from 'electron';
import { z } from 'zod';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import { speakTo, type PracticeProcess } from './practiceControl.ts';

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), url: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

/** `onGone` is called when the process ends without `stop`. */
export async function startPracticeProcess(
  options: Readonly<{ script: string; port: number; onGone: (code: number) => void }>,
): Promise<Result<PracticeProcess>> {
  const first = await launch(options.script, options.port, options.onGone);
  if (first.ok) return succeed(speakTo(first.value, null));
  if (options.port === 0) return first;
  const second = await launch(options.script, 0, options.onGone);
  if (!second.ok) return second;
  const portFailure: Failure = {
    kind: 'portBusy',
    message: `The practice exchange could not listen on port ${options.port}: ${first.failure.message}`,
    remedy: `It runs at ${second.value.url} instead. To have a fixed port, free ${options.port} or choose another one in Settings.`,
  };
  return succeed(speakTo(second.value, portFailure));
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
