// Some venues quote what they were sent: Bybit's refusal of a signature repeats the API key [D error 10004, origin_string].
// Whatever a venue says goes to the panel, the journal and the log: the account's own key is taken out of it first.

/** Shorter ones would be found in the midst of words. */
const SHORTEST = 5;

export type HideKeys = (text: string) => string;

/** Asked for the keys each time: whoever holds this holds none. */
export const hideKeys =
  (keys: () => readonly (string | undefined)[]): HideKeys =>
  (text) =>
    keys().reduce<string>(
      (left, key) => (key === undefined || key.length < SHORTEST ? left : left.replaceAll(key, '[removed]')),
      text,
    );
