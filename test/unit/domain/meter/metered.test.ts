import { describe, expect, test } from 'vitest';
import { decimalToText } from '../../../../domain/decimal.ts';
import type { JsonObject } from '../../../../domain/event-log.ts';
import { meteringBy } from '../../../../domain/meter/metered.ts';
import { shippedMeters, type Meter } from '../../../../domain/meter/meter.ts';
import { factOf } from '../../../support/facts.ts';

const quantities = (meters: readonly Meter[], type: string, data: JsonObject) =>
  Object.fromEntries(
    meteringBy(meters)(factOf(type, data)).map((metered) => [
      metered.meter,
      metered.kind === 'sum' ? decimalToText(metered.quantity) : `value ${metered.value}`,
    ]),
  );

const request = { method: 'GET', route: '/', status: 200 };

describe('what a fact adds to the shipped meters', () => {
  test.each<[string, JsonObject, Readonly<Record<string, string>>]>([
    [
      'openmeet.file.stored',
      { fileId: 'f', bytes: 1_048_576 },
      { 'storage.uploaded_bytes': '1048576', 'files.stored': '1' },
    ],
    [
      'openmeet.file.stored',
      { fileId: 'f', bytes: '10.0' },
      { 'storage.uploaded_bytes': '10', 'files.stored': '1' },
    ],
    [
      'openmeet.file.stored',
      { fileId: 'f', bytes: 0 },
      { 'storage.uploaded_bytes': '0', 'files.stored': '1' },
    ],
    ['openmeet.file.attached', { fileId: 'f', group: 'g' }, {}],
    ['openmeet.file.released', { fileId: 'f' }, {}],
    ['openmeet.file.shared', { fileId: 'f' }, { 'files.shared': '1' }],
    ['openmeet.storage.measured', { bytes: 5 }, {}],
    ['openmeet.api.request', request, { 'api.requests': '1' }],
    [
      'openmeet.api.request',
      { ...request, durationMs: 12.5, dbOperations: 3, dbDurationMs: '0.000000000000000001' },
      {
        'api.requests': '1',
        'api.duration_ms': '12.5',
        'db.operations': '3',
        'db.duration_ms': '0.000000000000000001',
      },
    ],
    [
      'openmeet.api.rollup',
      { count: 1_000, durationMs: '8123.75' },
      { 'api.requests': '1000', 'api.duration_ms': '8123.75' },
    ],
    [
      'openmeet.api.rollup',
      { count: 0, durationMs: 0, dbOperations: 0 },
      { 'api.requests': '0', 'api.duration_ms': '0', 'db.operations': '0' },
    ],
    ['openmeet.message.sent', { channel: 'email', length: 9 }, { 'messages.sent': '1' }],
    ['openmeet.group.created', { group: 'g' }, { 'groups.created': '1' }],
    ['openmeet.group.joined', { group: 'g' }, { 'groups.joined': '1' }],
    ['openmeet.group.left', { group: 'g' }, {}],
    ['openmeet.group.role_changed', { group: 'g' }, {}],
    ['openmeet.event.created', { eventId: 'e' }, { 'events.created': '1' }],
    ['openmeet.event.attended', { eventId: 'e' }, { 'events.attended': '1' }],
    ['openmeet.event.cancelled', { eventId: 'e' }, {}],
    ['acme.printed', { count: 5, bytes: 7 }, {}],
    ['toString', {}, {}],
  ])('%s %j', (type, data, expected) => {
    expect(quantities(shippedMeters, type, data)).toEqual(expected);
  });

  test('no two meters share a key', () => {
    expect(new Set(shippedMeters.map(({ key }) => key)).size).toBe(shippedMeters.length);
  });
});

describe('a meter of a type that the catalogue does not know', () => {
  const printed = {
    key: 'pages',
    unit: 'page',
    types: ['acme.printed'],
    aggregation: 'sum',
  } as const;

  test.each<[JsonObject, Readonly<Record<string, string>>]>([
    [{ pages: 3 }, { pages: '3' }],
    [{ pages: '-2.50' }, { pages: '-2.5' }],
    [{}, {}],
    [{ pages: 'three' }, {}],
    [{ pages: null }, {}],
    [{ pages: [3] }, {}],
  ])('counts %j as %j', (data, expected) => {
    expect(quantities([{ ...printed, value: 'pages' }], 'acme.printed', data)).toEqual(expected);
  });

  test('counts the fact once under each of its meters', () => {
    const sheets = {
      key: 'sheets',
      unit: 'sheet',
      types: ['acme.printed'],
      aggregation: 'count',
    } as const;
    const meters = [{ ...printed, value: 'pages', absent: '1' } as const, sheets];
    expect(quantities(meters, 'acme.printed', {})).toEqual({ pages: '1', sheets: '1' });
  });
});

const one = (meter: Partial<Meter>, data: JsonObject) => {
  const defined: Meter = {
    key: 'm',
    unit: 'u',
    types: ['acme.done'],
    aggregation: 'count',
    ...meter,
  };
  return quantities([defined], 'acme.done', data)['m'];
};

describe('what a fact counts as by aggregation', () => {
  test.each<[Partial<Meter>, JsonObject, string | undefined]>([
    [{ aggregation: 'count' }, {}, '1'],
    [{ aggregation: 'sum', value: 'v' }, { v: '2.50' }, '2.5'],
    [{ aggregation: 'sum', value: 'v', absent: '0.5' }, {}, '0.5'],
    [{ aggregation: 'sum', value: 'v', absent: 3 }, {}, '3'],
    [{ aggregation: 'sum', value: 'v', absent: '1' }, { v: null }, undefined],
    [{ aggregation: 'sum', value: 'constructor', absent: '1' }, {}, '1'],
    [{ aggregation: 'max', value: 'v' }, { v: -7 }, 'value -7'],
    [{ aggregation: 'max', value: 'v' }, { v: true }, undefined],
    [{ aggregation: 'latest', value: 'v' }, { v: '1.10' }, 'value 1.1'],
    [{ aggregation: 'time_weighted', value: 'v' }, { v: 0 }, 'value 0'],
    [{ aggregation: 'time_weighted', value: 'v' }, {}, undefined],
    [{ aggregation: 'unique', value: 'v' }, { v: 'a"b' }, 'value "a\\"b"'],
    [{ aggregation: 'unique', value: 'v' }, { v: 5 }, 'value 5'],
    [{ aggregation: 'unique', value: 'v' }, { v: '5' }, 'value "5"'],
    [{ aggregation: 'unique', value: 'v' }, { v: false }, 'value false'],
    [{ aggregation: 'unique', value: 'v' }, { v: null }, undefined],
    [{ aggregation: 'unique', value: 'v' }, { v: ['a'] }, undefined],
    [{ aggregation: 'unique', value: 'toString' }, {}, undefined],
  ])('%j of %j', (meter, data, expected) => {
    expect(one(meter, data)).toBe(expected);
  });

  test('only what meets the conditions is counted', () => {
    const where = [{ key: 'colour', is: ['red'] }];
    expect(one({ where }, { colour: 'red' })).toBe('1');
    expect(one({ where }, { colour: 'blue' })).toBeUndefined();
  });
});

describe('the meters of tenants', () => {
  const meter: Meter = { key: 'own', unit: 'u', types: ['acme.done'], aggregation: 'count' };
  const shared: Meter = { ...meter, key: 'shared' };
  const metering = meteringBy([shared], [{ tenant: 't1', meter }]);
  const keys = (tenant: string, type = 'acme.done') =>
    metering(factOf(type, {}, { tenant })).map((metered) => metered.meter);

  test('count beside those of all, and for their tenant only', () => {
    expect(keys('t1')).toEqual(['shared', 'own']);
    expect(keys('t2')).toEqual(['shared']);
    expect(keys('t1', 'acme.other')).toEqual([]);
  });
});
