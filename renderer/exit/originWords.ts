// Who started an exit, and whether it ran in one go.
import { askedWords, type ExitView } from '../../shared/exit.ts';
import { formatClock, formatDay, formatDuration } from '../ui/numbers.ts';

type Origin = Pick<ExitView, 'startedBy' | 'asked' | 'pressedAtMs' | 'resumedAtMs'>;

export const byStayFlat = (exit: Pick<ExitView, 'startedBy'>): boolean => exit.startedBy === 'stayFlat';

/** Null for what ran in one go; reports stored by a version that could not resume lack the field. */
export const resumedAtOf = (exit: Pick<ExitView, 'resumedAtMs'>): number | null => exit.resumedAtMs ?? null;

/** Not what Stay flat or a program's call started. */
export const isPressed = (exit: Pick<ExitView, 'startedBy' | 'asked'>): boolean => !byStayFlat(exit) && exit.asked === undefined;

/** "pressed", "started by Stay flat", `asked by the key "Alerts" over REST`. */
export function startedBy(exit: Pick<ExitView, 'startedBy' | 'asked'>): string {
  if (exit.asked !== undefined) return `asked by ${askedWords(exit.asked)}`;
  return byStayFlat(exit) ? 'started by Stay flat' : 'pressed';
}

/** "pressed 21 Nov, 14:04:16", "asked by a program 21 Nov, 14:04:16": the note below it names the program. */
export const startedWords = (exit: Origin): string =>
  `${exit.asked === undefined ? startedBy(exit) : 'asked by a program'} ${formatDay(exit.pressedAtMs)}, ${formatClock(exit.pressedAtMs)}`;

/** The name of the clock: Stay flat and programs press nothing, and a resumed exit still counts from its beginning. */
export function clockName(exit: Origin): string {
  const name = isPressed(exit) ? 'Press to flat' : 'Start to flat';
  return resumedAtOf(exit) === null ? name : `Original ${name.toLowerCase()}`;
}

/** "14:03:22", with its day when it is another than that of the press. */
export function resumedClock(exit: Origin): string | null {
  const resumedAtMs = resumedAtOf(exit);
  if (resumedAtMs === null) return null;
  const day = formatDay(resumedAtMs);
  return day === formatDay(exit.pressedAtMs) ? formatClock(resumedAtMs) : `${day}, ${formatClock(resumedAtMs)}`;
}

export function resumedWords(exit: Origin): Readonly<{ title: string; meaning: string }> | null {
  const resumedAtMs = resumedAtOf(exit);
  if (resumedAtMs === null) return null;
  const start = isPressed(exit) ? 'press' : 'start';
  return {
    title: `Taken up again at ${resumedClock(exit)}.`,
    meaning:
      `Breakglass had stopped in the middle of this exit; its next start took it up ` +
      `${formatDuration(resumedAtMs - exit.pressedAtMs)} after the ${start}. Orders on their way were looked up by ` +
      `client order id, nothing was sent twice. The clock counts from the original ${start}.`,
  };
}
