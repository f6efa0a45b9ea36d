// Readiness for the drawing board: what a venue might answer about a key. Words in the API key choose: withdraw, readonly,
// wrong, slow, skew; anything else is green.
import type { ReadinessCheck, ReadinessView } from '../../shared/readiness.ts';
import { isCertified, venueName, type VenueId } from '../../shared/venue.ts';

const check = (
  id: ReadinessCheck['id'],
  state: ReadinessCheck['state'],
  detail: string,
  remedy: string | null = null,
): ReadinessCheck => ({
  id,
  state,
  detail,
  remedy,
});

/** As the main process does it: the worst check decides. */
const lampOf = (checks: readonly ReadinessCheck[]): ReadinessView['lamp'] =>
  checks.some(({ state }) => state === 'bad') ? 'red' : checks.some(({ state }) => state !== 'ok') ? 'amber' : 'green';

export function fakeReadiness(venue: VenueId, temper: string, allowWithdrawal: boolean): ReadinessView {
  const name = venueName(venue);
  const has = (word: string) => temper.includes(word);
  if (has('wrong')) {
    const checks = [
      check('reachable', 'ok', `${name} answers in 84 ms.`),
      check('keyValid', 'bad', `${name} refuses the key: the signature does not fit.`, 'Copy the secret again, without blanks.'),
      check('trading', 'unknown', 'Not known while the key is refused.'),
      check('withdrawal', 'unknown', 'Not known while the key is refused.'),
    ];
    return { lamp: 'red', checkedAtMs: Date.now(), checks };
  }
  const checks = [
    check('reachable', 'ok', `${name} answers in 84 ms.`),
    check('keyValid', 'ok', 'The key is accepted.'),
    has('readonly')
      ? check(
          'trading',
          'bad',
          'The key may only read: every close would be refused.',
          `Allow trading of futures for this key at ${name}.`,
        )
      : check('trading', 'ok', 'The key may trade futures.'),
    has('withdraw')
      ? check(
          'withdrawal',
          allowWithdrawal ? 'warning' : 'bad',
          'The key may withdraw: whoever has it can move the money out.',
          `Switch withdrawals off for this key at ${name}.`,
        )
      : check('withdrawal', 'ok', 'The key can not withdraw.'),
    has('skew')
      ? check(
          'clock',
          'warning',
          'This clock is 5.02 s behind the venue; each request is corrected.',
          'Let the system set its clock.',
        )
      : check('clock', 'ok', 'This clock is 14 ms ahead of the venue.'),
    has('open')
      ? check('addresses', 'warning', 'The key works from any address.', 'List the address of this computer at the venue.')
      : check('addresses', 'ok', 'Bound to one address, and it is this one.'),
    check('positionMode', 'ok', 'One-way on every symbol.'),
    check('orderFamilies', 'ok', 'Plain, trigger and attached orders are listed and cancelled.'),
    has('large')
      ? check('marketMaximum', 'warning', '1000PEPE/USDT:USDT takes 4 market orders: it is above the maximum of one.')
      : check('marketMaximum', 'ok', 'Every position closes with one market order.'),
    check('requestBudget', 'ok', 'An exit now takes 12 of 2,400 requests a minute.'),
    has('nostream')
      ? check('stream', 'unknown', 'No frame since the connection opened; nothing has happened on the account.')
      : check('stream', 'ok', 'Live, the last frame 0.2 s ago.'),
    isCertified(venue)
      ? check('certified', 'ok', `${name} is certified.`)
      : check(
          'certified',
          'warning',
          'Not certified: Breakglass was never tried with this venue.',
          'Practise with a small position first.',
        ),
    check('reach', 'ok', 'Everything that the account holds can be closed.'),
  ];
  return { lamp: lampOf(checks), checkedAtMs: Date.now(), checks };
}
