// The tray's menu as data, and what a click means. A click may come from a menu that is older than the desk, or from an item that
// was shown disabled (measured: D-Bus hosts can send it): it is decided on the snapshot of the click.
import type { AccountView } from '../../shared/account.ts';
import { keyCaps } from '../../shared/accelerator.ts';
import type { HotkeyId } from '../../shared/desktop.ts';
import { assertNever, fail, succeed, type Result } from '../../shared/failure.ts';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { venueName } from '../../shared/venue.ts';
import type { PanicRequest } from './panic.ts';
import { count, isReadable, type TrayState } from './trayState.ts';

export type TrayAsk = Readonly<
  | { kind: 'emergencyExit' | 'flattenWinners' }
  | { kind: 'flattenSaved'; filterId: string }
  | { kind: 'exitAccount'; accountId: string }
>;
export type TrayCommand = TrayAsk | Readonly<{ kind: 'stayFlat' | 'pauseHotkeys' | 'showPanel' | 'quit' }>;

export type TrayItem = Readonly<
  | { kind: 'separator' }
  | { kind: 'words'; label: string }
  | { kind: 'command'; label: string; command: TrayCommand }
  | { kind: 'check'; label: string; enabled: boolean; checked: boolean; command: TrayCommand }
  | { kind: 'menu'; label: string; items: readonly TrayItem[] }
>;

const LONGEST = 44;

/** What a person named may hold anything: one line of it, without control characters, and not too long. */
export function oneLine(text: string): string {
  const clean = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  const letters = Array.from(clean);
  return letters.length <= LONGEST ? clean : `${letters.slice(0, LONGEST - 1).join('')}…`;
}

export function trayMenu(snapshot: PanelSnapshot, state: TrayState): readonly TrayItem[] {
  const { accounts, desktop, environment, settings } = snapshot;
  const command = (label: string, wanted: TrayCommand, hotkey?: HotkeyId): TrayItem => ({
    kind: 'command',
    label: label + (hotkey === undefined ? '' : hotkeyWords(hotkey, snapshot)),
    command: wanted,
  });
  return [
    { kind: 'words', label: `${environment === 'live' ? 'LIVE' : 'PRACTICE'}: ${oneLine(state.calmWords)}` },
    { kind: 'separator' },
    command('Emergency Exit…', { kind: 'emergencyExit' }, 'emergencyExit'),
    command('Flatten Winners…', { kind: 'flattenWinners' }, 'flattenWinners'),
    ...savedOf(snapshot).map(({ filterId, name }) =>
      command(`Flatten: ${oneLine(name)}…`, { kind: 'flattenSaved', filterId }, `filter:${filterId}`),
    ),
    accounts.length === 0
      ? { kind: 'words', label: 'Exit one account: none is connected' }
      : {
          kind: 'menu',
          label: 'Exit one account',
          items: accounts.map((account) =>
            command(`${accountWords(account, snapshot)}…`, { kind: 'exitAccount', accountId: account.id }),
          ),
        },
    { kind: 'separator' },
    {
      kind: 'check',
      label: settings.watchMinutes === 0 ? 'Stay flat (off: nothing is watched after an exit)' : 'Stay flat',
      enabled: settings.watchMinutes > 0,
      checked: settings.stayFlat && settings.watchMinutes > 0,
      command: { kind: 'stayFlat' },
    },
    { kind: 'check', label: 'Pause hotkeys', enabled: true, checked: desktop.hotkeysPaused, command: { kind: 'pauseHotkeys' } },
    { kind: 'separator' },
    command('Show Breakglass', { kind: 'showPanel' }, 'showPanel'),
    command('Quit Breakglass', { kind: 'quit' }),
  ];
}

/** The exit that a click asks for, if there still is one. */
export function trayRequest(ask: TrayAsk, snapshot: PanelSnapshot): Result<PanicRequest> {
  switch (ask.kind) {
    case 'emergencyExit':
    case 'flattenWinners':
      return succeed({ action: ask.kind });
    case 'flattenSaved': {
      const saved = savedOf(snapshot).find(({ filterId }) => filterId === ask.filterId);
      return saved === undefined
        ? gone('That saved filter is not there any more')
        : succeed({ action: 'flatten', filter: saved.filter });
    }
    case 'exitAccount':
      return snapshot.accounts.some(({ id }) => id === ask.accountId)
        ? succeed({ action: 'flatten', filter: { account: ask.accountId } })
        : gone('That account is not connected any more');
    default:
      return assertNever(ask);
  }
}

const gone = (what: string): Result<never> =>
  fail({ kind: 'notFound', message: `${what}: nothing was asked.`, remedy: 'Open the tray menu again, or act in the window.' });

const savedOf = ({ environment, settings }: PanelSnapshot): readonly SavedFilter[] =>
  settings.savedFilters.filter((saved) => saved.environment === environment);

function accountWords(account: AccountView, { positions, orders }: PanelSnapshot): string {
  const name = `${oneLine(account.label)} (${venueName(account.venue)})`;
  const open = Object.values(positions).filter(({ accountId }) => accountId === account.id).length;
  const resting = (orders[account.id]?.length ?? 0) > 0; // absent: none was ever listed
  const holds = open > 0 ? count(open, 'position') : resting ? 'orders only' : null;
  if (isReadable(account)) return `${name}: ${holds ?? 'nothing open'}`;
  return `${name}: not read now${holds === null ? '' : `, last ${holds}`}`;
}

/** Without what only informs: while this stays the same, an open menu may be left alone for a moment. */
export const menuShape = (items: readonly TrayItem[]): string =>
  JSON.stringify(items, (key, value: unknown) =>
    key === 'label' && typeof value === 'string' ? value.replace(/: .*/, '') : value,
  );

function hotkeyWords(hotkey: HotkeyId, { desktop, settings }: PanelSnapshot): string {
  const accelerator = settings.hotkeys[hotkey];
  if (accelerator === undefined) return '';
  const mac = desktop.system === 'mac';
  const keys = keyCaps(accelerator, mac).join(mac ? '' : '+');
  const state = desktop.hotkeys.find((view) => view.hotkey === hotkey)?.state.kind;
  return state === 'ready' ? `  (${keys})` : `  (${keys} ${state === 'paused' ? 'is paused' : 'does not work'})`;
}
