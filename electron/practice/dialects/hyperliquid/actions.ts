// What /exchange does for an account. Items of a batch are answered one by one, whatever becomes of the others.
import type { PracticeOrder } from '../../exchange.ts';
import { filledOf } from './accountRows.ts';
import { orderError } from './codes.ts';
import { readOrder } from './orderIntent.ts';
import { byAsset, printed } from './render.ts';
import { err, isRecord, ok, records, text, whole, type AccountCall, type Row } from './wire.ts';

type Item = Row | string;

const items = (type: string, statuses: readonly Item[]): Row => ok(type, { statuses });

function placed(call: AccountCall, order: PracticeOrder, asset: number): Item {
  const filled = filledOf(order);
  if (filled !== null) return filled;
  if (order.status === 'working' || order.status === 'triggered') return { resting: { oid: Number(order.orderId) } };
  if (order.endReason === 'postOnlyWouldTake') {
    const quote = call.venue.quote(order.symbol);
    const bbo = quote === undefined ? '' : `${printed(quote.bid)}@${printed(quote.ask)}`;
    return { error: `Post only order would have immediately matched, bbo was ${bbo}. asset=${asset}` };
  }
  return { error: `Order could not immediately match against any resting orders. asset=${asset}` };
}

function placeOne(call: AccountCall, row: Row, grouping: string): Item {
  const read = readOrder(call.venue, row, grouping);
  if (!read.ok) return { error: read.words };
  const answer = call.venue.place(call.account.id, read.intent);
  return answer.ok ? placed(call, answer.order, read.asset) : { error: orderError(answer, read.asset, read.intent) };
}

/** Children of a group wait for their parent: here they are placed once it has filled. */
function placeGroup(call: AccountCall, [parent, ...children]: readonly Row[]): readonly Item[] {
  if (parent === undefined) return [];
  const first = placeOne(call, parent, 'na');
  if (typeof first === 'object' && 'error' in first) return [first, ...children.map(() => first)];
  if (typeof first === 'object' && 'resting' in first) return [first, ...children.map(() => 'waitingForFill')];
  return [first, ...children.map((child) => placeOne(call, child, 'na'))];
}

function placeOrders(call: AccountCall, action: Row): Row {
  const rows = records(action['orders']);
  const grouping = text(action, 'grouping') ?? 'na';
  if (rows.length === 0) return err('Empty batch of orders.');
  const statuses = grouping === 'normalTpsl' ? placeGroup(call, rows) : rows.map((row) => placeOne(call, row, grouping));
  return items('order', statuses);
}

function cancelOne(call: AccountCall, asset: unknown, order: PracticeOrder | undefined): Item {
  const missing = { error: `Order was never placed, already canceled, or filled. asset=${String(asset)}` };
  const instrument = byAsset(call.venue, asset);
  if (order === undefined || order.symbol !== instrument?.symbol) return missing;
  return call.venue.cancel(call.account.id, order.orderId).ok ? 'success' : missing;
}

function cancel(call: AccountCall, action: Row): Row {
  const { account, venue } = call;
  const statuses = records(action['cancels']).map((row) => {
    const oid = whole(row, 'o');
    return cancelOne(call, row['a'], oid === undefined ? undefined : venue.order(account.id, { orderId: String(oid) }));
  });
  return items('cancel', statuses);
}

function cancelByCloid(call: AccountCall, action: Row): Row {
  const { account, venue } = call;
  const statuses = records(action['cancels']).map((row) =>
    cancelOne(call, row['asset'], venue.order(account.id, { clientOrderId: text(row, 'cloid') ?? '' })),
  );
  return items('cancel', statuses);
}

function updateLeverage(call: AccountCall, action: Row): Row {
  const { account, venue } = call;
  const instrument = byAsset(venue, action['asset']);
  const leverage = whole(action, 'leverage');
  if (instrument === undefined || leverage === undefined) return err('Invalid leverage.');
  const mode = action['isCross'] === true ? 'cross' : 'isolated';
  if (venue.marginMode(account.id, instrument.symbol) !== mode) {
    const changed = venue.setMarginMode(account.id, instrument.symbol, mode);
    if (!changed.ok) return err('Cannot switch leverage type with open position.');
  }
  const set = venue.setLeverage(account.id, instrument.symbol, String(leverage));
  return set.ok || set.code === 'noChange' ? ok('default') : err('Invalid leverage value.');
}

/** No TWAPs are made here: none can be cancelled. */
const cancelTwap = (): Row => ok('twapCancel', { status: { error: 'TWAP was never placed, already canceled, or filled.' } });

const ACTIONS: Readonly<Record<string, (call: AccountCall, action: Row) => Row>> = {
  order: placeOrders,
  cancel,
  cancelByCloid,
  updateLeverage,
  twapCancel: cancelTwap,
  setReferrer: () => ok('default'),
};

/** Null: the venue knows no such action, or its body can not be read. */
export function runAction(call: AccountCall, action: unknown): Row | null {
  if (!isRecord(action)) return null;
  const run = ACTIONS[text(action, 'type') ?? ''];
  return run === undefined ? null : run(call, action);
}
