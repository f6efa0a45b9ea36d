// Keys and calls of the scripted panel.
// Query: automation=off|opening|open|failed, keys=COUNT (long names among them), calls=COUNT, calls=fails, attacked=1.
import {
  noAutomation,
  WRONG_KEYS_NOTICE,
  type ApiKeyView,
  type AutomationCall,
  type AutomationView,
  type NewApiKey,
} from '../../shared/automation.ts';
import type { PanelApi } from '../../shared/contract.ts';
import type { AutomationWay } from '../../shared/exit.ts';
import { fail, succeed } from '../../shared/failure.ts';
import type { Notice, PanelChange, PanelSnapshot } from '../../shared/snapshot.ts';

const URL_OPEN = 'http://127.0.0.1:47800';
const DAY_MS = 86_400_000;
const PAGE = 100;
const WAYS: readonly AutomationWay[] = ['rest', 'mcp', 'websocket'];
const NAMES = [
  'TradingView bridge',
  'Claude on the second screen, which watches the funding rates',
  'Drawdown guard',
  'Telegram',
  'Backoffice report of the long-dated Singapore book, night',
];
const VERBS = ['flatten', 'positions', 'partialClose', 'exits', 'emergencyExit'];
const OUTCOMES = ['flat', 'done', 'notFlat', 'done', 'refused', 'running', 'unknown'];

function fakeKey(index: number, nowMs: number): ApiKeyView {
  const isTrade = index % 3 !== 1;
  const createdAtMs = nowMs - (index + 1) * 3 * DAY_MS;
  return {
    keyId: `key-${index}`,
    name: `${NAMES[index % NAMES.length] ?? 'Program'}${index < NAMES.length ? '' : ` ${index}`}`,
    hint: `bst_…${(36 ** 3 + index * 1234).toString(36)}`,
    scope: isTrade ? 'trade' : 'read',
    accounts: index % 4 === 2 ? ['bn-main', 'by-grid', 'ok-alt'] : null,
    actions: index % 4 === 2 ? ['flatten', 'partialClose'] : null,
    approval: (['never', 'firstTime', 'everyTime', 'firstTime'] as const)[index % 4] ?? 'firstTime',
    environment: index % 5 === 4 ? 'live' : 'practice',
    createdAtMs,
    expiresAtMs: index % 6 === 3 ? nowMs + 30 * DAY_MS : index % 6 === 5 ? nowMs - DAY_MS : null,
    approvedAtMs: index % 8 === 1 ? createdAtMs + DAY_MS : null,
    revokedAtMs: index % 7 === 6 ? nowMs - DAY_MS : null,
    lastUse:
      index % 5 === 3
        ? null
        : { atMs: nowMs - (index * index * 71 + 4) * 1000, via: WAYS[index % 3] ?? 'rest', verb: VERBS[index % 5] ?? 'flatten' },
  };
}

function fakeCall(callId: number, count: number, keys: readonly ApiKeyView[], nowMs: number): AutomationCall {
  const key = callId % 11 === 0 ? undefined : keys[callId % Math.max(1, Math.min(5, keys.length))];
  const outcome = key === undefined ? 'refused' : (OUTCOMES[callId % OUTCOMES.length] ?? 'done');
  const isExit = outcome !== 'done' && outcome !== 'refused';
  return {
    callId,
    atMs: nowMs - (count - callId) * 47_000,
    tookMs: 40 + (callId % 9) * 31,
    via: WAYS[callId % 3] ?? 'rest',
    keyId: key?.keyId ?? null,
    keyName: key?.name ?? null,
    verb: isExit ? (callId % 2 === 0 ? 'flatten' : 'emergencyExit') : 'positions',
    accountIds: isExit ? (callId % 2 === 0 ? ['bn-main'] : ['bn-main', 'by-grid', 'ok-alt', 'bn-hedge', 'by-main']) : [],
    exitId: isExit ? (callId % 3 === 0 ? 'gone' : 'past-flat') : null,
    status: outcome === 'refused' ? (key === undefined ? 401 : 403) : outcome === 'running' ? 202 : 200,
    outcome,
    detail:
      outcome !== 'refused'
        ? null
        : key === undefined
          ? 'This is no key of this Breakglass. Settings > Automation lists the keys.'
          : 'This key is limited to some accounts: name one with "account". Nothing was sent.',
  };
}

export function fakeAutomation(query: URLSearchParams): AutomationView {
  const kind = query.get('automation') ?? 'off';
  const nowMs = Date.now();
  const keys = Array.from({ length: Number(query.get('keys') ?? '0') }, (_, index) => fakeKey(index, nowMs));
  if (kind === 'off') return { ...noAutomation, keys };
  if (kind === 'opening') return { server: { kind: 'opening' }, keys };
  if (kind === 'open') return { server: { kind: 'open', url: URL_OPEN }, keys };
  return {
    server: {
      kind: 'failed',
      failure: {
        kind: 'portBusy',
        message: 'The port 47800 is in use by another program.',
        remedy: 'Choose another port in Settings > Automation, or 0 for any free one.',
      },
    },
    keys,
  };
}

export const fakeAttack = (query: URLSearchParams): readonly Notice[] =>
  query.get('attacked') !== '1'
    ? []
    : [
        {
          id: WRONG_KEYS_NOTICE,
          severity: 'warning',
          title: 'Somebody tried 40 wrong keys.',
          detail: 'A program on this computer asks Breakglass with keys that it does not know. None was let in.',
          remedy: 'If that is none of your programs, switch automation off and look at what runs here.',
          accountId: null,
          atMs: Date.now() - 3_000,
        },
      ];

type AutomationApi = Pick<PanelApi, 'createApiKey' | 'revokeApiKey' | 'removeApiKey' | 'getAutomationCalls'>;

/** @param snapshot  as it is now */
export function fakeAutomationApi(
  query: URLSearchParams,
  snapshot: () => PanelSnapshot,
  push: (changes: readonly PanelChange[]) => void,
): AutomationApi {
  const count = query.get('calls') === 'fails' ? 0 : Number(query.get('calls') ?? '0');
  const put = (keys: readonly ApiKeyView[]): void =>
    push([{ kind: 'automation', automation: { ...snapshot().automation, keys } }]);
  return {
    createApiKey: async (wanted) => {
      const { automation, environment } = snapshot();
      const key: ApiKeyView = {
        ...fakeKey(automation.keys.length, Date.now()),
        ...(wanted as NewApiKey),
        environment,
        createdAtMs: Date.now(),
        approvedAtMs: null,
        revokedAtMs: null,
        lastUse: null,
      };
      put([key, ...automation.keys]);
      return succeed({ key, token: 'bst_3Jx0mW9fQ2vTz7yKc5RbLh8NsE1uPdGa4oViXwYkMqA' });
    },
    revokeApiKey: async ({ keyId }) => {
      const { keys } = snapshot().automation;
      const key = keys.find((each) => each.keyId === keyId);
      if (key === undefined) return fail({ kind: 'notFound', message: 'This key is gone.' });
      const revoked = { ...key, revokedAtMs: Date.now() };
      put(keys.map((each) => (each.keyId === keyId ? revoked : each)));
      return succeed(revoked);
    },
    removeApiKey: async ({ keyId }) => {
      put(snapshot().automation.keys.filter((each) => each.keyId !== keyId));
      return succeed(null);
    },
    getAutomationCalls: async ({ keyId, beforeCallId }) => {
      if (query.get('calls') === 'fails')
        return fail({
          kind: 'settings',
          message: 'The log can not be read: EIO.',
          remedy: 'Check the disk, then read it again.',
        });
      const nowMs = Date.now();
      const { keys } = snapshot().automation;
      const all = Array.from({ length: count }, (_, index) => fakeCall(count - index, count, keys, nowMs));
      return succeed(
        all
          .filter((call) => (keyId === undefined || call.keyId === keyId) && call.callId < (beforeCallId ?? Infinity))
          .slice(0, PAGE),
      );
    },
  };
}
