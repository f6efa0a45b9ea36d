import { expect, it } from 'vitest';
import { hideKeys } from '../../../electron/venues/hideKeys.ts';

it('takes an account’s own key out of what its venue says', () => {
  const hide = hideKeys(() => ['Q7ykz', 'S3cret+Word', undefined]);
  expect(hide('error sign! origin_string[1700000000000Q7ykz5000] S3cret+Word')).toBe(
    'error sign! origin_string[1700000000000[removed]5000] [removed]',
  );
});

it('leaves words alone that a very short passphrase is part of', () => {
  expect(hideKeys(() => ['', 'a', 'not'])('not a word')).toBe('not a word');
});
