// What is no HTTP, or comes too slowly: answered in words where somebody still listens, and cut off.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

export function answerBadHttp(error: Readonly<{ code?: string }>, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, words } = refusalOf(error.code);
  const body = JSON.stringify({ success: false, error: 'Invalid request', errors: [`${words} Nothing was done.`] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Codes of node:http (nodejs.org/api/http.html#event-clienterror) and of its parser. */
function refusalOf(code: string | undefined): Readonly<{ status: 400 | 408 | 431; words: string }> {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, words: 'The request did not arrive in time.' };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, words: 'The headers are too large.' };
  return { status: 400, words: 'This is no HTTP request that can be read.' };
}
