// Words of the confirm window that its page and the system's own dialog, which stands in for it, say alike.
import type { Environment } from './account.ts';
import type { AskedBy, AskedExit } from './confirmation.ts';
import type { ExitPreview } from './exit.ts';

const ASKED_BY: Readonly<Record<AskedBy, string>> = {
  hotkey: 'Asked by hotkey',
  tray: 'Asked from the tray',
  commandLine: 'Asked on the command line',
  automation: 'Asked by a program',
};

/** "Asked from the tray"; "Asked by a program: TradingView bridge". */
export const askedByWords = ({ askedBy, keyName }: AskedExit): string =>
  keyName === null ? ASKED_BY[askedBy] : `${ASKED_BY[askedBy]}: ${keyName}`;

export const ENVIRONMENT_WORDS: Readonly<Record<Environment, Readonly<{ name: string; meaning: string }>>> = {
  practice: { name: 'PRACTICE', meaning: 'No real money, no real orders' },
  live: { name: 'LIVE', meaning: 'Real money' },
};

export const NOT_COUNTED = 'Not counted yet. Firing reads what is open and waits for nothing.';
export const PREVIEW_FAILED = 'It can be fired all the same: firing reads what is open anew.';
export const NOTHING_OPEN = 'Nothing is known to be open here. Firing reads the venues anew all the same.';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "23 positions, 9 orders, on 6 accounts at 3 venues" */
export const countsWords = (preview: ExitPreview): string =>
  `${counted(preview.legs.length, 'position')}, ${counted(preview.ordersToCancel, 'order')}, on ${counted(preview.accounts, 'account')} at ${counted(preview.venues, 'venue')}`;

export const nothingOpen = (preview: ExitPreview): boolean => preview.legs.length === 0 && preview.ordersToCancel === 0;
