import { instantText, type EpochMs } from './instant.ts';
import type { Period } from './window.ts';

// Calendar months as they are billed, as texts `YYYY-MM`: rule 16 of docs/billing.md.

const monthText = /^\d{4}-(?:0[1-9]|1[0-2])$/;
// The year after it must have four digits too, for the end of its December.
const isMonth = (text: string): boolean => monthText.test(text) && text < '9999';

const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Whether a text is the name of a time zone (IANA), written as it is registered; an offset such as `+05:30` is none. */
export const isTimeZone = (text: string): boolean => {
  if (!zoneName.test(text)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId === text;
  } catch {
    return false;
  }
};

const numbersIn = (month: string): readonly number[] => month.split('-').map(Number);

/** The month so many months after another one, or before it where `count` is negative. */
export const monthAfter = (month: string, count = 1): string => {
  const [year = 0, number = 1] = numbersIn(month);
  const index = year * 12 + number - 1 + count;
  const years = String(Math.floor(index / 12)).padStart(4, '0');
  return `${years}-${String((index % 12) + 1).padStart(2, '0')}`;
};

// What a zone does in a month never changes while the program runs, and to look it up takes long for what is asked of
// every fact. There are as many months as somebody asks for, so that the cache has an end.
const beginnings = new Map<string, EpochMs>();
const beginningsMax = 20_000;

/** The first instant of a month's first day: its first midnight, or where that does not exist the first instant after it. */
const beginningOf = (zone: string, month: string): EpochMs => {
  const key = `${zone} ${month}`;
  const known = beginnings.get(key);
  if (known !== undefined) return known;
  const [year = 0, number = 1] = numbersIn(month);
  const day = new Temporal.PlainDate(year, number, 1);
  const beginning = day.toZonedDateTime(zone).epochMilliseconds;
  if (beginnings.size >= beginningsMax) beginnings.clear();
  beginnings.set(key, beginning);
  return beginning;
};

/**
 * The month `YYYY-MM` in a zone; undefined where the text is no month. The zone must be one (`isTimeZone`), else RangeError is
 * thrown.
 */
export const monthPeriod = (zone: string, month: string): Period | undefined =>
  isMonth(month)
    ? { from: beginningOf(zone, month), to: beginningOf(zone, monthAfter(month)) }
    : undefined;

/**
 * The month whose period an instant falls in, for the years 1 to 9999. That is not always what the clock of the zone says:
 * one that is set back shortly after midnight shows the old month again.
 */
export const monthOf = (zone: string, at: EpochMs): string => {
  // No zone is a day away from UTC, so that it is this month or one of its neighbours.
  const guess = instantText(at).slice(0, 7);
  if (at < beginningOf(zone, guess)) return monthAfter(guess, -1);
  return at < beginningOf(zone, monthAfter(guess)) ? guess : monthAfter(guess);
};

/** Whether a month of the zone begins at this instant. */
export const isMonthStart = (zone: string, at: EpochMs): boolean =>
  beginningOf(zone, monthOf(zone, at)) === at;

/** The beginning of a month that is nearest to an instant: what might have been meant by one that is none. */
export const nearestMonthStart = (zone: string, at: EpochMs): EpochMs => {
  const month = monthOf(zone, at);
  const [from, to] = [beginningOf(zone, month), beginningOf(zone, monthAfter(month))];
  return at - from <= to - at ? from : to;
};
