// What a disconnected account leaves behind, in words.
import { plural } from '../ui/numbers.ts';

/** "Its 5 open positions and its orders stay at Bybit as they are: nothing is closed or cancelled." */
export const staysWords = (openPositions: number, venue: string): string =>
  `${
    openPositions > 0
      ? `Its ${plural(openPositions, 'open position')} and its orders stay`
      : 'Its positions and orders, if any, stay'
  } at ${venue} as they are: nothing is closed or cancelled`;
