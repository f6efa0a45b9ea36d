// An expected failure is a value with a kind. What a person reads is in `message` (what happened) and `remedy` (what to do).

export type FailureKind =
  | 'badRequest' // the caller's input: schema, scope, percentage
  | 'notFound' // unknown account, position, plan or exit
  | 'ambiguous' // more than one position fits; `candidates` lists them
  | 'declined' // nobody confirmed it on screen, or the key may not
  | 'busy' // something else is being done that this would disturb
  | 'planExpired' // the preview is too old or was used
  | 'refused' // the venue answered and said no
  | 'credentials' // the venue refuses the key, or the key may not trade
  | 'rateLimited'
  | 'unreachable' // nothing was sent, or a read got no answer
  | 'unknownOutcome' // a write was sent and nobody knows what became of it
  | 'unreadable' // an answer that cannot be understood
  | 'settings' // settings file damaged or not writable
  | 'vault' // the keys are locked away, or their file is damaged or not writable
  | 'portBusy'
  | 'internal';

export type Failure = Readonly<{
  kind: FailureKind;
  message: string;
  remedy?: string | undefined;
  /** The venue's own code and words, when it gave any. */
  venueCode?: string | undefined;
  venueMessage?: string | undefined;
  candidates?: readonly string[] | undefined;
}>;

export type Result<T> = Readonly<{ ok: true; value: T } | { ok: false; failure: Failure }>;

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (failure: Failure): Result<never> => ({ ok: false, failure });

/** Ends every exhaustive switch: a new kind is then a compile error, and at run time never passes silently. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
