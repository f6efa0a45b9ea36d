// Which accounts start together. Everything that a turn does stands before the first byte of its orders: planning, writing
// down, flushing to the disk. So the most endangered account starts with few others, and the rest follows in later turns; but
// not one by one, because each turn waits for the disk once.
import { toNumber } from '../../shared/decimal.ts';
import type { Position } from '../../shared/position.ts';
import type { AccountExit } from './accountExit.ts';
import { positionInFilter } from './scope.ts';

const FIRST_LEGS = 40;
const NEXT_LEGS = 300;

/** For sorting only. Infinity: no liquidation price. */
function distanceOf({ liquidationPrice, markPrice }: Position): number {
  if (liquidationPrice === null) return Infinity;
  const mark = toNumber(markPrice);
  const liquidation = toNumber(liquidationPrice);
  return mark > 0 && liquidation > 0 ? Math.abs(mark - liquidation) / mark : Infinity;
}

/** Each account plans when its wave comes. What no filter means has no first orders. */
const positionsOf = ({ state: { demands, truth } }: AccountExit): readonly Position[] =>
  truth.positions === null
    ? []
    : truth.positions.list.filter((position) => demands.some(({ scope }) => positionInFilter(scope, position)));

const dangerOf = (positions: readonly Position[]): number => Math.min(Infinity, ...positions.map(distanceOf));

/** A defect of one account's book ends that account when it plans, not the press. */
function weigh(run: AccountExit): Readonly<{ own: number; danger: number }> {
  try {
    const positions = positionsOf(run);
    return { own: positions.length, danger: dangerOf(positions) };
  } catch {
    return { own: 0, danger: Infinity };
  }
}

/** Nearest to liquidation first. An account is never cut in two; every account is in exactly one wave. */
export function firstWavesOf(runs: readonly AccountExit[]): readonly (readonly AccountExit[])[] {
  const ranked = runs
    .map((run) => ({ run, ...weigh(run) }))
    .toSorted((a, b) => (a.danger === b.danger ? 0 : a.danger - b.danger));
  const waves: AccountExit[][] = [];
  let legs = 0;
  for (const { run, own } of ranked) {
    const wave = waves.at(-1);
    if (wave !== undefined && legs + own <= (waves.length === 1 ? FIRST_LEGS : NEXT_LEGS)) {
      wave.push(run);
      legs += own;
    } else {
      waves.push([run]);
      legs = own;
    }
  }
  return waves;
}
