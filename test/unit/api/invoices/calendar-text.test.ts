import { expect, test } from 'vitest';
import { momentText, monthText, spanText } from '../../../../api/invoices/calendar-text.ts';

test('a month', () => {
  expect(monthText('2026-03')).toBe('March 2026');
  expect(monthText('2025-12')).toBe('December 2025');
});

test.each([
  ['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', '1 to 31 March 2026'],
  ['2026-03-15T23:00:00.000Z', '2026-04-02T22:00:00.000Z', '16 March to 2 April 2026'],
  ['2025-12-30T23:00:00.000Z', '2026-01-01T23:00:00.000Z', '31 December 2025 to 1 January 2026'],
  ['2026-03-15T23:00:00.000Z', '2026-03-16T23:00:00.000Z', '16 March 2026'],
  [
    '2026-03-15T23:00:00.000Z',
    '2026-03-16T10:30:15.250Z',
    '16 March 2026, 00:00 to 16 March 2026, 11:30:15',
  ],
])('from %s to %s in Berlin: %s', (from, to, shown) => {
  expect(spanText({ from, to }, 'Europe/Berlin')).toBe(shown);
});

test('a day begins at its first instant, though there be no midnight', () => {
  // Beirut put its clocks on at midnight.
  const span = { from: '2022-03-26T22:00:00.000Z', to: '2022-03-27T21:00:00.000Z' };
  expect(spanText(span, 'Asia/Beirut')).toBe('27 March 2022');
});

test('an instant is told in its zone', () => {
  expect(momentText('2026-04-03T00:10:00.000Z', 'Europe/Berlin')).toBe('3 April 2026, 02:10');
  expect(momentText('2026-04-03T00:10:00.000Z', 'UTC')).toBe('3 April 2026, 00:10');
});
