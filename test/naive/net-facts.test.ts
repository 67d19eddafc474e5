import { describe, expect, test } from 'vitest';
import type { Fact } from '../../domain/fact/fact.ts';
import { accounts, factsByType } from './counts.ts';
import { naiveWorld } from './naive-world.ts';
import { netFacts } from './net-facts.ts';
import { correctionOf, happened, logOf, voidOf } from './worked-log.ts';

const printed = happened('09:00', 'acme.printed', { pages: 3 });
const shared = happened('09:00', 'openmeet.file.shared', { fileId: 'f1' });

const netData = (...facts: readonly Fact[]) =>
  netFacts(logOf(...facts), 't1').map(({ data }) => data);

describe('of several with one identity', () => {
  const rival = { ...printed, data: { pages: 4 } };

  test('the first in the log is the fact', () => {
    expect(netData(printed, printed, rival)).toEqual([{ pages: 3 }]);
    expect(netData(rival, printed)).toEqual([{ pages: 4 }]);
  });

  test('the others with other contents are conflicts, each content once', async () => {
    const world = naiveWorld(logOf(printed, rival, printed, rival));
    expect(await world.fact(printed)).toEqual({
      fact: printed,
      net: { pages: 3 },
      amendments: [],
      conflicts: [rival],
    });
  });

  test('the other tenant has its own', () => {
    const theirs = { ...rival, tenant: 't2' };
    expect(netFacts(logOf(printed, theirs), 't2')).toEqual([theirs]);
  });
});

describe('a void', () => {
  test('leaves nothing, before its target in the log, after it, twice, and whatever was corrected', () => {
    const void1 = voidOf(printed);
    const void2 = voidOf(printed, { id: 'again' });
    const correction = correctionOf(printed, { pages: 4 });
    expect(netData(printed, void1)).toEqual([]);
    expect(netData(void1, printed)).toEqual([]);
    expect(netData(void1, correction, printed, void2)).toEqual([]);
    expect(netData(printed, void1, correction)).toEqual([]);
  });

  test.each([
    ['subject', { subject: 'user:u2' }],
    ['time', { at: printed.at + 1 }],
    ['tenant', { tenant: 't2' }],
  ])('of another %s does not fit', (_, parts) => {
    expect(netData(printed, voidOf(printed, parts))).toEqual([{ pages: 3 }]);
  });

  test('of a correction does not fit, so that the correction stands', () => {
    const correction = correctionOf(printed, { pages: 4 });
    expect(netData(printed, correction, voidOf(correction))).toEqual([{ pages: 4 }]);
  });
});

describe('a correction', () => {
  const first = correctionOf(printed, { pages: 4 }, { id: 'z' });
  const second = correctionOf(printed, { pages: 5, group: 'g1' }, { id: 'a' });

  test('gives the data, the last in the log before all others', () => {
    expect(netData(printed, first, second)).toEqual([{ pages: 5, group: 'g1' }]);
    expect(netData(second, first, printed)).toEqual([{ pages: 4 }]);
  });

  test('which does not fit leaves the one before it', () => {
    const unfit = correctionOf(printed, { group: '' }, { id: 'unfit' });
    expect(netData(printed, first, unfit)).toEqual([{ pages: 4 }]);
  });

  test('fits a type of the catalogue only with data of that type', () => {
    expect(netData(shared, correctionOf(shared, { fileId: 'f2' }))).toEqual([{ fileId: 'f2' }]);
    expect(netData(shared, correctionOf(shared, { pages: 1 }))).toEqual([{ fileId: 'f1' }]);
  });
});

test('amendments and what is not voided are counted by type; accounts count neither', () => {
  const other = happened(
    '09:00',
    'acme.printed',
    { group: 'g1' },
    { id: 'by a service', subject: 'service:s' },
  );
  const pending = voidOf(happened('10:00', 'acme.printed', {}));
  const moved = correctionOf(shared, { fileId: 'f1', group: 'g2' });
  const log = logOf(printed, voidOf(printed), other, pending, shared, moved);
  expect(factsByType(log, 't1')).toEqual([
    { type: 'acme.printed', facts: 1 },
    { type: 'openmeet.file.shared', facts: 1 },
    { type: 'usage.voided', facts: 2 },
    { type: 'usage.corrected', facts: 1 },
  ]);
  expect(accounts(log, 't1')).toEqual([
    { account: 'group:g1', facts: 1 },
    { account: 'user:u1', facts: 1 },
    { account: 'group:g2', facts: 1 },
  ]);
});
