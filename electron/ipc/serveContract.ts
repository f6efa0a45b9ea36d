// Main's side of the contract: sender check, then schema, then handler, then envelope. What fails a check is rejected
// with words, never ignored.
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { requestChannel, requestNames, requests, type RequestName, type RequestOutput } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/failure.ts';
import { describeIssues } from '../../shared/issues.ts';

export type Handlers = {
  readonly [Name in RequestName]: (input: z.output<(typeof requests)[Name]['input']>) => Promise<Result<RequestOutput<Name>>>;
};

export type SenderFrame = Readonly<{ origin: string; parent: unknown }>;

/** Only the top frame of our own origin may call. `origin` is Chromium's: Node's URL says 'null' for app:. */
export const isTrustedSender = (frame: SenderFrame | null | undefined, origin: string): boolean =>
  frame !== null && frame !== undefined && frame.parent === null && frame.origin === origin;

/** Checks the input of one request and runs its handler; whatever goes wrong comes back as words. */
export async function answerRequest<Name extends RequestName>(
  name: Name,
  input: unknown,
  handlers: Handlers,
  onDefect: (name: RequestName, error: unknown) => void,
): Promise<Result<RequestOutput<Name>>> {
  const parsed = requests[name].input.safeParse(input);
  if (!parsed.success) {
    return fail({
      kind: 'badRequest',
      message: `The request "${name}" was refused: ${describeIssues(parsed.error)}`,
      remedy: 'Nothing was done. Reload the panel; if this stays, report it.',
    });
  }
  const handler = handlers[name] as (checked: unknown) => Promise<Result<RequestOutput<Name>>>;
  try {
    return await handler(parsed.data);
  } catch (error) {
    onDefect(name, error);
    return fail({
      kind: 'internal',
      message: `"${name}" failed inside Breakglass: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Nothing is assumed about your positions: look at the table, then try again.',
    });
  }
}

export function serveContract(
  ipcMain: Pick<IpcMain, 'handle'>,
  origin: string,
  handlers: Handlers,
  onDefect: (name: RequestName, error: unknown) => void,
): void {
  for (const name of requestNames) {
    ipcMain.handle(requestChannel(name), async (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrustedSender(event.senderFrame, origin)) {
        return fail({ kind: 'badRequest', message: 'Only the Breakglass panel itself may ask this.' });
      }
      return answerRequest(name, input, handlers, onDefect);
    });
  }
}
