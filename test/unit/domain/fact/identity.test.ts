import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../domain/fact/fact.ts';
import { contentHashOf, contentOf, eventIdOf } from '../../../../domain/fact/identity.ts';
import { madeFact } from '../../../support/facts.ts';

const fact = madeFact({ data: { fileId: 'f1', group: 'g1' } });

test('the content is the canonical JSON of type, subject, instant and data', () => {
  expect(contentOf(fact)).toBe(
    '{"data":{"fileId":"f1","group":"g1"},"subject":"user:u1",' +
      '"time":"2026-01-15T09:30:00.000Z","type":"openmeet.file.shared"}',
  );
});

describe('says the same', () => {
  test.each<[string, Partial<Fact>]>([
    ['in another order', { data: { group: 'g1', fileId: 'f1' } }],
    ['under another id', { id: '2' }],
    ['of another source', { source: '/other' }],
    ['of another tenant', { tenant: 't2' }],
  ])('%s', (_, parts) => {
    expect(contentHashOf({ ...fact, ...parts })).toBe(contentHashOf(fact));
  });
});

describe('says something else', () => {
  test.each<[string, Partial<Fact>]>([
    ['by type', { type: 'openmeet.file.released' }],
    ['by subject', { subject: 'user:u2' }],
    ['by a millisecond', { at: fact.at + 1 }],
    ['by data', { data: { fileId: 'f1' } }],
    ['by null for absent', { data: { fileId: 'f1', group: 'g1', more: null } }],
    ['by a text for a number', { data: { fileId: 1, group: 'g1' } }],
  ])('%s', (_, parts) => {
    expect(contentHashOf({ ...fact, ...parts })).not.toBe(contentHashOf(fact));
  });
});

test('the event id tells apart tenant, source, id and content, wherever one ends', () => {
  const ids = [
    eventIdOf({ tenant: 'a', source: 'b', id: 'c' }, 'd'),
    eventIdOf({ tenant: 'ab', source: '', id: 'c' }, 'd'),
    eventIdOf({ tenant: 'a', source: 'bc', id: '' }, 'd'),
    eventIdOf({ tenant: 'b', source: 'a', id: 'c' }, 'd'),
    eventIdOf({ tenant: 'a', source: 'b', id: 'c' }, 'e'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
