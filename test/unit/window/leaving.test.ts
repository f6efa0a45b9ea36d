import { beforeEach, describe, expect, it } from 'vitest';
import { createLeaving, type LeaveAnswer, type Leaving } from '../../../electron/window/leaving.ts';
import type { ExitView } from '../../../shared/exit.ts';
import { exit } from '../renderer/fixtures.ts';

let exits: readonly ExitView[];
let asked: ((answer: LeaveAnswer) => void)[];
let told: string[];
let nowMs: number;
let leaving: Leaving;
const settled = () => new Promise((resolve) => setImmediate(resolve));
const answer = async (with_: LeaveAnswer) => {
  asked.shift()?.(with_);
  await settled();
};

beforeEach(() => {
  exits = [exit({ exitId: 'x1' })];
  asked = [];
  told = [];
  nowMs = 0;
  leaving = createLeaving({
    nowMs: () => nowMs,
    exitRunning: () => exits.some(({ endedAtMs }) => endedAtMs === null),
    exits: () => exits,
    choose: () => new Promise((resolve) => asked.push(resolve)),
    end: () => told.push('ended'),
    onWaiting: () => told.push('waits'),
    onStay: ({ exitId }) => told.push(`stays for ${exitId}`),
  });
});
const endExit = (verdict: ExitView['verdict']) => {
  exits = [exit({ exitId: 'x1', endedAtMs: 2, verdict })];
  leaving.changed();
};

describe('leaving', () => {
  it('asks nothing while no exit runs, and ends once', () => {
    exits = [];
    leaving.ask();
    leaving.ask();
    leaving.told();
    expect([told, leaving.agreed(), asked.length]).toEqual([['ended'], true, 0]);
  });
  it('asks once however often somebody wants to quit, and stays when told to', async () => {
    for (let press = 0; press < 5; press += 1) leaving.ask();
    expect(asked).toHaveLength(1);
    await answer('keepRunning');
    endExit('flat');
    expect([told, leaving.agreed()]).toEqual([[], false]);
    leaving.ask();
    expect(told).toEqual(['ended']);
  });
  it('ends over a running exit only when that was chosen', async () => {
    leaving.ask();
    expect(told).toEqual([]);
    await answer('anyway');
    expect(told).toEqual(['ended']);
  });
  it('ends with the exit when it is flat', async () => {
    leaving.ask();
    await answer('whenDone');
    expect(told).toEqual(['waits']);
    endExit('flat');
    leaving.changed();
    expect(told).toEqual(['waits', 'ended']);
  });
  it.each(['notFlat', 'unknown'] as const)('stays when the exit ended %s: somebody must see it', async (verdict) => {
    leaving.ask();
    await answer('whenDone');
    endExit(verdict);
    expect([told, leaving.agreed()]).toEqual([['waits', 'stays for x1'], false]);
  });
  it('stays as well when the exit ended not flat before the answer came', async () => {
    leaving.ask();
    endExit('notFlat');
    await answer('whenDone');
    expect(told).toEqual(['waits', 'stays for x1']);
  });
  it('waits for a second exit that began meanwhile', async () => {
    leaving.ask();
    await answer('whenDone');
    exits = [exit({ exitId: 'x2' }), exit({ exitId: 'x1', endedAtMs: 2, verdict: 'flat' })];
    leaving.changed();
    expect(told).toEqual(['waits']);
    exits = [exit({ exitId: 'x2', endedAtMs: 3, verdict: 'flat' }), exit({ exitId: 'x1', endedAtMs: 2, verdict: 'flat' })];
    leaving.changed();
    expect(told).toEqual(['waits', 'ended']);
  });
  it('waits for the exit when the system wants it to end, flat or not, and no longer when it insists', () => {
    leaving.told();
    expect(told).toEqual(['waits']);
    endExit('unknown');
    expect(told).toEqual(['waits', 'ended']);
  });
  it('ends at the second signal, but not at an echo of the first', () => {
    leaving.told();
    nowMs = 900;
    leaving.told();
    leaving.told();
    expect(told).toEqual(['waits']);
    nowMs = 1_000;
    leaving.told();
    expect(told).toEqual(['waits', 'ended']);
  });
});
