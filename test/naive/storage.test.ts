import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { storage } from './storage.ts';
import { clock, correctionOf, happened, logOf, voidOf } from './worked-log.ts';

const stored = (time: string, data: JsonObject, parts: Partial<Fact> = {}): Fact =>
  happened(time, 'openmeet.file.stored', { fileId: 'f1', bytes: 10, ...data }, parts);
const attached = (time: string, group: string, parts: Partial<Fact> = {}): Fact =>
  happened(time, 'openmeet.file.attached', { fileId: 'f1', group }, parts);
const released = (time: string, parts: Partial<Fact> = {}): Fact =>
  happened(time, 'openmeet.file.released', { fileId: 'f1' }, parts);

const hours = (count: number): bigint => BigInt(count * 3_600_000);

const between = (from: string, to: string, account: string, facts: readonly Fact[]) =>
  storage(logOf(...facts), { tenant: 't1', account, from: clock(from), to: clock(to) });

test('a file lives from its store to its earliest release', () => {
  const facts = [released('15:00'), stored('09:00', {}), released('11:00', { subject: 'user:u2' })];
  expect(between('08:00', '16:00', 'user:u1', facts)).toEqual({
    openingBytes: 0n,
    closingBytes: 0n,
    peakBytes: 10n,
    byteMs: 10n * hours(2),
  });
});

test('what changes at the edges belongs to the window that begins there', () => {
  const facts = [stored('09:00', {}), released('11:00')];
  expect(between('09:00', '11:00', 'user:u1', facts)).toEqual({
    openingBytes: 0n,
    closingBytes: 10n,
    peakBytes: 10n,
    byteMs: 10n * hours(2),
  });
  expect(between('11:00', '12:00', 'user:u1', facts)).toEqual({
    openingBytes: 10n,
    closingBytes: 0n,
    peakBytes: 0n,
    byteMs: 0n,
  });
});

test('changes of one millisecond are netted before the peak is taken', () => {
  const next = stored('11:00', { fileId: 'f2', bytes: 7 });
  const facts = [next, stored('09:00', {}), released('11:00')];
  expect(between('08:00', '12:00', 'user:u1', facts)).toMatchObject({
    peakBytes: 10n,
    closingBytes: 7n,
    byteMs: 10n * hours(2) + 7n * hours(1),
  });
});

test('a release that is not later than the store leaves nothing', () => {
  expect(between('08:00', '12:00', 'user:u1', [stored('09:00', {}), released('09:00')])).toEqual({
    openingBytes: 0n,
    closingBytes: 0n,
    peakBytes: 0n,
    byteMs: 0n,
  });
});

describe('amended', () => {
  const first = stored('09:00', { bytes: 10 });
  const second = stored('08:00', { bytes: 20 }, { subject: 'user:u2' });

  test('of two stores the one that came first counts; once it is voided, the other', () => {
    expect(between('08:00', '10:00', 'user:u1', [first, second]).byteMs).toBe(10n * hours(1));
    expect(between('08:00', '10:00', 'user:u2', [first, second]).byteMs).toBe(0n);
    const voided = [first, second, voidOf(first)];
    expect(between('08:00', '10:00', 'user:u1', voided).byteMs).toBe(0n);
    expect(between('08:00', '10:00', 'user:u2', voided).byteMs).toBe(20n * hours(2));
  });

  test('a store keeps the place of its original, also where a correction names the file', () => {
    const elsewhere = stored('09:00', { fileId: 'f9' });
    const facts = [elsewhere, second, correctionOf(elsewhere, { fileId: 'f1', bytes: 30 })];
    expect(between('08:00', '10:00', 'user:u1', facts).byteMs).toBe(30n * hours(1));
    expect(between('08:00', '10:00', 'user:u2', facts).byteMs).toBe(0n);
  });

  test('without its release a file lives on, or until the next one', () => {
    const release = released('10:00');
    const facts = [first, release, voidOf(release)];
    expect(between('09:00', '12:00', 'user:u1', facts).byteMs).toBe(10n * hours(3));
    const later = [...facts, released('11:00')];
    expect(between('09:00', '12:00', 'user:u1', later).byteMs).toBe(10n * hours(2));
  });

  test('a release whose correction names another file ends that one', () => {
    const release = released('10:00');
    const facts = [
      first,
      stored('09:00', { fileId: 'f2', bytes: 1 }, { id: 'f2' }),
      release,
      correctionOf(release, { fileId: 'f2' }),
    ];
    expect(between('09:00', '12:00', 'user:u1', facts).byteMs).toBe(10n * hours(3) + hours(1));
  });

  test('a correction moves a file to another group from its store on', () => {
    const inGroup = stored('09:00', { group: 'g1' });
    const facts = [inGroup, correctionOf(inGroup, { fileId: 'f1', bytes: '5.0', group: 'g2' })];
    expect(between('08:00', '10:00', 'group:g1', facts).byteMs).toBe(0n);
    expect(between('08:00', '10:00', 'group:g2', facts).byteMs).toBe(5n * hours(1));
    expect(between('08:00', '10:00', 'user:u1', facts).byteMs).toBe(5n * hours(1));
  });
});

describe('attached', () => {
  const store = stored('09:00', { group: 'g1' });

  test('a file moves from group to group and stays with its subject', () => {
    const facts = [attached('11:00', 'g1'), store, attached('10:00', 'g2')];
    expect(between('09:00', '12:00', 'group:g1', facts).byteMs).toBe(10n * hours(2));
    expect(between('09:00', '12:00', 'group:g2', facts).byteMs).toBe(10n * hours(1));
    expect(between('09:00', '12:00', 'user:u1', facts).byteMs).toBe(10n * hours(3));
  });

  test('before its store or in the same millisecond it never was in the store’s group', () => {
    for (const time of ['07:00', '09:00']) {
      const facts = [store, attached(time, 'g2')];
      expect(between('08:00', '10:00', 'group:g1', facts).peakBytes).toBe(0n);
      expect(between('08:00', '10:00', 'group:g2', facts).byteMs).toBe(10n * hours(1));
    }
  });

  test('twice at once the greater source counts, then the greater id, by code unit', () => {
    const facts = [
      store,
      attached('10:00', 'g2', { source: '/a', id: 'z' }),
      attached('10:00', 'g3', { source: '/b', id: 'a' }),
      attached('10:00', 'g4', { source: '/b', id: 'B' }),
    ];
    expect(between('10:00', '11:00', 'group:g3', facts).byteMs).toBe(10n * hours(1));
    expect(between('10:00', '11:00', 'group:g4', facts).peakBytes).toBe(0n);
    // U+1F600 is written with units that are lower than U+FF5A.
    const odd = [
      store,
      attached('10:00', 'g2', { id: '\u{1f600}' }),
      attached('10:00', 'g3', { id: '\u{ff5a}' }),
    ];
    expect(between('10:00', '11:00', 'group:g3', odd).byteMs).toBe(10n * hours(1));
  });

  test('and voided, it is where it was', () => {
    const attach = attached('10:00', 'g2');
    const facts = [store, attach, voidOf(attach)];
    expect(between('09:00', '12:00', 'group:g1', facts).byteMs).toBe(10n * hours(3));
  });
});
