/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. All times inside are these; text is for the borders. */
export type EpochMs = number;

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

// The calendar repeats itself after 400 years. `Date.UTC` takes the years 0 to 99 for those of the last century,
// so the years are read one such cycle later.
const cycleYears = 400;
const cycleMs = 146_097 * 86_400_000;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);

const isDay = (year: number, month: number, day: number): boolean =>
  day >= 1 && day <= daysIn(year, month);

const isClockTime = (hour: number, minute: number, second: number): boolean =>
  hour <= 23 && minute <= 59 && second <= 59;

/**
 * The instant an RFC 3339 text names, cut to milliseconds; undefined where it names none: no offset, no such day
 * (V8 would roll 30 February over to March), hour 24, a leap second.
 */
export const parseInstant = (text: string): EpochMs | undefined => {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const [offsetHour, offsetMinute] = [part(10), part(11)];
  if (!isDay(year, month, day) || !isClockTime(hour, minute, second)) return undefined;
  if (!isClockTime(offsetHour, offsetMinute, 0)) return undefined;
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const local =
    Date.UTC(year + cycleYears, month - 1, day, hour, minute, second, millisecond) - cycleMs;
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000;
  return match[9] === '-' ? local + offsetMs : local - offsetMs;
};

/** RFC 3339 in UTC with milliseconds, e.g. `2026-01-15T09:30:00.000Z`. */
export const instantText = (at: EpochMs): string => new Date(at).toISOString();

/** The instant of a text of ours. Throws TypeError where it names none. */
export const instantOf = (text: string): EpochMs => {
  const at = parseInstant(text);
  if (at === undefined) throw new TypeError(`${text} is no time`);
  return at;
};
