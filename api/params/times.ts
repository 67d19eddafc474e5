import * as t from 'io-ts';
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

/** An instant on a quarter-hour: what usage is kept by. */
export const QuarterHourText = fromText('QuarterHour', schema, `${form}, on a quarter-hour`, {
  is: t.number.is,
  read: (text) => {
    const at = parseInstant(text);
    return at !== undefined && at % quarterHourMs === 0 ? at : undefined;
  },
  write: instantText,
});
