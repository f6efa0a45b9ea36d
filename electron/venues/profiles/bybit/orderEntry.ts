// What single orders and batches have in common on the way out and back.
//  - An acknowledgement names the order and says nothing of fills.
//  - Single orders and batches have separate budgets.
import type { SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context } from './account.ts';
import { spend } from './limits.ts';
import { readCode, toOutcome } from './refusals.ts';
import { batchAnswer, orderAck } from './rows.ts';

export type Body = Readonly<Record<string, string | number | boolean>>;

export const side = (orderSide: 'buy' | 'sell'): string => (orderSide === 'buy' ? 'Buy' : 'Sell');

export const unreadableAnswer: SubmitOutcome = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Bybit's answer to an order can not be understood: the order may exist." },
};

export async function createOne(context: Context, body: Body): Promise<SubmitOutcome> {
  const sent = await context.send<unknown>(spend('order/create'), () => context.client.privatePostV5OrderCreate(body));
  if (sent.kind !== 'answered') return sent;
  const ack = orderAck.safeParse(sent.body);
  return ack.success ? { kind: 'accepted', orderId: ack.data.result.orderId, filledSize: null } : unreadableAnswer;
}

/** One answer an item: result.list and retExtInfo.list stand side by side. A cancel may be answered without the order's id. */
export function readBatch(sent: Sent<unknown>, count: number, namesOrder: boolean): readonly SubmitOutcome[] {
  if (sent.kind !== 'answered') return Array.from({ length: count }, () => sent);
  const parsed = batchAnswer.safeParse(sent.body);
  return Array.from({ length: count }, (_, index) => {
    const code = parsed.data?.retExtInfo.list[index];
    const item = parsed.data?.result.list[index];
    if (code === undefined || item === undefined) return unreadableAnswer;
    if (code.code !== '0') return toOutcome(readCode(code.code, code.msg));
    if (item.orderId === null && namesOrder) return unreadableAnswer;
    return { kind: 'accepted', orderId: item.orderId ?? '', filledSize: null };
  });
}

/** Until the pacer would let this go. Without a probe: at once when a whole budget allows it. */
export const waitMs = (context: Context, bucket: string, cost: number): number =>
  context.waitMs === undefined ? (fits(context, bucket, cost) ? 0 : Infinity) : context.waitMs(spend(bucket, cost));

/** Whether the pacer would let this go at once. Without a probe the answer is yes for what a whole budget allows. */
export const fits = (context: Context, bucket: string, cost: number): boolean =>
  context.fits === undefined ? cost <= 10 : context.fits(spend(bucket, cost));
