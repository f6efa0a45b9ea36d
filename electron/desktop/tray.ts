// The tray, joined: what it shows follows the desk at a calm pace, what it is asked is decided on the desk of that moment, and on
// Linux it is made anew for each host that appears. While there is none, a notice says where its actions are.
import type { DesktopView } from '../../shared/desktop.ts';
import { assertNever, type Failure, type Result } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Notice, PanelSnapshot } from '../../shared/snapshot.ts';
import type { Clock } from '../exit/ports.ts';
import type { PanicRequest } from './panic.ts';
import type { TrayHosts } from './trayHosts.ts';
import type { TrayIcon } from './trayIcon.ts';
import { menuShape, trayMenu, trayRequest, type TrayCommand } from './trayMenu.ts';
import { endedOpen, leftStands, trayState, type TrayKind, type TrayState } from './trayState.ts';
import { trayTooltip } from './trayTooltip.ts';

export interface DesktopTray {
  view(): DesktopView['tray'];
  /** After each push to the panel. */
  changed(): void;
  close(): void;
}

type TrayInputs = Readonly<{
  clock: Clock;
  snapshot: () => PanelSnapshot;
  ask: (request: PanicRequest) => void;
  changeSettings: (part: Partial<Settings>) => Result<Settings>;
  pauseHotkeys: (paused: boolean) => void;
  showPanel: () => void;
  quit: () => void;
  notices: Readonly<{ raise: (notice: Omit<Notice, 'atMs'>) => void; clear: (id: string) => void }>;
  openIcon: (inputs: Readonly<{ state: TrayState; onCommand: (command: TrayCommand) => void; onClick: () => void }>) => TrayIcon;
  /** Null: this system always has a tray. */
  watchHosts: ((found: Readonly<{ make: () => void; onShown: (shown: boolean) => void }>) => Pick<TrayHosts, 'close'>) | null;
  /** After `view` changed. */
  onView: () => void;
}>;

const PACE_MS = 250; // of looking at the desk at all
const CALM_MS = 1_000; // between two tooltips, and between two pictures of the same group
const MENU_MS = 500;
const WORDS_MS = 5_000; // where only words changed: on Linux a menu that is open is built anew under the hand, and a click may miss

/** Profit and loss may change places many times a second; what a person must know at once is another group. */
const groupOf = (kind: TrayKind): string => (kind === 'profit' || kind === 'loss' ? 'exposed' : kind);

const nothing = { group: '', state: '', tooltip: '', menuGroup: '', menu: '' };

export function openTray(inputs: TrayInputs): DesktopTray {
  const { clock, notices } = inputs;
  let icon: TrayIcon | null = null;
  let shown = inputs.watchHosts === null;
  let said: boolean | null = null;
  let closed = false;
  let scheduled = false;
  let calmSinceMs = Number.NEGATIVE_INFINITY;
  let menuSinceMs = Number.NEGATIVE_INFINITY;
  let now = nothing; // what the icon has
  const over = new Set(inputs.snapshot().exits.flatMap((exit) => (exit.endedAtMs === null ? [] : [exit.exitId])));

  function stateOf(snapshot: PanelSnapshot): TrayState {
    for (const exit of snapshot.exits) {
      if (endedOpen(exit, snapshot.environment) && !leftStands(exit, snapshot)) over.add(exit.exitId);
    }
    return trayState(snapshot, (exitId) => over.has(exitId));
  }

  function make(): void {
    icon?.destroy();
    now = nothing;
    icon = inputs.openIcon({ state: stateOf(inputs.snapshot()), onCommand: run, onClick: inputs.showPanel });
    calmSinceMs = Number.NEGATIVE_INFINITY;
    menuSinceMs = Number.NEGATIVE_INFINITY;
    update();
  }

  /** Answers whether something waits for its time. */
  function update(): boolean {
    if (icon === null) return false;
    const snapshot = inputs.snapshot();
    const state = stateOf(snapshot);
    const items = trayMenu(snapshot, state);
    const wanted = {
      state: `${state.kind} ${state.environment}`,
      tooltip: trayTooltip(snapshot, state),
      menu: JSON.stringify(items),
    };
    const atMs = clock.now();
    const group = `${groupOf(state.kind)} ${state.environment}`;
    const calm = atMs - calmSinceMs >= CALM_MS;
    if ((wanted.state !== now.state || wanted.tooltip !== now.tooltip) && (calm || group !== now.group)) {
      if (wanted.state !== now.state) icon.show(state);
      if (wanted.tooltip !== now.tooltip) icon.setTooltip(wanted.tooltip);
      calmSinceMs = atMs;
      now = { ...now, group, state: wanted.state, tooltip: wanted.tooltip };
    }
    const menuGroup = `${group} ${menuShape(items)}`;
    if (wanted.menu !== now.menu && atMs - menuSinceMs >= (menuGroup === now.menuGroup ? WORDS_MS : MENU_MS)) {
      icon.setMenu(items);
      menuSinceMs = atMs;
      now = { ...now, menuGroup, menu: wanted.menu };
    }
    return JSON.stringify({ ...now, ...wanted }) !== JSON.stringify(now);
  }

  function changed(): void {
    if (scheduled || closed) return;
    scheduled = true;
    void clock.sleep(PACE_MS).then(() => {
      scheduled = false;
      if (!closed && update()) changed();
    });
  }

  function showFound(found: boolean): void {
    if (said === found) return; // a notice that was dismissed stays so
    said = found;
    if (found) notices.clear(noTray.id);
    else notices.raise(noTray);
    shown = found;
    inputs.onView();
  }

  function refuse(failure: Failure): void {
    notices.raise({
      id: 'trayRefused',
      severity: 'warning',
      title: 'What was chosen in the tray did not happen.',
      detail: failure.message,
      remedy: failure.remedy ?? null,
      accountId: null,
    });
    inputs.showPanel();
  }

  function run(command: TrayCommand): void {
    const snapshot = inputs.snapshot();
    switch (command.kind) {
      case 'emergencyExit':
      case 'flattenWinners':
      case 'flattenSaved':
      case 'exitAccount': {
        const request = trayRequest(command, snapshot);
        return request.ok ? inputs.ask(request.value) : refuse(request.failure);
      }
      case 'stayFlat': {
        const { stayFlat, watchMinutes } = snapshot.settings;
        if (watchMinutes === 0) return; // its item is disabled and says why
        const saved = inputs.changeSettings({ stayFlat: !stayFlat });
        return saved.ok ? undefined : refuse(saved.failure);
      }
      case 'pauseHotkeys':
        return inputs.pauseHotkeys(!snapshot.desktop.hotkeysPaused);
      case 'showPanel':
        return inputs.showPanel();
      case 'quit':
        return inputs.quit();
      default:
        return assertNever(command);
    }
  }

  const hosts = inputs.watchHosts?.({ make, onShown: showFound }) ?? null;
  if (hosts === null) make();

  return {
    view: () => (shown ? 'shown' : 'missing'),
    changed,
    close: () => {
      closed = true;
      hosts?.close();
      icon?.destroy();
      icon = null;
    },
  };
}

const noTray: Omit<Notice, 'atMs'> = {
  id: 'tray',
  severity: 'info',
  title: 'This desktop shows no tray icon.',
  detail: 'Its exits are here (one account: Flatten with the account filter); Stay flat, Pause hotkeys and Quit are in Settings.',
  remedy: 'A tray that starts later is used.',
  accountId: null,
};
