// How numbers read on screen. Decimals go into Intl as strings, so no digit is lost; formatters are made once.
import { absolute, isNegative, isZero, toPlaces, type Decimal } from '../../shared/decimal.ts';

const MINUS = '\u2212';
const cache = new Map<number, Intl.NumberFormat>();

function grouped(places: number): Intl.NumberFormat {
  const known = cache.get(places);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  cache.set(places, made);
  return made;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 });

const digits = (value: Decimal) => value as `${number}`;
export const placesOf = (step: Decimal): number => step.split('.')[1]?.length ?? 0;

/** Grouped digits with exactly `places` decimals. */
export function formatPlaces(value: Decimal, places: number): string {
  const rounded = toPlaces(value, places);
  const text = grouped(places).format(digits(absolute(rounded)));
  return isNegative(rounded) && !isZero(rounded) ? MINUS + text : text;
}

/** All digits that the venue gave, grouped. */
export const formatExact = (value: Decimal): string => formatPlaces(value, placesOf(value));

export const formatPrice = (value: Decimal, tickSize: Decimal): string => formatPlaces(value, placesOf(tickSize));

/** A long size loses digits only where a person could not read them anyway; the exact size is in its tooltip. */
export const formatSize = formatExact;

/** "$12,430" from a thousand on, "$12.43" below. */
export function formatUsd(value: Decimal, places?: number): string {
  const size = absolute(value);
  const shown = places ?? (Number(size) >= 1000 ? 0 : 2);
  const text = `$${grouped(shown).format(digits(toPlaces(size, shown)))}`;
  return isNegative(value) && !isZero(toPlaces(value, shown)) ? MINUS + text : text;
}

/** "$1.24M" for buttons and totals; exact below ten thousand. */
export function formatUsdShort(value: Decimal): string {
  const size = absolute(value);
  if (Number(size) < 10_000) return formatUsd(value);
  return `${isNegative(value) ? MINUS : ''}$${compact.format(digits(size))}`;
}

/** With its sign always: "+$120.50", "−$3.20", "$0.00". */
export function formatSignedUsd(value: Decimal, places = 2): string {
  const text = formatUsd(value, places);
  return isZero(toPlaces(value, places)) || isNegative(value) ? text : `+${text}`;
}

export function formatSigned(value: Decimal, places: number): string {
  const text = formatPlaces(value, places);
  return isZero(toPlaces(value, places)) || isNegative(value) ? text : `+${text}`;
}

export const formatPercent = (value: Decimal, places = 1): string => `${formatPlaces(value, places)}%`;
/** From a hundred percent on the decimals say nothing any more. */
export const formatSignedPercent = (value: Decimal, places = 1): string =>
  `${formatSigned(value, Number(absolute(value)) >= 100 ? 0 : places)}%`;

/** "0.3 s", "12 s", "4 min", "2 h". */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, ageMs) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** "84 ms", "1.24 s", "62.1 s". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(2)} s` : `${(durationMs / 1000).toFixed(1)} s`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
export const formatClock = (atMs: number): string => clock.format(atMs);
export const formatDay = (atMs: number): string => day.format(atMs);

export type Tone = 'gain' | 'loss' | 'even';
export const toneOf = (value: Decimal): Tone => (isZero(value) ? 'even' : isNegative(value) ? 'loss' : 'gain');

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(0).format(count)} ${count === 1 ? one : many}`;
