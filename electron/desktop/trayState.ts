// What the tray shows of the whole desk, in one of eight states. The gravest one wins: alarm, then a running exit, then what can
// not be read, then what is open, then flat. Flat is said only when every account is live and has neither position nor order.
import type { AccountView, Environment } from '../../shared/account.ts';
import { isNegative, isPositive, sum } from '../../shared/decimal.ts';
import type { ExitView, LeftOver } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { positionKey, type PositionView } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { titleOf } from './exitNames.ts';

export type TrayKind =
  | 'alarm' // an alarm stands, or an exit of this run ended without being flat and what it left is still there
  | 'exitRunning'
  | 'stale' // some account is not read now, or not all of its orders are
  | 'profit'
  | 'loss'
  | 'exposed' // open, and the result is even or not known
  | 'resting' // no position, but orders that may open one
  | 'flat';

export type TrayState = Readonly<{
  kind: TrayKind;
  environment: Environment;
  words: string;
  /** For the menu: without the result, which may change sign many times a second. */
  calmWords: string;
}>;

/** `isOver`: exits whose left-over was gone once, or that ended before this run. */
export function trayState(snapshot: PanelSnapshot, isOver: (exitId: string) => boolean): TrayState {
  const { environment } = snapshot;
  const state = (kind: TrayKind, words: string, calmWords = words): TrayState => ({ kind, environment, words, calmWords });
  const alarm = alarmWords(snapshot, isOver);
  if (alarm !== null) return state('alarm', alarm);
  const running = snapshot.exits.find((exit) => exit.endedAtMs === null);
  if (running !== undefined) return state('exitRunning', `${titleOf(running.request, snapshot)} is running`);
  const unread = unreadWords(snapshot);
  if (unread !== null) return state('stale', unread);
  const positions = Object.values(snapshot.positions);
  if (positions.length > 0) return state(...resultOf(positions), `${count(positions.length, 'position')} open`);
  const beyond = snapshot.accounts.filter(({ notClosable }) => notClosable !== undefined && notClosable.length > 0);
  if (beyond.length > 0) return state('exposed', `${count(beyond.length, 'account')} with what no exit closes`);
  const orders = ordersOf(snapshot);
  if (orders > 0) return state('resting', `No position, ${count(orders, 'order')} at work`);
  return state('flat', 'Flat: no position, no order');
}

export const count = (amount: number, one: string): string => `${amount} ${amount === 1 ? one : `${one}s`}`;

export const ordersOf = ({ orders }: PanelSnapshot): number => Object.values(orders).reduce((all, list) => all + list.length, 0);

/** Read just now, with all its orders. */
export const isReadable = ({ health, unreadableOrderFamilies }: AccountView): boolean =>
  health.kind === 'live' && unreadableOrderFamilies.length === 0;

function resultOf(positions: readonly PositionView[]): [TrayKind, string] {
  const open = count(positions.length, 'position');
  const results = positions.flatMap(({ unrealizedPnlUsd }) => (unrealizedPnlUsd === null ? [] : [unrealizedPnlUsd]));
  if (results.length < positions.length) return ['exposed', `${open}, result not known`];
  const result = sum(results);
  if (isPositive(result)) return ['profit', `${open}, in profit`];
  return isNegative(result) ? ['loss', `${open}, at a loss`] : ['exposed', `${open}, even`];
}

/** Accounts that are meant to be connected, and how many of them are read. */
export function reachOf({ environment, accounts, entries }: PanelSnapshot): Readonly<{ read: number; all: number }> {
  const known = new Set(accounts.map(({ id }) => id));
  const awaited = environment === 'live' ? entries.filter(({ id, enabled }) => enabled && !known.has(id)) : [];
  return { read: accounts.filter(isReadable).length, all: accounts.length + awaited.length };
}

function unreadWords(snapshot: PanelSnapshot): string | null {
  const { read, all } = reachOf(snapshot);
  if (all === 0) return unconnectedWords(snapshot);
  if (read === all) return null;
  const known = Object.keys(snapshot.positions).length;
  const which = all === 1 ? 'The account' : `${all - read} of ${all} accounts`;
  return `${which} not read now${known === 0 ? '' : `, ${count(known, 'position')} known`}`;
}

function unconnectedWords({ environment, vault, practiceUrl, notices }: PanelSnapshot): string {
  if (environment === 'live' && vault.state === 'locked') return 'No account is connected: the keys are locked';
  const starting = environment === 'practice' && practiceUrl === null && !notices.some(({ id }) => id === 'practice');
  return starting ? 'Starting: nothing is read yet' : 'No account is connected';
}

function alarmWords(snapshot: PanelSnapshot, isOver: (exitId: string) => boolean): string | null {
  const alarms = snapshot.notices.filter(({ severity }) => severity === 'alarm').sort((a, b) => b.atMs - a.atMs);
  if (alarms[0] !== undefined) return alarms[0].title.replace(/\.$/, '');
  const failed = snapshot.exits.find((exit) => endedOpen(exit, snapshot.environment) && !isOver(exit.exitId));
  if (failed === undefined) return null;
  return `${titleOf(failed.request, snapshot)} ended ${failed.verdict === 'unknown' ? 'without proof' : 'not flat'}`;
}

export const endedOpen = (exit: ExitView, environment: Environment): boolean =>
  exit.environment === environment && exit.endedAtMs !== null && exit.verdict !== 'flat';

/** Whether something that the exit left may still be there. Dust alone raises no alarm: nobody can close it. */
export function leftStands(exit: ExitView, snapshot: PanelSnapshot): boolean {
  if (exit.leftOver.length > 0) return exit.leftOver.some((left) => stands(left, snapshot));
  return exit.accounts.some(
    ({ accountId, verdict }) =>
      verdict !== 'flat' && snapshot.accounts.some(({ id, health }) => id === accountId && health.kind !== 'live'),
  );
}

function stands(left: LeftOver, { accounts, positions, orders }: PanelSnapshot): boolean {
  const account = accounts.find(({ id }) => id === left.accountId);
  if (account === undefined) return false; // removed, or of the other environment
  if (left.kind === 'position' && left.dust) return false;
  if (account.health.kind !== 'live') return true; // who knows
  switch (left.kind) {
    case 'position':
      return positions[positionKey(left.accountId, left.symbol, left.side)] !== undefined;
    case 'order':
      return orders[left.accountId]?.some(({ orderId }) => orderId === left.orderId) ?? false;
    case 'unreadable':
      return false; // it is read again: what it holds is shown as open
    case 'unsweepable':
      return account.unreadableOrderFamilies.includes(left.family);
    case 'notClosable':
      return (account.notClosable ?? []).length > 0; // absent: nothing
    default:
      return assertNever(left);
  }
}
