import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, instantText } from '../../../../domain/time/instant.ts';
import {
  isMonthStart,
  isTimeZone,
  monthAfter,
  monthOf,
  monthPeriod,
} from '../../../../domain/time/months.ts';

const periodIn = (zone: string, month: string) => {
  const period = monthPeriod(zone, month);
  if (period === undefined) throw new Error(`${month} is no month`);
  return period;
};

const hourMs = 3_600_000;

describe('a month is the time between two first midnights', () => {
  test.each([
    ['UTC', '2026-02', '2026-02-01T00:00:00.000Z', 28 * 24],
    ['UTC', '2024-02', '2024-02-01T00:00:00.000Z', 29 * 24],
    ['Europe/Berlin', '2026-02', '2026-01-31T23:00:00.000Z', 28 * 24],
    ['Europe/Berlin', '2026-03', '2026-02-28T23:00:00.000Z', 31 * 24 - 1],
    ['Europe/Berlin', '2026-10', '2026-09-30T22:00:00.000Z', 31 * 24 + 1],
    ['Asia/Kathmandu', '2026-01', '2025-12-31T18:15:00.000Z', 31 * 24],
    // Half an hour of summer time.
    ['Australia/Lord_Howe', '2026-04', '2026-03-31T13:00:00.000Z', 30 * 24 + 0.5],
    ['Australia/Lord_Howe', '2026-10', '2026-09-30T13:30:00.000Z', 31 * 24 - 0.5],
    // The zone moves within the month.
    ['America/Caracas', '2016-05', '2016-05-01T04:30:00.000Z', 31 * 24 - 0.5],
    ['Asia/Pyongyang', '2018-05', '2018-04-30T15:30:00.000Z', 31 * 24 - 0.5],
    // There was no 30 December.
    ['Pacific/Apia', '2011-12', '2011-12-01T10:00:00.000Z', 30 * 24],
    // Summer time begins at midnight, so that there is none.
    ['America/Asuncion', '2017-10', '2017-10-01T04:00:00.000Z', 31 * 24 - 1],
    ['Asia/Amman', '2016-04', '2016-03-31T22:00:00.000Z', 30 * 24 - 1],
    ['Africa/Casablanca', '2009-06', '2009-06-01T00:00:00.000Z', 30 * 24 - 1],
    // It ends at one o'clock, so that there are two: the first counts.
    ['America/Havana', '2020-11', '2020-11-01T04:00:00.000Z', 30 * 24 + 1],
    ['America/St_Johns', '2009-11', '2009-11-01T02:30:00.000Z', 30 * 24 + 1],
  ])('%s %s', (zone, month, from, hours) => {
    const period = periodIn(zone, month);
    expect(instantText(period.from)).toBe(from);
    expect((period.to - period.from) / hourMs).toBe(hours);
  });

  test.each(['2026-13', '2026-00', '2026-1', '26-01', '2026-01-01', '', '9999-01', '2026-01 '])(
    '%j is none',
    (text) => {
      expect(monthPeriod('UTC', text)).toBeUndefined();
    },
  );
});

test('an instant shortly after midnight, which the clock shows twice, is in the new month', () => {
  // At 00:01 the clocks went back to 23:01 of 31 October.
  const at = instantOf('2009-11-01T02:45:00Z');
  const clock = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('America/St_Johns');
  expect(clock.toPlainDate().toString()).toBe('2009-10-31');
  expect(monthOf('America/St_Johns', at)).toBe('2009-11');
});

describe('every instant is in the period of its month and in no other', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'America/Asuncion',
    'Pacific/Apia',
  ];
  test.each(zones)('%s', (zone) => {
    const span = { min: Date.UTC(1985, 0, 1), max: Date.UTC(2040, 0, 1) };
    fc.assert(
      fc.property(fc.integer(span), fc.integer({ min: -2, max: 2 }), (about, nudge) => {
        // Bounds are where it can go wrong.
        const bound = periodIn(zone, monthOf(zone, about)).from;
        for (const at of [about, bound + nudge]) {
          const month = monthOf(zone, at);
          const { from, to } = periodIn(zone, month);
          expect(from <= at && at < to).toBe(true);
          expect(periodIn(zone, monthAfter(month)).from).toBe(to);
          expect(isMonthStart(zone, at)).toBe(at === from);
        }
      }),
    );
  });
});

describe('months are counted on', () => {
  test.each([
    ['2025-12', 1, '2026-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-01', -13, '2024-12'],
    ['2026-06', 0, '2026-06'],
    ['2026-06', 30, '2028-12'],
    ['0999-12', 1, '1000-01'],
  ])('%s and %i', (month, count, expected) => {
    expect(monthAfter(month, count)).toBe(expected);
  });

  test('by one where nothing is said, up to the end of all four-digit years', () => {
    expect(monthAfter('2026-01')).toBe('2026-02');
    expect(monthOf('UTC', instantOf('9999-12-31T23:59:59.999Z'))).toBe('9999-12');
  });
});

describe('the name of a time zone', () => {
  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Ushuaia', 'Etc/GMT+5'])(
    '%s is one',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  test.each(['+05:30', '-03', 'UTC+1', 'europe/berlin', 'Europe/Berlin ', 'Mars/Olympus', 'Z', ''])(
    '%j is none',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});
