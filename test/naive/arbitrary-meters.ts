import * as fc from 'fast-check';
import { anyOddValue, oddTypes } from './arbitrary-said.ts';
import type { Condition, Meter, Scalar } from './meter.ts';

const anyScalar = anyOddValue.filter(
  (value): value is Scalar => value === null || typeof value !== 'object',
);
const anyListed = fc.uniqueArray(
  fc.oneof(fc.constantFrom<Scalar[]>('a', 1, 200, null, true), anyScalar),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const anyKey = fc.constantFrom(
  'value',
  'value',
  'value',
  'kind',
  'status',
  'count',
  'constructor',
  'route',
  'missing',
);
const anyBound = fc.constantFrom('-3', '0', '0.50', '0.5', '1.0', '1', '2', '0.000000000000000001');

const plain = { noNullPrototype: true } as const;

const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ key: anyKey, is: anyListed }, plain),
  fc.record({ key: anyKey, isNot: anyListed }, plain),
  fc.record({ key: anyKey, atLeast: anyBound }, plain),
  fc.record({ key: anyKey, below: anyBound }, plain),
  fc.record(
    { key: anyKey, atLeast: fc.constantFrom('-3', '0'), below: fc.constantFrom('1.0', '5') },
    plain,
  ),
);

const anyTypes = fc.oneof(
  { weight: 4, arbitrary: fc.constant(oddTypes) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ['acme.printed'],
      ['openmeet.api.request'],
      ['openmeet.file.stored', 'openmeet.file.shared', 'acme.heated'],
      ['openmeet.group.joined', 'openmeet.group.left'],
    ),
  },
);

const anyDecimalKey = fc.constantFrom(
  'value',
  'value',
  'count',
  'bytes',
  'durationMs',
  'constructor',
);
const sumsOf = fc.record(
  {
    aggregation: fc.constant('sum'),
    value: anyDecimalKey,
    absent: fc.constantFrom('0', '1', '-2.50'),
  },
  { requiredKeys: ['aggregation', 'value'], noNullPrototype: true },
);
const decimalsOf = fc.record({
  aggregation: fc.constantFrom('max', 'latest', 'time_weighted', 'time_weighted'),
  value: anyDecimalKey,
});
const valuesOf = fc.record({
  aggregation: fc.constant('unique'),
  value: fc.constantFrom('value', 'value', 'kind', 'fileId', 'constructor'),
});
const factsOf = fc.record({ aggregation: fc.constant('count') });

const anyFilter = fc.record({
  where: fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.array(anyCondition, { minLength: 1, maxLength: 2 }) },
  ),
  dimensions: fc.option(
    fc.uniqueArray(fc.constantFrom('kind', 'kind', 'value', 'route', 'constructor'), {
      minLength: 1,
      maxLength: 2,
    }),
    { nil: undefined, freq: 3 },
  ),
});

/** A meter's definition but for its key. */
export const anyMeter: fc.Arbitrary<Omit<Meter, 'key'>> = fc
  .tuple(
    anyTypes,
    fc.oneof(
      { weight: 1, arbitrary: sumsOf },
      { weight: 4, arbitrary: decimalsOf },
      { weight: 1, arbitrary: valuesOf },
      { weight: 1, arbitrary: factsOf },
    ),
    anyFilter,
  )
  .map(([types, measures, { where, dimensions }]) => ({
    unit: 'units',
    types: [...types],
    ...measures,
    ...(where === undefined ? {} : { where }),
    ...(dimensions === undefined ? {} : { dimensions }),
  }));
