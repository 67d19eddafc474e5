import type { BilledPeriod } from '../../../domain/billing/document.ts';

// Rule 16, by looking at the clock of the zone every quarter of an hour, on which all zones change.

const quarterHourMs = 900_000;

/** The month that the calendar of a zone shows at an instant. */
const shownMonth = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toPlainYearMonth()
    .toString();

/** The first instant at which the calendar of a zone shows this month. */
const startOfMonth = (month: string, timeZone: string): number => {
  let at = Date.parse(`${month}-01T00:00:00Z`) - 36 * 3_600_000;
  while (shownMonth(at, timeZone) !== month) at += quarterHourMs;
  return at;
};

export const monthAfter = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return next.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-');
};

export const timeText = (at: number): string => new Date(at).toISOString();

const known = new Map<string, number>();

const startOnce = (month: string, timeZone: string): number => {
  const key = `${month} ${timeZone}`;
  const start = known.get(key) ?? startOfMonth(month, timeZone);
  known.set(key, start);
  return start;
};

/** A month of a zone, from its first midnight to that of the next. */
export const monthIn = (month: string, timeZone: string): BilledPeriod => ({
  month,
  from: timeText(startOnce(month, timeZone)),
  to: timeText(startOnce(monthAfter(month), timeZone)),
});
