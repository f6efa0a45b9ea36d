// A second, tiny process that outlives this one. It waits on a pipe whose other end only this process holds, so that the death of
// this process, of whatever kind, ends its waiting without any polling; unless it was told goodbye, it starts Breakglass again.
// What the dead one left undone is taken up by the start itself, out of the journal.
//  - Three deaths within five minutes: it gives up. A loop of starts helps nobody.
//  - `--exit` is not repeated: it was asked once. `--hidden` neither: what came back shows itself.
// POSIX only, as it is a shell script: on Windows nothing starts Breakglass again.
import { spawn } from 'node:child_process';

export const AFTER_CRASH = 'after-crash';

export interface Guard {
  /** The graphics process died again and again: the next start does without it. */
  withoutGraphics(): void;
  /** A goodbye: what follows is no death. */
  leave(): void;
}

/** $1: seconds since the epoch of earlier deaths, with commas; the rest: what to start. */
const SCRIPT = `
deaths=$1; shift
left=no; extra=
while IFS= read -r word; do
  case $word in
    leave) left=yes ;;
    noGraphics) extra=--disable-gpu ;;
  esac
done
[ $left = yes ] && exit 0
now=$(date +%s); kept=; count=0
for at in $(echo "$deaths" | tr , ' '); do
  [ $((now - at)) -lt 300 ] && { kept=$kept$at,; count=$((count + 1)); }
done
[ $count -ge 3 ] && exit 1
exec "$@" --${AFTER_CRASH}=$kept$now $extra
`;

/** Seconds since the epoch, as the guard wrote them; what else is there is none of ours. */
export const readDeaths = (text: string): readonly string[] => text.split(',').filter((each) => /^\d{1,12}$/.test(each));

const NOT_AGAIN = [`--${AFTER_CRASH}`, '--exit', '--hidden'];

/** The same words, as far as a start by the guard says them again. */
export const wordsAgain = (argv: readonly string[]): readonly string[] =>
  argv.filter((word) => !NOT_AGAIN.some((dropped) => word === dropped || word.startsWith(`${dropped}=`)));

export function startGuard(
  start: Readonly<{ executable: string; words: readonly string[]; deaths: readonly string[]; log: (message: string) => void }>,
): Guard {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'breakglass-guard', start.deaths.join(','), start.executable, ...start.words], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // what ends this process's whole group is a death as well
  });
  const failed = (error: Error) => start.log(`no guard starts Breakglass again after a crash: ${error.message}`);
  guard.on('error', failed);
  guard.stdin.on('error', failed); // it was ended by somebody
  guard.unref();
  const say = (word: string) => {
    if (guard.stdin.writable) guard.stdin.write(`${word}\n`);
  };
  return { withoutGraphics: () => say('noGraphics'), leave: () => say('leave') };
}
