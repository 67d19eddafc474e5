import { refined } from '../../domain/codec/refined.ts';
import { monthPeriod } from '../../domain/time/months.ts';

/** A calendar month, as it is billed. */
export const MonthText = refined(
  'MonthText',
  { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', examples: ['2026-01'] },
  'must be a month, YYYY-MM',
  (value): value is string => typeof value === 'string' && monthPeriod('UTC', value) !== undefined,
);
