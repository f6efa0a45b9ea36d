import { describe, expect, test } from 'vitest';
import { requests } from '../../../shared/contract.ts';
import { venueCard } from '../../../shared/venue.ts';
import {
  asPasted,
  chosenVenue,
  CUSTOM_PLACE,
  OTHER_VENUE,
  readKeys,
  readNewAccount,
  type FieldName,
} from '../../../renderer/accounts/newAccount.ts';

const texts =
  (given: Partial<Record<FieldName, string>>) =>
  (name: FieldName): string =>
    given[name] ?? '';
const good = { label: 'Main', apiKey: 'key', secret: 'secret' } as const;
const read = (given: Partial<Record<FieldName, string>>, choice = 'bybit', place = 'live') =>
  readNewAccount(choice, place, ['Hedge'], texts(given));
const problemsOf = (...parts: Parameters<typeof read>) => {
  const answer = read(...parts);
  return answer.ok ? {} : answer.problems;
};

describe('a new account', () => {
  test('is what the contract asks for, trimmed, with no part that was not entered', () => {
    const answer = read({ ...good, label: ' Main ', apiKey: ' key ', secret: 'secret\n' });
    expect(answer).toEqual({
      ok: true,
      value: {
        venue: 'bybit',
        label: 'Main',
        keys: { apiKey: 'key', secret: 'secret' },
        endpoint: { kind: 'place', id: 'live' },
        proxy: null,
      },
    });
    expect(answer.ok && requests.testAccount.input.safeParse(answer.value).success).toBe(true);
  });

  test('names every field that is missing', () => {
    expect(Object.keys(problemsOf({}, 'okx'))).toEqual(['label', 'apiKey', 'secret', 'password']);
    expect(problemsOf({}, 'okx').password).toBe('Enter the API passphrase.');
    expect(problemsOf({}, 'deribit').apiKey).toBe('Enter the client id.');
  });

  test('takes no name twice, whatever its capitals', () => {
    expect(problemsOf({ ...good, label: 'HEDGE' }).label).toContain('already');
  });

  test('of another ccxt venue wants its id and may lack a passphrase', () => {
    expect(problemsOf(good, OTHER_VENUE).ccxtId).toContain('ccxt');
    expect(problemsOf({ ...good, ccxtId: 'not an id!' }, OTHER_VENUE).ccxtId).toContain('ccxt');
    const answer = read({ ...good, ccxtId: ' BingX ' }, OTHER_VENUE);
    expect(answer.ok && answer.value.venue).toBe('ccxt:bingx');
    expect(chosenVenue('gate', '')).toBe('gate');
  });

  test('of Hyperliquid wants an address where the address belongs', () => {
    expect(problemsOf({ ...good, apiKey: '0x12' }, 'hyperliquid').apiKey).toContain('0x and 40');
    expect(problemsOf({ ...good, apiKey: `0x${'aB'.repeat(20)}` }, 'hyperliquid')).toEqual({});
  });
});

describe('addresses of one’s own', () => {
  const custom = (rest: string, ws: string) => problemsOf({ ...good, rest, ws }, 'bybit', CUSTOM_PLACE);

  test('want TLS unless they are this computer', () => {
    expect(custom('https://api.bybit.nl', 'wss://stream.bybit.nl')).toEqual({});
    expect(custom('http://127.0.0.1:47900/bybit', 'ws://127.0.0.1:47900/bybit')).toEqual({});
    expect(custom('http://localhost:1', 'ws://[::1]:1')).toEqual({});
    expect(custom('http://api.bybit.nl', 'wss://stream.bybit.nl').rest).toContain('https://');
    expect(custom('https://api.bybit.nl', 'ws://127.0.0.1.example.com').ws).toContain('wss://');
  });

  test('are base addresses and hold no password', () => {
    expect(custom('https://me:secret@api.bybit.nl', 'wss://x.y').rest).toContain('no user');
    expect(custom('https://api.bybit.nl?x=1', 'wss://x.y').rest).toContain('base address');
    expect(custom('api.bybit.nl', 'https://x.y')).toMatchObject({
      rest: expect.stringContaining('Begin with https://') as string,
      ws: expect.stringContaining('Begin with wss://') as string,
    });
    expect(custom('', '').rest).toContain('Enter the base address');
  });

  test('lose their trailing slash, as the paths are put behind them', () => {
    const answer = read({ ...good, rest: 'https://a.b/ ', ws: 'wss://a.b//' }, 'bybit', CUSTOM_PLACE);
    expect(answer.ok && answer.value.endpoint).toEqual({ kind: 'custom', rest: 'https://a.b', ws: 'wss://a.b' });
  });
});

test('a proxy is http, https or socks5, or none', () => {
  expect(problemsOf({ ...good, proxy: 'socks5://user:word@10.0.0.2:1080' })).toEqual({});
  expect(problemsOf({ ...good, proxy: '10.0.0.2:1080' }).proxy).toContain('socks5://');
  expect(problemsOf({ ...good, proxy: 'ftp://10.0.0.2' }).proxy).toContain('socks5://');
  const answer = read({ ...good, proxy: '  ' });
  expect(answer.ok && answer.value.proxy).toBeNull();
});

describe('a pasted key', () => {
  const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4';
  const pem = `-----BEGIN PRIVATE KEY-----\n${body.slice(0, 64)}\n${body.slice(64)}\n-----END PRIVATE KEY-----`;

  test('gets back the lines that a field of one line took from it', () => {
    expect(asPasted(pem.replaceAll('\n', ' '))).toBe(pem);
    expect(asPasted(pem.replaceAll('\n', ''))).toBe(pem);
    expect(asPasted(`${pem}\n`)).toBe(pem);
  });

  test('that is no such key stays as it is, without blanks around it', () => {
    expect(asPasted(' aB c+/= ')).toBe('aB c+/=');
  });

  test('replaces all parts of the old one', () => {
    const answer = readKeys('okx', venueCard('okx').keyFields, texts({ apiKey: 'a', secret: 'b', password: ' c ' }));
    expect(answer).toEqual({ ok: true, value: { apiKey: 'a', secret: 'b', password: 'c' } });
  });
});
