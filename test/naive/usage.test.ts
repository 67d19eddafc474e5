import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Condition, Meter } from './meter.ts';
import { usage } from './usage.ts';
import type { UsageQuestion } from './world.ts';
import { clock, correctionOf, happened, logOf, voidOf } from './worked-log.ts';

const at = (time: string, data: JsonObject, parts: Partial<Fact> = {}): Fact =>
  happened(time, 'acme.heated', data, parts);

const meterOf = (parts: Partial<Meter>): Meter => ({
  key: 'acme.m',
  unit: 'units',
  types: ['acme.heated'],
  aggregation: 'sum',
  ...(parts.aggregation === 'count' ? {} : { value: 'value' }),
  ...parts,
});

const asked = (
  meter: Partial<Meter>,
  facts: readonly Fact[],
  question: Partial<UsageQuestion> = {},
): readonly string[] =>
  usage(
    [
      ...logOf(...facts),
      { kind: 'meter-defined', tenant: 't1', meter: meterOf(meter) },
      { kind: 'meter-retired', tenant: 't1', key: 'acme.m' },
    ],
    {
      tenant: 't1',
      account: 'user:u1',
      meter: 'acme.m',
      windows: [{ from: clock('09:00'), to: clock('12:00') }],
      ...question,
    },
  ).map(({ value, quantity, facts: count }) => `${value ?? 'none'}: ${quantity} of ${count}`);

test('a sum takes decimals from numbers and texts, and what is none is not counted', () => {
  const values = [0.1, 0.2, '0.50', -1, true, null, 'x', [1]];
  const facts = values.map((value, index) => at('09:00', { value }, { id: `${index}` }));
  expect(asked({}, facts)).toEqual(['none: -0.2 of 4']);
});

test('a key that is not there counts as the meter says; null is there', () => {
  const facts = [at('09:00', {}, { id: '1' }), at('09:00', { value: null }, { id: '2' })];
  expect(asked({}, facts)).toEqual([]);
  expect(asked({ absent: '2.50' }, facts)).toEqual(['none: 2.5 of 1']);
});

test('a window takes what happens at its start and not what happens at its end', () => {
  const facts = ['08:59:59.999', '09:00', '12:00'].map((time) => at(time, {}));
  expect(asked({ aggregation: 'count' }, facts)).toEqual(['none: 1 of 1']);
});

test('unique holds 1 and 1.0 for one value, and the text for another', () => {
  // The second comes from JSON as a producer may write it.
  const values = [1, JSON.parse('1.0') as number, '1', '1.0', true, 'true', null, [1]];
  const facts = values.map((value, index) => at('09:00', { value }, { id: `${index}` }));
  expect(asked({ aggregation: 'unique' }, facts)).toEqual(['none: 5 of 6']);
});

test('max is the greatest, also below 0, and none without facts', () => {
  const facts = [at('09:00', { value: -3 }), at('10:00', { value: '-2.5' })];
  expect(asked({ aggregation: 'max' }, facts)).toEqual(['none: -2.5 of 2']);
  const [, later] = facts;
  const voided = later === undefined ? facts : [...facts, voidOf(later)];
  expect(asked({ aggregation: 'max' }, voided)).toEqual(['none: -3 of 1']);
});

test('latest is the last by time, source and id, not by the log', () => {
  const facts = [
    at('10:00', { value: 1 }, { source: '/b', id: 'b' }),
    at('10:00', { value: 2 }, { source: '/a', id: 'c' }),
    at('10:00', { value: 3 }, { source: '/b', id: 'a' }),
    at('09:00', { value: 4 }),
  ];
  expect(asked({ aggregation: 'latest' }, facts)).toEqual(['none: 1 of 4']);
});

describe('time-weighted', () => {
  const meter = { aggregation: 'time_weighted', dimensions: ['room'] } as const;

  test('a level is carried into the window and counts no facts there', () => {
    const facts = [at('08:00', { value: 2 })];
    expect(asked(meter, facts)).toEqual([`none: ${2 * 3 * 3_600_000} of 0`]);
  });

  test('each room and each group has a level of its own', () => {
    const facts = [
      at('08:00', { value: 2, room: 'a' }, { id: '1' }),
      at('10:00', { value: '0.5', room: 'b' }, { id: '2' }),
      at('11:00', { value: 0, room: 'a' }, { id: '3' }),
      at('11:00', { value: 1, room: 'a', group: 'g1' }, { id: '4' }),
    ];
    const hourMs = 3_600_000;
    expect(asked(meter, facts)).toEqual([`none: ${(2 * 2 + 0.5 * 2 + 1) * hourMs} of 3`]);
    expect(asked(meter, facts, { groupBy: 'room' })).toEqual([
      `a: ${(2 * 2 + 1) * hourMs} of 2`,
      `b: ${hourMs} of 1`,
    ]);
    expect(asked(meter, facts, { account: 'group:g1' })).toEqual([`none: ${hourMs} of 1`]);
  });

  test('of two facts at once the later by source and id stands', () => {
    const facts = [at('09:00', { value: 7 }, { id: 'b' }), at('09:00', { value: 1 }, { id: 'a' })];
    expect(asked(meter, facts)).toEqual([`none: ${7 * 3 * 3_600_000} of 2`]);
  });

  test('a voided fact leaves the level before it', () => {
    const off = at('10:00', { value: 0 });
    const facts = [at('09:00', { value: 1 }), off, voidOf(off)];
    expect(asked(meter, facts)).toEqual([`none: ${3 * 3_600_000} of 1`]);
  });
});

describe('where', () => {
  const values = [1, '1', 1.5, '1.50', true, null, { a: 1 }];
  const facts = [
    ...values.map((value, index) => at('09:00', { value }, { id: `${index}` })),
    at('09:00', {}, { id: 'without' }),
  ];

  test.each<[Condition, number]>([
    [{ key: 'value', is: [1] }, 1],
    [{ key: 'value', is: ['1', true, null] }, 3],
    [{ key: 'value', isNot: [1, null] }, 6],
    [{ key: 'value', atLeast: '1.0', below: '1.5' }, 2],
    [{ key: 'value', atLeast: '1.5' }, 2],
    [{ key: 'constructor', isNot: ['x'] }, 8],
    [{ key: 'constructor', is: [null] }, 0],
  ])('%j is met by %i', (condition, count) => {
    const found = asked({ aggregation: 'count', where: [condition] }, facts);
    expect(found).toEqual(count === 0 ? [] : [`none: ${count} of ${count}`]);
  });

  test('every condition has to be met', () => {
    const where: readonly Condition[] = [
      { key: 'value', atLeast: '1' },
      { key: 'value', isNot: [1] },
    ];
    expect(asked({ aggregation: 'count', where }, facts)).toEqual(['none: 3 of 3']);
  });
});

test('dimensions are shown as texts, what is no scalar as none', () => {
  const rooms = ['a', 1e21, '1', 1, false, 'false', null, [1]];
  const facts = rooms.map((room, index) => at('09:00', { room }, { id: `${index}` }));
  const meter = { aggregation: 'count', dimensions: ['room'] } as const;
  expect(asked(meter, [...facts, at('09:00', {})], { groupBy: 'room' })).toEqual([
    'a: 1 of 1',
    '1000000000000000000000: 1 of 1',
    '1: 2 of 2',
    'false: 2 of 2',
    'none: 3 of 3',
  ]);
});

test('a correction takes a fact from one group to another', () => {
  const fact = at('09:00', { value: 1, group: 'g1' });
  const facts = [fact, correctionOf(fact, { value: 3, group: 'g2' })];
  expect(asked({}, facts, { account: 'group:g1' })).toEqual([]);
  expect(asked({}, facts, { account: 'group:g2', groupBy: 'subject' })).toEqual([
    'user:u1: 3 of 1',
  ]);
  expect(asked({}, facts, { groupBy: 'group' })).toEqual(['g2: 3 of 1']);
});

test('the shipped meters count a request as one and a rollup as what it says', () => {
  const request = { method: 'GET', route: '/a', status: 200, dbOperations: 2 };
  const facts = [
    happened('09:00', 'openmeet.api.request', request),
    happened('09:00', 'openmeet.api.rollup', { count: 40, durationMs: '12.5' }),
  ];
  expect(asked({}, facts, { meter: 'api.requests' })).toEqual(['none: 41 of 2']);
  expect(asked({}, facts, { meter: 'api.duration_ms' })).toEqual(['none: 12.5 of 1']);
  expect(asked({}, facts, { meter: 'db.operations' })).toEqual(['none: 2 of 1']);
});
