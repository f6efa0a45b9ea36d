/** Time and attempt bounds of an exit. All in ms of Clock.now(). */
export type ExitLimits = Readonly<{
  planTtlMs: number; // a preview can be confirmed for this long
  previewMs: number; // a preview waits this long for an account that has no fresh truth
  boundMs: number; // an account ends at the latest this long after the press
  attempts: number; // counted submits per leg
  cancelTries: number; // per order
  callMs: number; // every venue call
  callGraceMs: number; // an adapter that outlives its deadline is cut off after this
  freshMs: number; // live-book truth younger than this needs no read before the first wave
  patienceMs: number; // a read waits this long for writes that are still on the wire
  fillsMs: number; // filling in realised PnL after the verdict
  resumeWithinMs: number; // an exit that was cut off longer ago is only proved: nobody means it any more
  proveMs: number; // bound of such a proof
}>;

export const defaultExitLimits: ExitLimits = {
  planTtlMs: 30_000,
  previewMs: 700, // below the hold time of the button: an account that does not answer delays no press
  boundMs: 60_000,
  attempts: 12,
  cancelTries: 12,
  callMs: 3_000,
  callGraceMs: 100,
  freshMs: 1_000,
  patienceMs: 50,
  fillsMs: 5_000,
  resumeWithinMs: 300_000,
  proveMs: 20_000,
};
