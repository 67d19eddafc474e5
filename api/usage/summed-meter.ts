import * as t from 'io-ts';
import { shippedMeters } from '../../domain/meter/meter.ts';

const summed = shippedMeters.filter(({ aggregation }) => aggregation !== 'time_weighted');
const known = summed.map(({ key }) => key);

const faultOf = (key: unknown): string | undefined => {
  if (typeof key === 'string' && known.includes(key)) return undefined;
  return shippedMeters.some((meter) => meter.key === key)
    ? 'is a level over time: ask /v1/accounts/{account}/storage'
    : `must be one of ${known.join(', ')}`;
};

const isKnown = (key: unknown): key is string => faultOf(key) === undefined;

/** The key of a meter whose usage is a sum over facts. */
export const SummedMeter = Object.assign(
  new t.Type<string>(
    'SummedMeter',
    isKnown,
    (key, context) => (isKnown(key) ? t.success(key) : t.failure(key, context, faultOf(key))),
    t.identity,
  ),
  { schema: { type: 'string', enum: known } },
);

/** What a meter counts, e.g. `byte`. */
export const unitOf = (key: string): string =>
  summed.find((meter) => meter.key === key)?.unit ?? '';
