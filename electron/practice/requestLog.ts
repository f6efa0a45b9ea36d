// Everything that clients sent, so that a test can count what really left the panel. Bounded; the oldest go first.

export type LoggedRequest = {
  readonly sequence: number;
  readonly atMs: number; // arrival, before any injected latency
  readonly venue: string;
  readonly account: string | null;
  readonly transport: 'http' | 'socket';
  readonly method: string; // HTTP method, or the frame's operation
  readonly path: string;
  readonly query: string;
  readonly body: string; // first 8,000 characters
  /** Places, changes or cancels something. */
  readonly write: boolean;
  fault: string | null;
  status: number | null; // HTTP status of the answer; null: none was sent (yet), or a frame
  answeredAtMs: number | null;
};

const MOST = 20_000;

export type RequestLog = ReturnType<typeof createRequestLog>;

export function createRequestLog() {
  let entries: LoggedRequest[] = [];
  let sequence = 0;
  return {
    add(entry: Omit<LoggedRequest, 'sequence' | 'fault' | 'status' | 'answeredAtMs'>): LoggedRequest {
      sequence += 1;
      const logged = { ...entry, body: entry.body.slice(0, 8_000), sequence, fault: null, status: null, answeredAtMs: null };
      entries.push(logged);
      if (entries.length > MOST * 1.25) entries = entries.slice(-MOST);
      return logged;
    },
    list: (): readonly LoggedRequest[] => entries,
    clear() {
      entries = [];
    },
  };
}

/** Every call that is not a read, listen keys aside. Hyperliquid asks its questions by POST. */
export const isWriteCall = (method: string, path: string): boolean =>
  method !== 'GET' && method !== 'HEAD' && !/listenKey|userDataStream|^\/info$/i.test(path);

/** The operation that a frame names, in any of the dialects. */
export function operationOf(frame: string): string {
  try {
    const parsed: unknown = JSON.parse(frame);
    if (typeof parsed !== 'object' || parsed === null) return frame.slice(0, 40);
    const { op, method } = parsed as { op?: unknown; method?: unknown };
    if (typeof op === 'string') return op;
    return typeof method === 'string' ? method : '';
  } catch {
    return frame.slice(0, 40); // "ping" and the like
  }
}

export const isWriteOperation = (operation: string): boolean => /order|cancel|close|amend|algo/i.test(operation);
