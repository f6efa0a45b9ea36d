// What a judge can find.
export type FindingKind =
  | 'wrongVerdict'
  | 'flip' // an order of the exit turned a position round
  | 'increase' // an order of the exit made one larger
  | 'duplicate' // more was closed, or works, than was asked for
  | 'exposedUnsaid' // a position lost its protection and the report does not say so
  | 'outOfScope' // the exit touched what it was not asked to
  | 'overrun' // it did not end, or not in time
  | 'wrongMoney' // realised profit or fee is not what the exchange booked
  | 'needless' // not flat, or unknown, though nothing stood in its way
  | 'error'; // the run itself failed

export type Finding = Readonly<{ kind: FindingKind; words: string }>;
