import * as t from 'io-ts';
import { shippedMeters, storageMeter, type Meter } from '../../domain/meter/meter.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import { progressView } from '../meters/meter-progress.ts';
import { problem, Refused } from '../problem.ts';
import type { Queries } from '../queries/queries.ts';

const isCounted = (key: unknown): key is string => MeterKey.is(key) && key !== storageMeter;

const faultOf = (key: unknown): string =>
  key === storageMeter
    ? 'is a level over time: ask /v1/accounts/{account}/storage'
    : 'must be the key of a meter: see /v1/meters';

/** The key of a meter whose usage comes from counted facts; whether there is such a meter is found out later. */
export const CountedMeter = Object.assign(
  new t.Type<string>(
    'CountedMeter',
    isCounted,
    (key, context) => (isCounted(key) ? t.success(key) : t.failure(key, context, faultOf(key))),
    t.identity,
  ),
  {
    schema: {
      type: 'string',
      description: 'The key of a meter of GET /v1/meters',
      examples: ['files.stored'],
    },
  },
);

const counted = shippedMeters.filter(({ key }) => key !== storageMeter);

const comeAgainSeconds = 2;

/**
 * The meter of a key that a tenant may ask for, or what is wrong with the key. Refuses one that is not filled yet: a
 * partial figure would look like a whole one.
 */
export const askedMeter = async (
  { meters }: Pick<Queries, 'meters'>,
  tenant: string,
  key: string,
): Promise<Meter | string> => {
  const shipped = counted.find((meter) => meter.key === key);
  if (shipped !== undefined) return shipped;
  const own = (await meters(tenant)).filter(({ isRetired }) => !isRetired);
  const found = own.find(({ meter }) => meter.key === key);
  if (found === undefined) {
    const known = [...counted, ...own.map(({ meter }) => meter)].map((meter) => meter.key);
    return `must be one of ${known.join(', ')}`;
  }
  if (found.state.state === 'live') return found.meter;
  throw new Refused(
    problem(409, 'meter-filling', `The meter ${key} does not hold all facts yet.`, {
      meter: progressView(found.state),
    }),
    { 'retry-after': String(comeAgainSeconds) },
  );
};

/** What a meter's quantities are counted in: a level over time in its unit times milliseconds. */
export const quantityUnitOf = ({ unit, aggregation }: Meter): string =>
  aggregation === 'time_weighted' ? `${unit}·ms` : unit;
