// Documented limits [D rate-limits]: 1,200 of weight a minute and address (IP), questions and actions together.
import type { RateLimits, WireRequest } from '../../exchange.ts';
import { isRecord, text, type Row } from './wire.ts';

const LIGHT = new Set(['l2Book', 'allMids', 'clearinghouseState', 'orderStatus', 'spotClearinghouseState', 'exchangeStatus']);

const questionWeight = (question: Row): number => {
  const type = text(question, 'type') ?? '';
  if (type === 'userRole') return 60;
  return LIGHT.has(type) ? 2 : 20;
};

/** 1 + floor(n / 40) for an action on n orders. */
function actionWeight(body: Row): number {
  const action = isRecord(body['action']) ? body['action'] : {};
  const list = Array.isArray(action['orders']) ? action['orders'] : action['cancels'];
  return 1 + Math.floor((Array.isArray(list) ? list.length : 1) / 40);
}

export function allows(rateLimits: RateLimits, { ip, path }: WireRequest, body: Row): boolean {
  const cost = path === '/exchange' ? actionWeight(body) : questionWeight(body);
  return rateLimits.take(`hyperliquid|${ip}`, cost, 1_200, 60_000).allowed;
}
