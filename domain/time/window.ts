import type { EpochMs } from './instant.ts';

/** Half-open: an instant belongs to it when `from <= instant < to`. */
export type Period = { readonly from: EpochMs; readonly to: EpochMs };

export const quarterHourMs = 900_000;
const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The quarter-hour (UTC) an instant falls in, by its start. Every zone in use today can be cut on quarter-hours. */
export const quarterHourOf = (at: EpochMs): EpochMs =>
  Math.floor(at / quarterHourMs) * quarterHourMs;

/** The day (UTC) an instant falls in, by its start. */
export const dayOf = (at: EpochMs): EpochMs => Math.floor(at / dayMs) * dayMs;

export type WindowSize = 'hour' | 'day' | 'month';

/** The start of the window after the one that `at` falls in (UTC). */
const nextBoundary = (at: EpochMs, size: WindowSize): EpochMs => {
  switch (size) {
    case 'hour':
      return Math.floor(at / hourMs) * hourMs + hourMs;
    case 'day':
      return dayOf(at) + dayMs;
    case 'month': {
      const month = Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO('UTC')
        .toPlainDate()
        .toPlainYearMonth();
      return month.add({ months: 1 }).toPlainDate({ day: 1 }).toZonedDateTime('UTC')
        .epochMilliseconds;
    }
  }
};

/**
 * Cuts a period at the calendar boundaries (UTC) inside it; the first and the last window may be shorter than the rest.
 * Undefined where that would make more than `limit` windows.
 */
export const cutIntoWindows = (
  { from, to }: Period,
  size: WindowSize,
  limit: number,
): readonly Period[] | undefined => {
  const windows: Period[] = [];
  for (let at = from; at < to;) {
    if (windows.length === limit) return undefined;
    const next = Math.min(nextBoundary(at, size), to);
    windows.push({ from: at, to: next });
    at = next;
  }
  return windows;
};
