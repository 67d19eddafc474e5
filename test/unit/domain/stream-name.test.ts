import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conflictsStream,
  holdsUsage,
  metersStream,
  streamPrefix,
  usageStream,
} from '../../../domain/stream-name.ts';

const at = Date.UTC(2026, 0, 31, 23, 59, 59, 999);

describe('the stream of a fact', () => {
  test.each([
    ['default', 'user:u1', 'ledger_usage-default.user:u1.202601'],
    ['a.b', 'user:x.y', 'ledger_usage-a%2Eb.user:x%2Ey.202601'],
    ['t-1', 'user:a@b.c', 'ledger_usage-t%2D1.user:a@b%2Ec.202601'],
    ['T_1', 'service:%41', 'ledger_usage-T_1.service:%2541.202601'],
    ["!~*'()", 'user:/ ?', 'ledger_usage-%21%7E%2A%27%28%29.user:%2F%20%3F.202601'],
    ['ü', 'user:😀', 'ledger_usage-%C3%BC.user:%F0%9F%98%80.202601'],
  ])('of tenant %s and subject %s is %s', (tenant, subject, stream) => {
    expect(usageStream('ledger', { tenant, subject, at })).toBe(stream);
  });

  test('is that of the month in UTC', () => {
    const next = usageStream('ledger', { tenant: 't', subject: 'user:u', at: at + 1 });
    expect(next).toBe('ledger_usage-t.user:u.202602');
  });
});

test('the stream of conflicts', () => {
  expect(conflictsStream('ledger', 'a.b', at)).toBe('ledger_conflicts-a%2Eb.202601');
});

test('the stream of meters', () => {
  expect(metersStream('ledger', 'a.b')).toBe('ledger_meters-a%2Eb.');
});

test('only streams of facts hold usage', () => {
  expect(holdsUsage('ledger', usageStream('ledger', { tenant: 't', subject: 'user:u', at }))).toBe(
    true,
  );
  expect(holdsUsage('ledger', conflictsStream('ledger', 't', at))).toBe(false);
  expect(holdsUsage('ledger', 'other_usage-t.user:u.202601')).toBe(false);
});

const anyPart = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: fc.constantFrom('a', '.', '-', '%', '2', 'E', '_', 'ü'), minLength: 1 }),
);
const anyPlace = fc.record({ tenant: anyPart, subject: anyPart, at: fc.constantFrom(at, at + 1) });

/** What the names of all streams of a tenant begin with. */
const tenantPrefix = (tenant: string): string =>
  usageStream('ledger', { tenant, subject: '', at }).replace('.202601', '');

describe('whatever tenant and subject are called', () => {
  test('nothing but plain characters and percent signs is in a name', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(usageStream('ledger', place)).toMatch(
          /^ledger_usage-(?:[A-Za-z0-9_:@]|%[0-9A-F]{2})+\.(?:[A-Za-z0-9_:@]|%[0-9A-F]{2})+\.\d{6}$/,
        );
      }),
    );
  });

  test('two have one stream only where they are the same', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        const same = a.tenant === b.tenant && a.subject === b.subject && a.at === b.at;
        expect(usageStream('ledger', a) === usageStream('ledger', b)).toBe(same);
      }),
    );
  });

  test("a tenant's prefix catches its own streams and no neighbour's", () => {
    fc.assert(
      fc.property(anyPlace, anyPart, fc.boolean(), (place, part, isLonger) => {
        const tenant = isLonger ? place.tenant + part : part;
        const caught = usageStream('ledger', place).startsWith(tenantPrefix(tenant));
        expect(caught).toBe(tenant === place.tenant);
      }),
    );
  });
});

test('no namespace catches the streams of another', () => {
  // As the settings allow them.
  const anyNamespace = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  fc.assert(
    fc.property(anyNamespace, anyNamespace, anyPlace, (a, b, place) => {
      expect(usageStream(a, place).startsWith(streamPrefix(b))).toBe(a === b);
    }),
  );
});
