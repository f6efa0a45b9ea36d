// A program that speaks REST to the bench.
import type { AutomationBench } from './bench.ts';

export type RestAnswer = Readonly<{ status: number; headers: Headers; body: Readonly<Record<string, unknown>> }>;

export type RestClient = Readonly<{
  get: (path: string) => Promise<RestAnswer>;
  post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<RestAnswer>;
  /** The body as it is. */
  raw: (path: string, body: string | undefined, headers?: Readonly<Record<string, string>>) => Promise<RestAnswer>;
}>;

/** @param token  null: none is sent */
export function restClient({ url }: Pick<AutomationBench, 'url'>, token: string | null): RestClient {
  const key = token === null ? {} : { authorization: `Bearer ${token}` };
  async function send(path: string, request: RequestInit): Promise<RestAnswer> {
    const answer = await fetch(`${url}/v1/api/${path}`, request);
    const text = await answer.text();
    if (token !== null && text.includes(token)) throw new Error('the answer has the token');
    return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as RestAnswer['body'] };
  }
  const json = { 'content-type': 'application/json' };
  return {
    get: (path) => send(path, { headers: key }),
    post: (path, body, headers = {}) =>
      send(path, { method: 'POST', headers: { ...key, ...json, ...headers }, body: JSON.stringify(body) }),
    raw: (path, body, headers = {}) =>
      send(path, { method: 'POST', headers: { ...key, ...headers }, ...(body === undefined ? {} : { body }) }),
  };
}
