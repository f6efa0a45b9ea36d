// Hyperliquid as unmodified ccxt speaks it: POST /info, POST /exchange with wallet signatures, and /ws.
// Facts: hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api and ccxt's hyperliquid.js. Orders that the engine refuses come
// with HTTP 200 and an error per item; actions that it does not take with status "err".
import type { Dialect, DialectFactory, VenueBehaviour, WireRequest, WireResponse } from '../exchange.ts';
import { runAction } from './hyperliquid/actions.ts';
import { answerInfo } from './hyperliquid/infoCalls.ts';
import { allows } from './hyperliquid/limits.ts';
import { EXPIRED, refusals } from './hyperliquid/refusals.ts';
import { serveStream } from './hyperliquid/stream.ts';
import { createWallets } from './hyperliquid/wallets.ts';
import { err, isRecord, readJson, text, tooMany, unreadable, type Row } from './hyperliquid/wire.ts';

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(544_900_000_000 + sequence),
  takerFee: '0.00045',
  makerFee: '0.00015',
  onFlat: 'cancelReduceOnly', // reduceOnlyCanceled [D order statuses]
  // The documents do not say whether a reduce-only order above the position is cut; wallets report that it is refused.
  reduceOnlyExcess: 'refuse',
  clientOrderIdUnique: 'amongWorking',
  marketBandPercent: '5',
  maxWorkingOrdersPerSymbol: 1_000,
  clientOrderIdPattern: /^0x[0-9a-f]{32}$/,
};

/** Actions that a wallet signs for itself, under a domain of their own; an API wallet can not. */
const OWN_ACTIONS = new Set(['approveBuilderFee', 'approveAgent', 'withdraw3', 'usdSend', 'spotSend', 'usdClassTransfer']);

export const dialect: DialectFactory = (venue, rateLimits): Dialect => {
  const wallets = createWallets(venue, EXPIRED);

  const bodyOf = ({ body }: WireRequest): Row | null => {
    const parsed = readJson(body);
    return isRecord(parsed) ? parsed : null;
  };

  function exchange(raw: string, body: Row): WireResponse {
    const action = isRecord(body['action']) ? body['action'] : {};
    if (OWN_ACTIONS.has(text(action, 'type') ?? '')) return { status: 200, body: err('Must deposit before performing actions.') };
    const signer = wallets.checkAction(raw, body);
    if (!signer.ok) return { status: 200, body: signer.answer };
    const answer = runAction({ venue, rateLimits, account: signer.account }, action);
    return answer === null ? unreadable : { status: 200, body: answer };
  }

  function info(body: Row): WireResponse {
    const answer = answerInfo({ venue, wallets, body, account: wallets.byAddress(text(body, 'user') ?? '') });
    return answer === undefined ? unreadable : { status: 200, body: answer };
  }

  return {
    venue: 'hyperliquid',
    refusals,

    accountOf(request) {
      const body = bodyOf(request);
      if (body === null) return null;
      const user = text(body, 'user');
      const account = request.path === '/exchange' ? wallets.aimedAt(request.body, body) : wallets.byAddress(user ?? '');
      return account?.id ?? null;
    },

    http(request) {
      const body = bodyOf(request);
      if (request.method !== 'POST') return { status: 405, body: '' };
      if (body === null) return unreadable;
      if (!allows(rateLimits, request, body)) return tooMany;
      if (request.path === '/info') return info(body);
      return request.path === '/exchange' ? exchange(request.body, body) : { status: 404, body: '' };
    },

    socket(socket) {
      if (socket.path !== '/ws') return socket.close(1008);
      serveStream(venue, wallets, socket, (request) => {
        const payload = isRecord(request['payload']) ? request['payload'] : {};
        const isAction = text(request, 'type') === 'action';
        const answer = isAction ? exchange(JSON.stringify(payload), payload) : info(payload);
        if (answer.status !== 200) return { type: 'error', payload: answer.body };
        return isAction
          ? { type: 'action', payload: answer.body ?? err('') }
          : { type: 'info', payload: { type: text(payload, 'type'), data: answer.body } };
      });
    },
  };
};
