import { refined } from '../domain/codec/refined.ts';

// What answers are made of. Quantities and whole numbers without a bound are texts: a JSON number would lose digits.

const text = (value: unknown): value is string => typeof value === 'string';

/** A number of things within one request. */
export const Count = refined(
  'Count',
  { type: 'integer', minimum: 0 },
  'must be a whole number of at least 0',
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
);

export const WholeText = refined(
  'WholeText',
  { type: 'string', pattern: '^-?\\d+$', examples: ['1234'] },
  'must be a whole number as a text',
  (value): value is string => text(value) && /^-?\d+$/.test(value),
);

export const DecimalText = refined(
  'DecimalText',
  { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', examples: ['12.5'] },
  'must be a decimal as a text',
  (value): value is string => text(value) && /^-?\d+(\.\d+)?$/.test(value),
);

export const TimeText = refined(
  'TimeText',
  { type: 'string', format: 'date-time', examples: ['2026-01-15T09:30:00.000Z'] },
  'must be a time in UTC',
  (value): value is string => text(value) && value.endsWith('Z'),
);
