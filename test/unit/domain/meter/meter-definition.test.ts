import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { faultsOf } from '../../../../domain/codec/faults.ts';
import { shippedMeters } from '../../../../domain/meter/meter.ts';
import { MeterDefinition, StoredMeter } from '../../../../domain/meter/meter-definition.ts';

const pages = {
  key: 'pages',
  unit: 'page',
  types: ['acme.printed'],
  aggregation: 'sum',
  value: 'n',
};
const count = { key: 'prints', unit: 'print', types: ['acme.printed'], aggregation: 'count' };

const faults = (definition: unknown): readonly string[] =>
  faultsOf(MeterDefinition.decode(definition), '').map(({ path, message }) => `${path} ${message}`);

describe('a definition that is taken', () => {
  test.each<[object]>([
    [count],
    [pages],
    [{ ...pages, absent: '1' }],
    [{ ...pages, absent: 0.5 }],
    ...['max', 'unique', 'latest', 'time_weighted'].map((aggregation): [object] => [
      { ...pages, aggregation },
    ]),
    [{ ...count, key: 'a', unit: 'ü'.repeat(32) }],
    [{ ...count, key: `a${'_.9'.repeat(21)}` }],
    [{ ...count, where: [] }],
    [
      {
        ...count,
        where: [
          { key: 'c', is: ['', 1, true, null] },
          { key: 'd', isNot: [2] },
        ],
      },
    ],
    [
      {
        ...count,
        where: [
          { key: 'c', atLeast: 1, below: '2.5' },
          { key: 'c', below: -1 },
        ],
      },
    ],
    [{ ...count, dimensions: ['a', 'b', 'c', 'd'] }],
  ])('%j', (definition) => {
    const decoded = MeterDefinition.decode(definition);
    expect(isRight(decoded) && decoded.right).toBe(definition);
  });
});

describe('a definition that is refused, and why', () => {
  test.each<[object, readonly string[]]>([
    [{ ...count, key: 'files.stored' }, ['/key is the key of a meter that every tenant has']],
    [
      { ...count, key: 'Prints' },
      ['/key must be 1 to 64 of a-z, 0-9, _ and ., the first a letter'],
    ],
    [{ ...count, unit: '' }, ['/unit must be a text of 1 to 32 characters']],
    [{ ...count, types: [] }, ['/types must have 1 to 20 entries']],
    [{ ...count, types: ['a', 'a'] }, ['/types/1 is there twice']],
    [{ ...count, types: ['usage.voided'] }, ['/types/0 amends facts and is counted by no meter']],
    [{ ...count, types: 'a' }, ['/types must be a list']],
    [{ ...count, aggregation: 'average' }, ['/aggregation must be one of count, sum, max,']],
    [{ ...count, value: 'n' }, ['/value means nothing where facts are counted']],
    [{ ...count, absent: '1' }, ['/absent means nothing where values are not summed up']],
    [
      { ...pages, value: undefined, aggregation: 'max', absent: 'x' },
      ['/value', '/absent must be', '/absent means'],
    ],
    [{ ...count, aggregation: 'latest' }, ['/value is missing']],
    [{ ...count, where: [{ key: 'c' }] }, ['/where/0 must say one of']],
    [{ ...count, where: [{ key: 'c', is: [1], below: 2 }] }, ['/where/0 must say one of']],
    [{ ...count, where: [{ key: 'c', is: [] }] }, ['/where/0/is must have 1 to 50 entries']],
    [{ ...count, where: [{ key: 'c', is: [{}] }] }, ['/where/0/is/0 must be a text of up to 256']],
    [{ ...count, where: [{ key: 'c', atLeast: 'many' }] }, ['/where/0/atLeast must be a decimal']],
    [
      { ...count, where: [{ key: 'c', atLeast: 5, below: '5.0' }] },
      ['/where/0/below must be more than atLeast'],
    ],
    [
      { ...count, where: [{ key: 'c', is: [0.1234567890123456] }] },
      ['/where/0/is/0 has more than 15'],
    ],
    [{ ...count, where: [{ key: 'c', is: ['\ud800'] }] }, ['/where/0/is/0 must not hold half']],
    [{ ...count, where: Array(21).fill({ key: 'c', is: [1] }) }, ['/where must have up to 20']],
    [{ ...count, dimensions: ['a', 'b', 'c', 'd', 'e'] }, ['/dimensions must have 1 to 4']],
    [{ ...count, dimensions: ['a', 'a'] }, ['/dimensions/1 is there twice']],
    [{ ...count, dimensions: ['group', 'a'] }, ['/dimensions/0 is told apart without']],
    [{ ...count, colour: 'red' }, ['/colour is not known here']],
  ])('%j', (definition, expected) => {
    const told = faults(definition);
    expect(told).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(told[index]).toContain(text);
  });

  test('all at once', () => {
    const told = faults({ key: 'files.stored', types: ['usage.x'], aggregation: 'max', absent: 1 });
    expect(told.map((text) => text.split(' ')[0])).toEqual([
      '/unit',
      '/key',
      '/types/0',
      '/value',
      '/absent',
    ]);
  });

  test('one that is too long', () => {
    const is = Array.from({ length: 50 }, (_, n) => String(n).padEnd(256, 'x'));
    const where = Array.from({ length: 20 }, () => ({ key: 'c', is }));
    expect(faults({ ...count, where })).toEqual([expect.stringContaining('at most 65536')]);
  });

  test.each([[null], ['a'], [[]]])('%j is no object', (definition) => {
    expect(faults(definition)).toEqual([' must be an object']);
  });
});

test('what was stored is read whatever is shipped later', () => {
  expect(isRight(StoredMeter.decode({ ...count, key: 'files.stored' }))).toBe(true);
  for (const meter of shippedMeters) expect(isRight(StoredMeter.decode(meter))).toBe(true);
});
