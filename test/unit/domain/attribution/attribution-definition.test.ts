import { describe, expect, test } from 'vitest';
import {
  AttributionDefinition,
  faultsOfPolicy,
} from '../../../../domain/attribution/attribution-definition.ts';
import { faultsOf } from '../../../../domain/codec/faults.ts';
import { shippedMeters, type Meter } from '../../../../domain/meter/meter.ts';
import { decodeOrThrow } from '../../../support/decode-or-throw.ts';

const policy = { effectiveFrom: '2026-01-01T00:00:00Z', default: 'actor' };
const faultsIn = (input: unknown): readonly string[] =>
  faultsOf(AttributionDefinition.decode(input), '').map(
    ({ path, message }) => `${path} ${message}`,
  );
const splitOf = (split: object) => ({ ...policy, meters: { 'files.stored': { split } } });

test('a policy becomes the form that is stored', () => {
  expect(decodeOrThrow(AttributionDefinition, policy)).toEqual({
    effectiveFrom: '2026-01-01T00:00:00.000Z',
    default: 'actor',
    meters: {},
  });
  const split = { actor: '0.333333333333333333', group_owner: '0.666666666666666667' };
  expect(decodeOrThrow(AttributionDefinition, splitOf(split)).meters).toEqual({
    'files.stored': { split },
  });
});

describe('a policy is refused where', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['it is no object', null, [' must be an object']],
    ['parts are missing', {}, ['/effectiveFrom is missing', '/default is missing']],
    [
      'there is no such party',
      { ...policy, default: 'owner' },
      ['/default must be actor, group, group_owner or a split'],
    ],
    [
      'a key is no meter’s',
      { ...policy, meters: { 'A b': 'actor' } },
      ['/meters/A b is no key of a meter'],
    ],
    [
      'shares come to less than 1',
      splitOf({ actor: '0.5', group: '0.499999999999999999' }),
      ['/meters/files.stored/split must have shares that sum to exactly 1'],
    ],
    [
      'shares come to more than 1',
      splitOf({ actor: '0.5', group: '0.500000000000000001' }),
      ['/meters/files.stored/split must have shares that sum to exactly 1'],
    ],
    [
      'one party is all there is',
      splitOf({ actor: '1' }),
      ['/meters/files.stored/split must name at least two parties'],
    ],
    [
      'a share is nothing, or a number',
      splitOf({ actor: '0', group: 1 }),
      ['/meters/files.stored/split/actor must be more', '/meters/files.stored/split/group must be'],
    ],
    [
      'a share is nobody’s',
      splitOf({ actor: '0.5', owner: '0.5' }),
      ['/meters/files.stored/split/owner is not known here'],
    ],
    [
      'there are too many exceptions',
      {
        ...policy,
        meters: Object.fromEntries(Array.from({ length: 251 }, (_, n) => [`m${n}`, 'actor'])),
      },
      ['/meters must have up to 250 entries'],
    ],
  ])('%s', (_, input, expected) => {
    const found = faultsIn(input);
    expect(found).toHaveLength(expected.length);
    expected.forEach((text, index) => {
      expect(found[index]).toContain(text);
    });
  });
});

describe('for a tenant, a policy is refused where', () => {
  const seats: Meter = {
    key: 'seats',
    unit: 'seat',
    types: ['acme.seats'],
    aggregation: 'max',
    value: 'n',
  };
  const meters = [...shippedMeters, seats];
  const halves = { split: { actor: '0.5', group: '0.5' } };
  const faultsFor = (more: object) =>
    faultsOfPolicy({ ...policy, ...more }, meters).map(({ path, message }) => `${path} ${message}`);

  test.each<[string, object, readonly string[]]>([
    ['nothing is wrong: it is not', { meters: { 'storage.bytes': halves, seats: 'group' } }, []],
    ['all can be split: it is not', { default: halves, meters: { seats: 'group' } }, []],
    [
      'a meter is not known, or cannot be split',
      { meters: { gone: 'actor', seats: halves } },
      ['/meters/gone is no meter that is known', '/meters/seats cannot be split: the meter is max'],
    ],
    [
      'the default would split what cannot be',
      { default: halves },
      ['/default splits what cannot be split: seats'],
    ],
    [
      'it has faults of other kinds: it is not',
      { default: 3, meters: { 'A b': {}, seats: {} } },
      [],
    ],
  ])('%s', (_, more, expected) => {
    expect(faultsFor(more)).toEqual(expected);
  });

  test.each([null, 3, { meters: 3 }])('it is %j, which has no fault of this kind', (input) => {
    expect(faultsOfPolicy(input, meters)).toEqual([]);
  });
});
