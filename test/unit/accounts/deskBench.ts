// A whole desk without Electron: its own folder, a key store that a test holds, and a practice exchange over real sockets that
// stands for the venues of live accounts, too.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openDesk, type Desk, type AutomationRequests, type DesktopRequests } from '../../../electron/desk.ts';
import { answerRequest, type Handlers } from '../../../electron/ipc/serveContract.ts';
import { startPracticeHost, type PracticeHost } from '../../../electron/practice/host.ts';
import { speakTo } from '../../../electron/practiceProcess/practiceControl.ts';
import { randomIds, systemClock } from '../../../electron/systemPorts.ts';
import type { RequestInput, RequestName, RequestOutput } from '../../../shared/contract.ts';
import { succeed, type Failure, type Result } from '../../../shared/failure.ts';
import type { NumberedChanges, PanelSnapshot } from '../../../shared/snapshot.ts';
import type { PracticeVenueId } from '../../../shared/venue.ts';
import { createFakeKeyStore, type FakeKeyStore } from '../vault/fakeKeyStore.ts';

export type DeskBench = Readonly<{
  desk: Desk;
  folder: string;
  host: PracticeHost;
  keyStore: FakeKeyStore;
  /** Everything that left the desk: pushes, answers, log lines. */
  told: string[];
  chosen: { file: string | null };
  practiceRuns: () => boolean;
  ask: <Name extends RequestName>(name: Name, input: RequestInput<Name>) => Promise<Result<RequestOutput<Name>>>;
  get: <Name extends RequestName>(name: Name, input: RequestInput<Name>) => Promise<RequestOutput<Name>>;
  refused: <Name extends RequestName>(name: Name, input: RequestInput<Name>) => Promise<Failure>;
  snapshot: () => Promise<PanelSnapshot>;
  becomes: (what: (snapshot: PanelSnapshot) => unknown, wanted: unknown) => Promise<void>;
  /** A new account as a person would enter it: a practice account at its own address, as if it were live. */
  entryOf: (venue: PracticeVenueId, index?: number) => RequestInput<'addAccount'>;
}>;

export async function openDeskBench(
  options: Partial<{ folder: string; keyStore: FakeKeyStore; host: PracticeHost }> = {},
): Promise<DeskBench> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'breakglass-desk-'));
  const keyStore = options.keyStore ?? createFakeKeyStore();
  const host = options.host ?? (await startPracticeHost({ port: 0, freeze: true, tickMs: 0 }));
  const told: string[] = [];
  const chosen: { file: string | null } = { file: null };
  let running = 0;
  const desk = openDesk({
    folder,
    clock: systemClock,
    ids: randomIds,
    keyStore,
    chooseFile: async () => chosen.file,
    startPractice: async () => {
      running += 1;
      return succeed(speakTo({ url: host.url, stop: () => void (running -= 1) }, null));
    },
    push: (changes: NumberedChanges) => void told.push(JSON.stringify(changes)),
    log: (message) => void told.push(message),
  });
  const noDesktopHere: Pick<Handlers, DesktopRequests | AutomationRequests> = {
    setHotkey: unanswered,
    pauseHotkeys: unanswered,
    recordHotkey: unanswered,
    tryNotification: unanswered,
    quit: unanswered,
    createApiKey: unanswered,
    revokeApiKey: unanswered,
    removeApiKey: unanswered,
    getAutomationCalls: unanswered,
  };
  const ask: DeskBench['ask'] = async (name, input) => {
    const answer = await answerRequest(
      name,
      input,
      { ...desk.handlers, ...noDesktopHere },
      (_name, error) => void told.push(String(error)),
    );
    told.push(JSON.stringify(answer));
    return answer;
  };
  const get: DeskBench['get'] = async (name, input) => {
    const answer = await ask(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.failure.message}`);
    return answer.value;
  };
  const snapshot = () => get('getSnapshot', {});
  return {
    desk,
    folder,
    host,
    keyStore,
    told,
    chosen,
    practiceRuns: () => running > 0,
    ask,
    get,
    refused: async (name, input) => {
      const answer = await ask(name, input);
      if (answer.ok) throw new Error(`${name} was not refused: ${JSON.stringify(answer.value)}`);
      return answer.failure;
    },
    snapshot,
    becomes: async (what, wanted) => {
      await expect.poll(async () => what(await snapshot()), { timeout: 25_000, interval: 20 }).toEqual(wanted);
    },
    entryOf: (venue, index = 0) => {
      const account = host.venues.get(venue)?.accounts()[index];
      if (account === undefined) throw new Error(`there is no ${venue} account ${index}`);
      const { apiKey, secret, passphrase } = account;
      return {
        venue,
        label: `My ${venue} ${index}`,
        keys: { apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }) },
        endpoint: { kind: 'custom', rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
      };
    },
  };
}

export const healthOf = ({ accounts }: PanelSnapshot) => accounts.map(({ label, health }) => `${label}: ${health.kind}`).sort();

const unanswered = () => Promise.reject(new Error('there is no desktop in this test'));
