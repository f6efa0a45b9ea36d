// npm run storm -- [--runs 20000] [--from 0] [--seed 1] [--only RUNSEED] [--workers 2] [--worlds 1] [--json]
// Random portfolios, faults and presses over real sockets, judged by the exchange's own ledger. The last line is the result;
// a run that fails names the seed that replays it alone, and leaves its story in test-results/storm/. Exit code 1 when any did.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runStorm } from './runStorm.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    workers: { type: 'string', default: '2' },
    worlds: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const numberOf = (name: 'runs' | 'from' | 'seed' | 'workers' | 'worlds', text: string): number => {
  const value = Number(text);
  const least = name === 'from' ? 0 : 1;
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${name} takes a whole number from ${least} on, not "${text}"`);
  return value;
};
const runs = numberOf('runs', values.runs);
const from = numberOf('from', values.from);
const stories = fileURLToPath(new URL('../../test-results/storm', import.meta.url));
mkdirSync(stories, { recursive: true });
let done = 0;
const counts = await runStorm(
  {
    seed: numberOf('seed', values.seed),
    from,
    runs,
    workers: numberOf('workers', values.workers),
    worlds: numberOf('worlds', values.worlds),
    only: values.only === undefined ? null : Number(values.only),
  },
  ({ seed, findings, words }) => {
    done += 1;
    if (words !== null && values.only !== undefined) console.log(words);
    if (words !== null) writeFileSync(join(stories, `${seed}.txt`), words);
    for (const { kind, words: what } of findings) console.log(`run ${seed}: ${kind}: ${what}`);
    if (findings.length > 0 && values.only === undefined) console.log(`  npm run storm -- --only ${seed}`);
    if (!values.json && done % 500 === 0) console.log(`${done} of ${runs - from} runs`);
  },
);
console.log(JSON.stringify(counts));
const { wrongVerdicts, flips, duplicates, exposedUnsaid, increases, outOfScope, overruns, wrongMoney, needless, errors } = counts;
const violations =
  wrongVerdicts + flips + duplicates + exposedUnsaid + increases + outOfScope + overruns + wrongMoney + needless + errors;
process.exit(violations === 0 ? 0 : 1);
