// What /info answers. Everything there is public: whoever knows an address may ask for its account.
import type { PracticeAccount, PracticeVenue } from '../../exchange.ts';
import { accountState, fillRow, openOrders, orderWithStatus } from './accountRows.ts';
import { allMids, bookOf, contextRow, instrumentsOf, printed, universeRow } from './render.ts';
import type { Wallets } from './wallets.ts';
import { text, whole, type Row } from './wire.ts';

export type Question = Readonly<{ venue: PracticeVenue; wallets: Wallets; body: Row; account: PracticeAccount | undefined }>;

const usdc = { name: 'USDC', szDecimals: 8, weiDecimals: 8, index: 0, tokenId: `0x${'0'.repeat(32)}`, isCanonical: true };
const spotMeta = { universe: [], tokens: [{ ...usdc, evmContract: null, fullName: null }] };

/** Other dexes than the main one do not exist here. */
const onMainDex = ({ body }: Question): boolean => text(body, 'dex') === undefined;

const meta = ({ venue }: Question): Row => ({ universe: instrumentsOf(venue).map(universeRow), collateralToken: 0 });

function orderStatus({ account, body, venue }: Question): Row {
  const cloid = text(body, 'oid');
  const oid = whole(body, 'oid');
  const order =
    account === undefined
      ? undefined
      : venue.order(account.id, cloid === undefined ? { orderId: String(oid) } : { clientOrderId: cloid });
  return order === undefined ? { status: 'unknownOid' } : { status: 'order', order: orderWithStatus(order) };
}

const historicalOrders = ({ account, venue }: Question): readonly Row[] =>
  account === undefined ? [] : [...venue.workingOrders(account.id), ...venue.endedOrders(account.id)].map(orderWithStatus);

/** Newest first. */
const userFills = ({ account, venue }: Question): readonly Row[] =>
  account === undefined ? [] : venue.fills(account.id).slice(-2_000).reverse().map(fillRow);

/** Oldest first, from a time on. */
function userFillsByTime({ account, body, venue }: Question): readonly Row[] {
  const sinceMs = whole(body, 'startTime');
  const untilMs = whole(body, 'endTime') ?? venue.now();
  if (account === undefined || sinceMs === undefined) return [];
  const fills = venue.fills(account.id, { sinceMs }).filter(({ atMs }) => atMs <= untilMs);
  return fills.slice(0, 2_000).map(fillRow);
}

function spotState({ account, venue }: Question): Row {
  const balances = account === undefined ? [] : venue.balances(account.id);
  const row = ({ currency, wallet }: (typeof balances)[number]) => ({
    coin: currency,
    token: 0,
    total: printed(wallet),
    hold: '0.0',
    entryNtl: '0.0',
  });
  return { balances: balances.filter(({ currency }) => currency !== 'USDC').map(row) };
}

const QUESTIONS: Readonly<Record<string, (question: Question) => unknown>> = {
  meta,
  metaAndAssetCtxs: (question) => [
    meta(question),
    instrumentsOf(question.venue).map((instrument) => contextRow(question.venue, instrument)),
  ],
  spotMeta: () => spotMeta,
  spotMetaAndAssetCtxs: () => [spotMeta, []],
  perpDexs: () => [null],
  allMids: ({ venue }) => allMids(venue),
  clearinghouseState: ({ account, venue }) => accountState(venue, account),
  spotClearinghouseState: spotState,
  frontendOpenOrders: ({ account, venue }) => openOrders(venue, account),
  openOrders: ({ account, venue }) => openOrders(venue, account),
  orderStatus,
  historicalOrders,
  userFills,
  userFillsByTime,
  twapHistory: () => [],
  exchangeStatus: ({ venue }) => ({ time: venue.now(), specialStatuses: null }),
  userAbstraction: () => '"default"',
  userRole: ({ body, wallets }) => wallets.roleOf(text(body, 'user') ?? ''),
  extraAgents: ({ account, wallets }) => (account === undefined ? [] : wallets.agentsOf(account)),
  l2Book: ({ body, venue }) => {
    const coin = text(body, 'coin') ?? '';
    return venue.instruments.has(coin) ? bookOf(venue, coin) : null;
  },
};

/** Undefined: the server can not read the question. */
export function answerInfo(question: Question): unknown {
  const run = QUESTIONS[text(question.body, 'type') ?? ''];
  return run === undefined || !onMainDex(question) ? undefined : run(question);
}
