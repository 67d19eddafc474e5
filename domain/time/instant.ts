/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. All times inside are these; text is for the borders. */
export type EpochMs = number;

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * The instant an RFC 3339 text names, cut to milliseconds; undefined where it names none: no offset, no such day
 * (V8 would roll 30 February over to March), hour 24, a leap second.
 */
export const parseInstant = (text: string): EpochMs | undefined => {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const [, , , , , , , fraction = '', , sign, offsetHour = '0', offsetMinute = '0'] = match;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const millisecond = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return sign === '-' ? local + offsetMs : local - offsetMs;
};

/** RFC 3339 in UTC with milliseconds, e.g. `2026-01-15T09:30:00.000Z`. */
export const instantText = (at: EpochMs): string => new Date(at).toISOString();
