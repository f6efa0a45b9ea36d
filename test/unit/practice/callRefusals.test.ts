// The named answers of the practice venues, read by the profiles: both sides must mean the same.
import { expect, it } from 'vitest';
import { storyProfiles, type StoryVenue } from '../../storyVenues.ts';
import type { CallRefusalName, CallRefusal, WireRequest } from '../../../electron/practice/exchange.ts';
import { refusals as binanceusdm } from '../../../electron/practice/dialects/binance/refusals.ts';
import { refusals as bitget } from '../../../electron/practice/dialects/bitget/refusals.ts';
import { refusals as bybit } from '../../../electron/practice/dialects/bybit/refusals.ts';
import { refusals as hyperliquid } from '../../../electron/practice/dialects/hyperliquid/refusals.ts';
import { refusals as okx } from '../../../electron/practice/dialects/okx/refusals.ts';

const request: WireRequest = { method: 'POST', path: '/order', query: '', headers: {}, body: '', ip: '127.0.0.1' };
const tables: Readonly<Record<StoryVenue, Partial<Record<CallRefusalName, CallRefusal>>>> = {
  binanceusdm,
  binancecoinm: binanceusdm,
  bybit,
  okx,
  hyperliquid,
  bitget,
};

const unknown = { certainty: 'unknown' };
const limited = (retryAfterMs: number) => ({ certainty: 'refused', reason: 'rateLimited', retryAfterMs });

it.each<[StoryVenue, CallRefusalName, object | null]>([
  ['binanceusdm', 'unknownError', unknown],
  ['binanceusdm', 'serviceUnavailable', limited(200)],
  ['binanceusdm', 'overloaded', { ...limited(200), code: '-1008' }],
  ['binanceusdm', 'rateLimited', { ...limited(7_000), code: '-1003' }],
  ['binanceusdm', 'ipBanned', { ...limited(7_000), code: '-1003' }],
  ['binanceusdm', 'forbidden', limited(60_000)],
  ['binanceusdm', 'maintenance', unknown],
  ['binanceusdm', 'timestamp', { certainty: 'refused', code: '-1021' }],
  ['binanceusdm', 'badGateway', unknown],
  ['bybit', 'unknownError', unknown],
  ['bybit', 'overloaded', unknown],
  ['bybit', 'rateLimited', { ...limited(7_000), code: '10006' }],
  ['bybit', 'ipBanned', limited(600_000)],
  ['bybit', 'maintenance', unknown],
  ['bybit', 'timestamp', { certainty: 'refused', code: '10002' }],
  ['bybit', 'badGateway', unknown],
  ['hyperliquid', 'unknownError', unknown],
  ['hyperliquid', 'serviceUnavailable', unknown],
  ['hyperliquid', 'overloaded', { ...limited(10_000), code: 'TooManyActions' }],
  ['hyperliquid', 'rateLimited', { ...limited(5_000), code: 'HTTP 429' }],
  ['hyperliquid', 'forbidden', { certainty: 'refused', reason: 'other' }],
  ['hyperliquid', 'timestamp', { certainty: 'refused', code: 'Expired', wrongTime: true }],
  ['hyperliquid', 'badGateway', unknown],
  ['okx', 'unknownError', unknown],
  ['okx', 'overloaded', unknown],
  ['okx', 'rateLimited', { ...limited(2_000), code: '50011' }],
  ['okx', 'forbidden', null], // a page and no word of OKX: nobody knows
  ['okx', 'maintenance', unknown],
  ['okx', 'timestamp', { certainty: 'refused', code: '50102' }],
  ['okx', 'badGateway', unknown],
  ['bitget', 'unknownError', unknown],
  ['bitget', 'overloaded', unknown],
  ['bitget', 'rateLimited', { ...limited(1_000), code: '429' }],
  ['bitget', 'forbidden', null],
  ['bitget', 'maintenance', unknown],
  ['bitget', 'timestamp', { certainty: 'refused', code: '40008', wrongTime: true }],
  ['bitget', 'badGateway', unknown],
])('%s: %s is read as what it is', (venue, name, expected) => {
  const answer = tables[venue][name]?.({ request, nowMs: 1_700_000_000_000, waitMs: 7_000 });
  if (answer === undefined) throw new Error(`${venue} has no ${name}`);
  const reading = storyProfiles[venue].readRefusal(answer.status, answer.body, answer.headers ?? {});
  expect({ reading }).toMatchObject({ reading: expected });
});
