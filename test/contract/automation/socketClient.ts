// A program at the WebSocket, as the tests see it: every frame that came, and a wait for the one that is meant.
import { WebSocket } from 'ws';

export type Frame = Readonly<Record<string, unknown>>;
export type Answer = Readonly<{
  id: string | null;
  data: Readonly<Record<string, unknown>>;
  status?: number;
  retryAfter?: number;
}>;

export type SocketClient = Readonly<{
  socket: WebSocket;
  frames: readonly Frame[];
  send: (frame: unknown) => void;
  /** The first frame that fits, of those that nobody took yet. */
  next: (what: string, fits: (frame: Frame) => boolean) => Promise<Frame>;
  ofType: (type: string) => Promise<Frame>;
  ask: (frame: Frame) => Promise<Answer>;
  rpc: (api: string, args: unknown, more?: Frame) => Promise<Answer>;
  closed: Promise<Readonly<{ code: number; reason: string }>>;
}>;

const LIMIT_MS = 15_000;

export async function openSocket(url: string, token: string, path = '/ws/stream'): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const frames: Frame[] = [];
  const untaken: Frame[] = [];
  let waiting: { fits: (frame: Frame) => boolean; take: (frame: Frame) => void }[] = [];
  let count = 0;

  socket.on('message', (data) => {
    if (!Buffer.isBuffer(data)) throw new Error('ws hands whole messages over as a Buffer');
    const frame = JSON.parse(data.toString()) as Frame;
    frames.push(frame);
    const taker = waiting.find(({ fits }) => fits(frame));
    if (taker === undefined) {
      untaken.push(frame);
      return;
    }
    waiting = waiting.filter((each) => each !== taker);
    taker.take(frame);
  });
  const closed = new Promise<Readonly<{ code: number; reason: string }>>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined); // what follows is told by `closed`

  function next(what: string, fits: (frame: Frame) => boolean): Promise<Frame> {
    const index = untaken.findIndex(fits);
    if (index >= 0) return Promise.resolve(untaken.splice(index, 1)[0] as Frame);
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${what} did not come; there came ${JSON.stringify(frames).slice(0, 2_000)}`)),
        LIMIT_MS,
      );
      waiting.push({
        fits,
        take: (frame) => {
          clearTimeout(late);
          resolve(frame);
        },
      });
    });
  }

  const send = (frame: unknown): void => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));

  async function ask(frame: Frame): Promise<Answer> {
    const id = `test-${(count += 1)}`;
    const answer = next(`the answer to ${JSON.stringify(frame)}`, (each) => each['id'] === id);
    send({ ...frame, id });
    return (await answer) as unknown as Answer;
  }

  return {
    socket,
    frames,
    send,
    next,
    ofType: (type) => next(type, (frame) => frame['type'] === type),
    ask,
    rpc: (api, args, more = {}) => ask({ action: 'rpc', api, args, ...more }),
    closed,
  };
}

/** How an upgrade that is refused is answered. */
export function refusedUpgrade(
  url: string,
  headers: Readonly<Record<string, string>>,
  path = '/ws/stream',
): Promise<Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: unknown }>> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const type = String(response.headers['content-type']);
        const body: unknown = type.includes('json') ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
  });
}
