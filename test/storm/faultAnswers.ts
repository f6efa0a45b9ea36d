// Answers that venues really give instead of the right one. Those that leave it open whether the request was processed are
// told apart from those that say it was not: a venue that lies about that, or lists nothing where something is, is no part
// of the storm.
import type { PlayedVenue } from '../storyVenues.ts';
import type { HttpEffect } from '../../electron/practice/faultRules.ts';

type Answer = Omit<Extract<HttpEffect, { kind: 'answer' }>, 'kind' | 'process'>;

/** Nobody can tell from these whether the request was processed. */
export const OPEN_ANSWERS: Readonly<Record<PlayedVenue, readonly Answer[]>> = {
  binanceusdm: [
    { status: 503, body: { code: -1000, msg: 'Unknown error, please check your request or try again later.' } },
    { status: 503, body: { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' } },
    { status: 408, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
  ],
  bybit: [
    { status: 200, body: { retCode: 10016, retMsg: 'Internal server error', result: {}, time: 1_700_000_000_000 } },
    { status: 200, body: { retCode: 10000, retMsg: 'Server Timeout', result: {}, time: 1_700_000_000_000 } },
  ],
  okx: [
    { status: 503, body: { code: '50001', msg: 'Service temporarily unavailable', data: [] } },
    { status: 400, body: { code: '50004', msg: 'API endpoint request timeout', data: [] } },
  ],
};

/** The same, from whatever stands in front of the venue. */
export const OPEN_EVERYWHERE: readonly Answer[] = [
  { status: 502, body: '<html><body>Bad gateway</body></html>' },
  { status: 504, body: '' },
  { status: 500, body: {} },
  { status: 200, body: '' },
  { status: 200, body: {} },
  { status: 200, body: '<html><body>Please wait</body></html>' },
];

/** Certainly not processed. */
export const NOT_TAKEN: Readonly<Record<PlayedVenue, readonly Answer[]>> = {
  binanceusdm: [
    { status: 429, body: { code: -1003, msg: 'Too many requests.' }, headers: { 'retry-after': '1' } },
    { status: 503, body: { code: -1008, msg: 'Request throttled by system-level protection.' } },
    { status: 503, body: 'Service Unavailable.' },
  ],
  bybit: [
    { status: 200, body: { retCode: 10006, retMsg: 'Too many visits!', result: {}, time: 1_700_000_000_000 } },
    { status: 429, body: '' },
  ],
  okx: [
    { status: 429, body: { code: '50011', msg: 'Too Many Requests', data: [] } },
    { status: 200, body: { code: '50061', msg: 'Too many orders', data: [] } },
  ],
};
