import type { Failure } from '../../shared/failure.ts';

/** The venue's code and words, without what the failure's own message already says; null when nothing is left to add. */
export function venueWords(failure: Failure): string | null {
  const said = failure.message.toLowerCase();
  const news = [failure.venueCode, failure.venueMessage].filter(
    (part): part is string =>
      part !== undefined && part.trim() !== '' && !said.includes(part.trim().replace(/\.$/, '').toLowerCase()),
  );
  return news.length === 0 ? null : news.join(' ');
}

/** One line: what happened, and the venue's code and words once. */
export function failureLine(failure: Failure): string {
  const words = venueWords(failure);
  return words === null ? failure.message : `${failure.message} (${words})`;
}
