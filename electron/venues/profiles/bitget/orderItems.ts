// What is answered to several orders or cancels at once: each item stands in one of two lists, under its own id. An item in
// neither list is unknown.
import type { SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import { readCode, toOutcome } from './refusals.ts';
import { dataOf, itemsAnswer, type FailedItem, type ItemsAnswer, type OrderAck } from './rows.ts';
import { VenueReadError } from '../../profile.ts';

export const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Bitget's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

export type ItemFate = Exclude<SubmitOutcome, { kind: 'accepted' }> | Readonly<{ kind: 'taken'; ack: OrderAck }>;

export type OwnItem = (item: Readonly<{ orderId: string | null; clientOid: string | null }>) => boolean;

/** One fate an item, in the order of `owns`. A refusal as a whole may still tell items apart. */
export function readItems(sent: Sent<unknown>, owns: readonly OwnItem[], readFailed = readFailedItem): readonly ItemFate[] {
  if (sent.kind !== 'answered' && sent.kind !== 'refused') return owns.map(() => sent);
  const answer = parse(sent.body);
  const isEmpty = answer === null || answer.successList.length + answer.failureList.length === 0;
  if (isEmpty) return owns.map(() => (sent.kind === 'refused' ? sent : notUnderstood));
  return owns.map((own) => {
    const ack = answer.successList.find(own);
    const failed = answer.failureList.find(own);
    // In both lists: nobody knows.
    if (ack !== undefined && failed !== undefined) return notUnderstood;
    if (ack !== undefined) return { kind: 'taken', ack };
    return failed === undefined ? notUnderstood : readFailed(failed);
  });
}

function parse(body: unknown): ItemsAnswer | null {
  try {
    return dataOf(itemsAnswer, body, 'answer to several orders');
  } catch (error) {
    if (error instanceof VenueReadError) return null;
    throw error;
  }
}

function readFailedItem({ errorCode, errorMsg }: FailedItem): ItemFate {
  return errorCode === null ? notUnderstood : toOutcome(readCode(errorCode, errorMsg ?? ''));
}
