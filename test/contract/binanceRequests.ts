// How requests of both of Binance's futures exchanges are read, as the documents define them.
import { createHmac } from 'node:crypto';
import type { WireRequest } from './scriptedVenue.ts';
import type { Keys, ReadRequest } from './venueCase.ts';

export const keys: Keys = {
  apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j', // the example pair of Binance's own documents
};

const VOLATILE = ['timestamp', 'recvWindow', 'signature'];

/** `signature`: hex HMAC-SHA256 of everything before it, query of GET and DELETE, form of POST [docs, "Signed endpoint security"]. */
export function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret }: Keys): ReadRequest {
  const text = method === 'POST' ? body : query;
  const fields = new URLSearchParams(text);
  const [signed, signature] = text.split('&signature=');
  if (signature !== undefined) {
    if (headers['x-mbx-apikey'] !== apiKey) throw new Error(`${path}: no key`);
    if (
      signature !==
      createHmac('sha256', secret)
        .update(signed ?? '')
        .digest('hex')
    )
      throw new Error(`${path}: bad signature`);
  }
  const kept = [...fields].filter(([name]) => !VOLATILE.includes(name));
  return { method, path, fields: Object.fromEntries(kept) };
}
