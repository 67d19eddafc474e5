import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { anomalies } from './anomalies.ts';
import { correctionOf, happened, logOf, voidOf } from './worked-log.ts';

const stored = (time: string, data: JsonObject = {}, id = `store at ${time}`): Fact =>
  happened(time, 'openmeet.file.stored', { fileId: 'f1', bytes: 10, ...data }, { id });
const attached = (time: string): Fact =>
  happened(
    time,
    'openmeet.file.attached',
    { fileId: 'f1', group: 'g1' },
    { id: `attach at ${time}` },
  );
const released = (time: string): Fact =>
  happened(time, 'openmeet.file.released', { fileId: 'f1' }, { id: `release at ${time}` });
const measured = (time: string, bytes: number, data: JsonObject = {}): Fact =>
  happened(time, 'openmeet.storage.measured', { bytes, ...data }, { id: `reading at ${time}` });

const oddIn = (...facts: readonly Fact[]): readonly string[] =>
  anomalies(logOf(...facts), 't1').map(({ kind, id }) => `${kind}: ${id}`);

test('a conflict is shown once, a repeat is not', () => {
  const store = stored('09:00');
  const rivals = [1, 2].map((bytes) => ({ ...store, data: { fileId: 'f1', bytes } }));
  expect(oddIn(store, store)).toEqual([]);
  expect(oddIn(store, ...rivals)).toEqual(['conflict: store at 09:00']);
});

describe('amendments', () => {
  const store = stored('09:00');

  test('are pending until what they name is there', () => {
    expect(oddIn(voidOf(store))).toEqual(['amendment_pending: void of store at 09:00']);
    expect(oddIn(voidOf(store), store)).toEqual([]);
  });

  test('are unfit where they do not agree with it, or name an amendment', () => {
    const elsewhere = voidOf(store, { subject: 'user:u2' });
    expect(oddIn(store, elsewhere)).toEqual(['amendment_unfit: void of store at 09:00']);
    const empty = correctionOf(store, {});
    expect(oddIn(store, empty)).toEqual(['amendment_unfit: correction of store at 09:00']);
    const twice = voidOf(voidOf(store));
    expect(oddIn(store, voidOf(store), twice)).toEqual([`amendment_unfit: ${twice.id}`]);
  });

  test('name their target by the identity alone, whichever content holds it', () => {
    const rival = { ...store, subject: 'user:u2' };
    expect(oddIn(rival, store, voidOf(store))).toEqual([
      'conflict: store at 09:00',
      'amendment_unfit: void of store at 09:00',
    ]);
  });
});

describe('files', () => {
  test('stored again, until the first store is voided', () => {
    const first = stored('10:00');
    const facts = [first, stored('09:00'), stored('11:00')];
    expect(oddIn(...facts)).toEqual([
      'stored_again: store at 09:00',
      'stored_again: store at 11:00',
    ]);
    expect(oddIn(...facts, voidOf(first))).toEqual(['stored_again: store at 11:00']);
  });

  test('released before their store, but not with it', () => {
    const facts = [stored('09:00'), released('10:00'), released('08:00'), released('07:00')];
    expect(oddIn(...facts)).toEqual(['released_before_stored: release at 07:00']);
    expect(oddIn(stored('09:00'), released('09:00'))).toEqual([]);
  });

  test('released and attached without a store, the earliest of each', () => {
    const claims = [released('10:00'), attached('12:00'), attached('11:00'), released('09:00')];
    const unknown = ['released_unknown: release at 09:00', 'attached_unknown: attach at 11:00'];
    expect(oddIn(...claims)).toEqual(unknown);
    const store = stored('08:00');
    expect(oddIn(...claims, store)).toEqual([]);
    expect(oddIn(...claims, store, voidOf(store))).toEqual(unknown);
  });
});

describe('a reading', () => {
  const store = stored('09:00', { group: 'g1' });

  test('is held against the level with what happened in its millisecond', () => {
    expect(oddIn(store, measured('09:00', 10), released('10:00'))).toEqual([]);
    expect(oddIn(store, measured('10:00', 10), released('10:00'))).toEqual([
      'measured_differs: reading at 10:00',
    ]);
  });

  test('of a group is held against the group, whoever took it', () => {
    const reading = { ...measured('09:30', 10, { group: 'g1' }), subject: 'service:s1' };
    expect(oddIn(reading)).toEqual(['measured_differs: reading at 09:30']);
    expect(oddIn(reading, store)).toEqual([]);
  });

  test('may itself be put right', () => {
    const reading = measured('09:30', 9);
    expect(oddIn(store, reading)).toEqual(['measured_differs: reading at 09:30']);
    expect(oddIn(store, reading, correctionOf(reading, { bytes: 10 }))).toEqual([]);
    expect(oddIn(store, reading, voidOf(reading))).toEqual([]);
  });
});
