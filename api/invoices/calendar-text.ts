import type { Span } from '../../domain/billing/document.ts';

// Dates in words. Not by the machine's locales, which change between versions: the same document is the same bytes for ever.

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const monthName = (month: number): string => months[month - 1] ?? '';

/** `2026-03` as `March 2026`. */
export const monthText = (month: string): string =>
  `${monthName(Number(month.slice(5)))} ${month.slice(0, 4)}`;

const zoned = (at: string, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);

const dayText = ({ day, month, year }: Temporal.PlainDate): string =>
  `${day} ${monthName(month)} ${year}`;

const startsDay = (at: Temporal.ZonedDateTime): boolean => at.equals(at.startOfDay());

const momentOf = (at: Temporal.ZonedDateTime): string =>
  `${dayText(at.toPlainDate())}, ${at.toPlainTime().toString().slice(0, 8).replace(/:00$/, '')}`;

/** An instant as its day and time in a zone: `3 April 2026, 02:10`. */
export const momentText = (at: string, timeZone: string): string => momentOf(zoned(at, timeZone));

/** The first day without what the last one says too. */
const shortened = (first: Temporal.PlainDate, last: Temporal.PlainDate): string => {
  if (first.year !== last.year) return dayText(first);
  return first.month === last.month ? String(first.day) : `${first.day} ${monthName(first.month)}`;
};

/** A span as its first and last day where it consists of whole ones, else as its first instant and the one it ends before. */
export const spanText = ({ from, to }: Span, timeZone: string): string => {
  const [begin, end] = [zoned(from, timeZone), zoned(to, timeZone)];
  if (!startsDay(begin) || !startsDay(end)) return `${momentOf(begin)} to ${momentOf(end)}`;
  const [first, last] = [begin.toPlainDate(), end.toPlainDate().subtract({ days: 1 })];
  if (first.equals(last)) return dayText(first);
  return `${shortened(first, last)} to ${dayText(last)}`;
};
