import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantText, parseInstant } from '../../../../domain/time/instant.ts';

const utc = (...parts: Parameters<typeof Date.UTC>): number => Date.UTC(...parts);

describe('a time that names an instant', () => {
  test.each([
    ['2026-01-15T09:30:00Z', utc(2026, 0, 15, 9, 30)],
    ['2026-01-15t09:30:00z', utc(2026, 0, 15, 9, 30)],
    ['2026-01-15T09:30:00.5Z', utc(2026, 0, 15, 9, 30, 0, 500)],
    ['2026-01-15T09:30:00.05Z', utc(2026, 0, 15, 9, 30, 0, 50)],
    ['2026-01-15T09:30:00.123Z', utc(2026, 0, 15, 9, 30, 0, 123)],
    ['2026-01-15T09:30:00.999999999Z', utc(2026, 0, 15, 9, 30, 0, 999)],
    ['2026-01-15T09:30:00+00:00', utc(2026, 0, 15, 9, 30)],
    ['2026-01-15T09:30:00-00:00', utc(2026, 0, 15, 9, 30)],
    ['2026-01-15T09:30:00+05:30', utc(2026, 0, 15, 4, 0)],
    ['2026-01-01T00:00:00+23:59', utc(2025, 11, 31, 0, 1)],
    ['2025-12-31T23:59:59-23:59', utc(2026, 0, 1, 23, 58, 59)],
    ['2024-02-29T00:00:00Z', utc(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', utc(2000, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2026-12-31T23:59:59.999Z', utc(2027, 0, 1) - 1],
    ['9999-12-31T23:59:59Z', utc(9999, 11, 31, 23, 59, 59)],
  ])('%s', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });
});

describe('a text that names none', () => {
  test.each([
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['29 February of a century', '1900-02-29T00:00:00Z'],
    ['31 April', '2026-04-31T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['day 32', '2026-01-32T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['24:00:00', '2026-01-01T24:00:00Z'],
    ['24:00:01', '2026-01-01T24:00:01Z'],
    ['minute 60', '2026-01-01T00:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['no offset', '2026-01-01T00:00:00'],
    ['an offset of 24 hours', '2026-01-01T00:00:00+24:00'],
    ['an offset of 60 minutes', '2026-01-01T00:00:00+00:60'],
    ['an offset without a colon', '2026-01-01T00:00:00+0100'],
    ['an offset of hours', '2026-01-01T00:00:00+01'],
    ['a blank for the T', '2026-01-01 00:00:00Z'],
    ['no seconds', '2026-01-01T00:00Z'],
    ['a point without digits', '2026-01-01T00:00:00.Z'],
    ['ten digits of a second', '2026-01-01T00:00:00.0123456789Z'],
    ['a comma', '2026-01-01T00:00:00,5Z'],
    ['a day alone', '2026-01-01'],
    ['five digits of a year', '12026-01-01T00:00:00Z'],
    ['a signed year', '+002026-01-01T00:00:00Z'],
    ['blanks around', ' 2026-01-01T00:00:00Z'],
    ['a line break behind', '2026-01-01T00:00:00Z\n'],
    ['digits of another script', '２０26-01-01T00:00:00Z'],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

test('years before 100 are themselves, not those of the last century', () => {
  expect(parseInstant('0050-01-01T00:00:00Z')).toBe(Date.parse('0050-01-01T00:00:00Z'));
  expect(parseInstant('0000-02-29T12:00:00Z')).toBe(Date.parse('0000-02-29T12:00:00Z'));
});

test('every instant is read back from its text', () => {
  const anyInstant = fc.integer({
    min: Date.parse('0000-01-01T00:00:00Z'),
    max: Date.parse('9999-12-31T23:59:59.999Z'),
  });
  fc.assert(
    fc.property(anyInstant, (at) => {
      expect(parseInstant(instantText(at))).toBe(at);
    }),
  );
});

test('an offset is that many minutes ahead of UTC', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1439, max: 1439 }), (minutes) => {
      const two = (part: number): string => String(part).padStart(2, '0');
      const size = Math.abs(minutes);
      const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
      const at = parseInstant(`2026-03-01T12:00:00${offset}`);
      expect(at).toBe(Date.UTC(2026, 2, 1, 12) - minutes * 60_000);
    }),
  );
});
