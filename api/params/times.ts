import * as t from 'io-ts';
import { refined } from '../../domain/codec/refined.ts';
import { instantText, parseInstant } from '../../domain/time/instant.ts';
import { quarterHourMs } from '../../domain/time/window.ts';
import { fromText } from './from-text.ts';

const schema = { type: 'string', format: 'date-time', examples: ['2026-01-01T00:00:00Z'] };
const form =
  'must be an RFC 3339 time with an offset, on a real calendar day, without a leap second (in a URL a plus is written %2B)';

/** An instant, to the millisecond. */
export const InstantText = fromText('Instant', schema, form, {
  is: t.number.is,
  read: parseInstant,
  write: instantText,
});

const quarterHour = { ...schema, description: 'On a quarter-hour' };

const QuarterHour = refined(
  'QuarterHour',
  quarterHour,
  'must lie on a quarter-hour',
  (at): at is number => t.number.is(at) && at % quarterHourMs === 0,
);

/** An instant on a quarter-hour: what usage is kept by. */
export const QuarterHourText = Object.assign(InstantText.pipe(QuarterHour), {
  schema: quarterHour,
});
