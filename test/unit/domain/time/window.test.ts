import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantText, parseInstant } from '../../../../domain/time/instant.ts';
import {
  cutIntoWindows,
  dayOf,
  quarterHourOf,
  type Period,
} from '../../../../domain/time/window.ts';

const at = (text: string): number => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`${text} is no time`);
  return instant;
};

const bounds = (windows: readonly Period[] | undefined): readonly string[] | undefined =>
  windows?.map(({ from, to }) => `${instantText(from)} ${instantText(to)}`);

test.each([
  [0, 0],
  [899_999, 0],
  [900_000, 900_000],
  [-1, -900_000],
])('the quarter-hour of %d begins at %d', (instant, start) => {
  expect(quarterHourOf(instant)).toBe(start);
});

test.each([
  ['2026-01-15T00:00:00Z', '2026-01-15T00:00:00Z'],
  ['2026-01-15T23:59:59.999Z', '2026-01-15T00:00:00Z'],
  ['1969-12-31T23:00:00Z', '1969-12-31T00:00:00Z'],
])('the day of %s begins at %s', (instant, start) => {
  expect(dayOf(at(instant))).toBe(at(start));
});

describe('a period is cut', () => {
  test('at the months, the first and the last window short', () => {
    const period = { from: at('2023-12-15T10:00:00Z'), to: at('2024-03-01T00:00:00.001Z') };
    expect(bounds(cutIntoWindows(period, 'month', 10))).toEqual([
      '2023-12-15T10:00:00.000Z 2024-01-01T00:00:00.000Z',
      '2024-01-01T00:00:00.000Z 2024-02-01T00:00:00.000Z',
      '2024-02-01T00:00:00.000Z 2024-03-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z 2024-03-01T00:00:00.001Z',
    ]);
  });

  test('at the days, the leap day included', () => {
    const period = { from: at('2024-02-28T12:00:00Z'), to: at('2024-03-01T12:00:00Z') };
    expect(bounds(cutIntoWindows(period, 'day', 10))).toEqual([
      '2024-02-28T12:00:00.000Z 2024-02-29T00:00:00.000Z',
      '2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z 2024-03-01T12:00:00.000Z',
    ]);
  });

  test('at the hours', () => {
    const period = { from: at('2026-01-01T00:15:00Z'), to: at('2026-01-01T02:00:00Z') };
    expect(bounds(cutIntoWindows(period, 'hour', 10))).toEqual([
      '2026-01-01T00:15:00.000Z 2026-01-01T01:00:00.000Z',
      '2026-01-01T01:00:00.000Z 2026-01-01T02:00:00.000Z',
    ]);
  });
});

test('an empty period has no windows', () => {
  expect(cutIntoWindows({ from: 5, to: 5 }, 'day', 10)).toEqual([]);
});

test('as many windows as the limit are made and no more', () => {
  const from = at('2026-01-01T00:00:00Z');
  const days = (count: number): Period => ({ from, to: from + count * 86_400_000 });
  expect(cutIntoWindows(days(3), 'day', 3)).toHaveLength(3);
  expect(cutIntoWindows(days(4), 'day', 3)).toBeUndefined();
});

test('windows cover the period without a gap or an overlap', () => {
  const anyInstant = fc.integer({
    min: at('1999-01-01T00:00:00Z'),
    max: at('2002-01-01T00:00:00Z'),
  });
  const anySize = fc.constantFrom('day', 'month');
  fc.assert(
    fc.property(anyInstant, anyInstant, anySize, (a, b, size) => {
      const period = { from: Math.min(a, b), to: Math.max(a, b) };
      const windows = cutIntoWindows(period, size, 2_000) ?? [];
      const edges = [period.from, ...windows.map(({ to }) => to)];
      expect(windows.map(({ from }) => from)).toEqual(edges.slice(0, windows.length));
      expect(edges.at(-1)).toBe(period.to);
      expect(windows.every(({ from, to }) => from < to)).toBe(true);
    }),
  );
});
