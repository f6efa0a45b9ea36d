// Words of the confirm window that its page and the system's own dialog, which stands in for it, say alike.
import type { Environment } from './account.ts';
import type { AskedBy, AskedExit, AskingProgram, Asking } from './confirmation.ts';
import { isZero } from './decimal.ts';
import { askedWords, type ExitPreview, type PreviewLeg } from './exit.ts';

const ASKED_BY: Readonly<Record<AskedBy, string>> = {
  hotkey: 'Asked by hotkey',
  tray: 'Asked from the tray',
  commandLine: 'Asked on the command line',
  automation: 'Asked by a program',
};

/** "Asked from the tray". */
export const askedByWords = ({ askedBy }: AskedExit): string => ASKED_BY[askedBy];

export const YES_HOLDS = 'After a yes this key acts without asking, until it is revoked.';

/** That no person asks, who does, and what comes of a yes and of a no. */
export const programWords = (program: AskingProgram): string =>
  [
    `A program asks for this: ${askedWords(program)}. Nobody pressed anything on this computer.`,
    'Aborting or waiting sends nothing, and the program is told that nobody agreed.',
    ...(program.yesHolds ? [YES_HOLDS] : []),
  ].join(' ');

export const ENVIRONMENT_WORDS: Readonly<Record<Environment, Readonly<{ name: string; meaning: string }>>> = {
  practice: { name: 'PRACTICE', meaning: 'No real money, no real orders' },
  live: { name: 'LIVE', meaning: 'Real money' },
};

const NOT_COUNTED = 'Not counted yet. Firing reads what is open and waits for nothing.';
const SHARE_NOT_COUNTED = 'Not read yet. A share can be closed when it is known what it is.';
const PREVIEW_FAILED = 'It can be fired all the same: firing reads what is open anew.';
const SHARE_FAILED = 'It can not be closed before its position was read. It is being read again.';
export const NOTHING_OPEN = 'Nothing is known to be open here. Firing reads the venues anew all the same.';

const isShare = ({ exit }: Pick<Asking, 'exit'>): boolean => exit.request.action === 'partialClose';
export const notCountedWords = (asking: Pick<Asking, 'exit'>): string => (isShare(asking) ? SHARE_NOT_COUNTED : NOT_COUNTED);
export const previewFailedWords = (asking: Pick<Asking, 'exit'>): string => (isShare(asking) ? SHARE_FAILED : PREVIEW_FAILED);

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "23 positions, 9 orders, on 6 accounts at 3 venues" */
export const countsWords = (preview: ExitPreview): string =>
  `${counted(preview.legs.length, 'position')}, ${counted(preview.ordersToCancel, 'order')}, on ${counted(preview.accounts, 'account')} at ${counted(preview.venues, 'venue')}`;

/** What a share takes and leaves: "It holds 1.5 ETH: 0.7 ETH are closed, 0.8 ETH stay." */
export function shareWords({ size, closeSize, remainingSize, sizeUnit, note }: PreviewLeg): string {
  const stays = isZero(remainingSize) ? 'nothing stays' : `${remainingSize} ${sizeUnit} stay`;
  return `It holds ${size} ${sizeUnit}: ${closeSize} ${sizeUnit} are closed, ${stays}.${note === null ? '' : ` ${note}`}`;
}

export const nothingOpen = (preview: ExitPreview): boolean => preview.legs.length === 0 && preview.ordersToCancel === 0;
