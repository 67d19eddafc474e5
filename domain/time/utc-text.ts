import * as t from 'io-ts';
import type { DescribedType } from '../codec/refined.ts';
import { instantText, parseInstant } from './instant.ts';

const earliest = Date.UTC(1970, 0, 1);
const end = Date.UTC(9999, 0, 1);

const canonical = (input: unknown): string | undefined => {
  const at = typeof input === 'string' ? parseInstant(input) : undefined;
  return at !== undefined && at >= earliest && at < end ? instantText(at) : undefined;
};

/** A time of the years 1970 to 9998 as a text of RFC 3339 with any offset, which is kept in UTC and to the millisecond. */
export const UtcText: DescribedType<string> = Object.assign(
  new t.Type<string>(
    'UtcText',
    (value): value is string => typeof value === 'string' && canonical(value) === value,
    (input, context) => {
      const text = canonical(input);
      return text === undefined
        ? t.failure(
            input,
            context,
            'must be an RFC 3339 time with an offset, of the years 1970 to 9998',
          )
        : t.success(text);
    },
    t.identity,
  ),
  { schema: { type: 'string', format: 'date-time', examples: ['2026-01-31T23:00:00.000Z'] } },
);
