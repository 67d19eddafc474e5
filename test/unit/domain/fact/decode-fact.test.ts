import { right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { madeFact } from '../../../support/facts.ts';
import { cloudEvent, decoded, faultsOf, pathsOf, without } from './decoding.ts';

const long = 'x'.repeat(257);

describe('a fact is taken', () => {
  test('with its time cut to milliseconds of UTC', () => {
    const event = cloudEvent({ time: '2026-01-15T10:30:00.123999999+01:00' });
    const at = Date.UTC(2026, 0, 15, 9, 30, 0, 123);
    expect(decoded(event)).toEqual(right(madeFact({ at })));
  });

  test.each([
    { tenant: 't1' },
    { datacontenttype: 'application/json' },
    { datacontenttype: 'Application/JSON; charset=UTF-8' },
    { dataschema: 'https://example.org/schema' },
  ])('with %j, which leaves no trace', (parts) => {
    expect(decoded(cloudEvent(parts))).toEqual(right(madeFact()));
  });

  test.each([
    { id: 'x'.repeat(256) },
    { source: '😀'.repeat(128) },
    { id: ' ', source: "'; drop table facts; --" },
    { subject: 'service:s' },
    { subject: 'user:user:x' },
    { subject: `user:${'x'.repeat(251)}` },
    { type: 'FactConflicted', data: {} },
    { type: 'acme.thing', data: { any: [1, null, { thing: true }], group: 'g1' } },
    { type: 'usages', data: {} },
    {
      type: 'usage.voided',
      data: { target: { source: '/app', id: '9' }, reason: 'sent twice', by: 'user:admin' },
    },
  ])('with %j', (parts) => {
    expect(decoded(cloudEvent(parts))).toEqual(right(madeFact(parts)));
  });

  test.each([
    ['the earliest', '2000-01-01T00:00:00Z', Date.UTC(2000, 0, 1)],
    ['the latest', '2026-06-01T00:00:00Z', Date.UTC(2026, 5, 1)],
  ])('of %s time', (_, time, at) => {
    expect(decoded(cloudEvent({ time }))).toEqual(right(madeFact({ at })));
  });
});

describe('a fact is refused', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ specversion: '0.3' }, '/specversion'],
    [{ specversion: 1.0 }, '/specversion'],
    [{ id: '' }, '/id'],
    [{ id: long }, '/id'],
    [{ id: 1 }, '/id'],
    [{ id: null }, '/id'],
    [{ id: 'a\0' }, '/id'],
    [{ id: 'a\nb' }, '/id'],
    [{ id: 'a\u0085b' }, '/id'],
    [{ id: '\ud83d' }, '/id'],
    [{ source: '' }, '/source'],
    [{ source: '\ude00' }, '/source'],
    [{ type: '' }, '/type'],
    [{ type: 'a b' }, '/type'],
    [{ type: '$metadata' }, '/type'],
    [{ type: 'usage.deleted', data: {} }, '/type'],
    [{ type: 'usage.Voided', data: {} }, '/type'],
    [{ type: 'usage.voided.twice', data: {} }, '/type'],
    [{ type: 'usage.' }, '/type'],
    [{ subject: 'u1' }, '/subject'],
    [{ subject: 'user:' }, '/subject'],
    [{ subject: 'group:g1' }, '/subject'],
    [{ subject: 'User:u1' }, '/subject'],
    [{ subject: ' user:u1' }, '/subject'],
    [{ subject: `user:${'x'.repeat(252)}` }, '/subject'],
    [{ time: '2026-02-30T00:00:00Z' }, '/time'],
    [{ time: 1768469400000 }, '/time'],
    [{ time: '1999-12-31T23:59:59.999Z' }, '/time'],
    [{ time: '2026-06-01T00:00:00.001Z' }, '/time'],
    [{ data: null }, '/data'],
    [{ data: [] }, '/data'],
    [{ data: 'x' }, '/data'],
    [{ tenant: 't2' }, '/tenant'],
    [{ tenant: '' }, '/tenant'],
    [{ tenant: null }, '/tenant'],
    [{ tenant: 'T1' }, '/tenant'],
    [{ tenant: 'a b' }, '/tenant'],
    [{ tenant: '.t' }, '/tenant'],
    [{ tenant: 'ü' }, '/tenant'],
    [{ tenant: 't'.repeat(65) }, '/tenant'],
    [{ datacontenttype: 'text/json' }, '/datacontenttype'],
    [{ datacontenttype: null }, '/datacontenttype'],
    [{ dataschema: 1 }, '/dataschema'],
    [{ subjct: 'user:u1' }, '/subjct'],
    [{ 'a/b~c': 1 }, '/a~1b~0c'],
    [{ type: 'acme.thing', data: { group: 7 } }, '/data/group'],
    [{ type: 'acme.thing', data: { group: null } }, '/data/group'],
    [{ type: 'acme.thing', data: { group: 'a\nb' } }, '/data/group'],
    [{ type: 'acme.thing', data: { n: 0.30000000000000004 } }, '/data/n'],
  ])('with %j', (parts, path) => {
    expect(pathsOf(cloudEvent(parts))).toEqual([path]);
  });

  test.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'])(
    'without %s',
    (key) => {
      expect(faultsOf(without(cloudEvent(), key))).toContainEqual({
        path: `/${key}`,
        message: 'is missing',
      });
    },
  );

  test.each([null, undefined, 7, 'fact', [], [cloudEvent()]])('where it is %j', (input) => {
    expect(faultsOf(input)).toEqual([{ path: '', message: 'must be an object' }]);
  });

  test('with __proto__ as an attribute', () => {
    const text = JSON.stringify(cloudEvent()).replace('{', '{"__proto__":{},');
    expect(pathsOf(JSON.parse(text))).toEqual(['/__proto__']);
  });
});

test('every fault is named in one answer', () => {
  const event = {
    ...without(cloudEvent(), 'source'),
    id: '',
    type: 'openmeet.file.stored',
    time: '2030-01-01T00:00:00Z',
    tenant: 't2',
    extra: 1,
    data: { fileId: 'a\0', byts: 1, group: null },
  };
  expect(pathsOf(event).toSorted()).toEqual([
    '/data/bytes',
    '/data/byts',
    '/data/fileId',
    '/data/group',
    '/extra',
    '/id',
    '/source',
    '/tenant',
    '/time',
  ]);
});

test('another tenant is named beside the one that the request acts for', () => {
  expect(faultsOf(cloudEvent({ tenant: 't2' }))).toEqual([
    { path: '/tenant', message: 'is "t2", but the request acts for "t1"' },
  ]);
  expect(faultsOf(cloudEvent({ tenant: 'x'.repeat(65) }))).toEqual([
    { path: '/tenant', message: expect.stringMatching(/^must be 1 to 64 letters/) as string },
  ]);
});

test('the known names stand beside an unknown one', () => {
  const event = cloudEvent({ type: 'openmeet.file.attached', data: { fileID: 'f', group: 'g' } });
  expect(faultsOf(event)).toContainEqual({
    path: '/data/fileID',
    message: 'is not known here (known: fileId, group)',
  });
});
