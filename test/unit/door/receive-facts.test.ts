import { describe, expect, test } from 'vitest';
import { ServiceUnavailable } from '../../../api/service-unavailable.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { madeFact, recordedAt } from '../../support/facts.ts';
import { makeWorld, positionOf } from './world.ts';

const one = madeFact({ id: '1' });
const two = madeFact({ id: '2' });
const three = madeFact({ id: '3' });
const rival = madeFact({ id: '1', data: { fileId: 'other' } });
const elsewhere = madeFact({ id: '4', subject: 'user:u2' });

const outcomes = (receipts: readonly { readonly outcome: string }[]): readonly string[] =>
  receipts.map(({ outcome }) => outcome);

describe('facts are received', () => {
  test('in one append for each stream, in their order', async () => {
    const { door, log, facts } = makeWorld();
    await door.receive([one, elsewhere, two]);
    expect(log.appendSizes()).toEqual([2, 1]);
    expect(facts().map(({ fact }) => fact)).toEqual([one, two, elsewhere]);
    expect(facts().map((fact) => fact.recordedAt)).toEqual([recordedAt, recordedAt, recordedAt]);
  });

  test('in appends that the store takes', async () => {
    const large = Array.from({ length: 40 }, (_, index) =>
      madeFact({ id: `${index}`, type: 'acme.large', data: { text: 'ü'.repeat(30_000) } }),
    );
    const { door, log, facts } = makeWorld();
    await door.receive(large);
    expect(Math.max(...log.appendSizes())).toBeLessThan(17);
    expect(log.appendSizes().length).toBeLessThan(5);
    expect(facts().map(({ fact }) => fact)).toEqual(large);
  });

  test('where there are none', async () => {
    const { door, log } = makeWorld();
    expect(await door.receive([])).toEqual([]);
    expect(log.appendSizes()).toEqual([]);
  });
});

describe('a repeat', () => {
  test('in the same request is a duplicate', async () => {
    const { door, facts } = makeWorld();
    const receipts = await door.receive([one, one, two, one]);
    expect(outcomes(receipts)).toEqual(['accepted', 'duplicate', 'accepted', 'duplicate']);
    expect(positionOf(receipts[1])).toBe(positionOf(receipts[0]));
    expect(facts()).toHaveLength(2);
  });

  test.each([false, true])('in a later request too (in the fact index: %s)', async (isIndexed) => {
    const { door, facts, project } = makeWorld();
    const [first] = await door.receive([one]);
    if (isIndexed) await project();
    expect(await door.receive([one])).toEqual([
      { outcome: 'duplicate', position: positionOf(first) },
    ]);
    expect(facts()).toHaveLength(1);
  });
});

describe('a conflict', () => {
  test.each([false, true])('is recorded (in the fact index: %s)', async (isIndexed) => {
    const { door, facts, conflicts, project } = makeWorld();
    const [first] = await door.receive([one]);
    if (isIndexed) await project();
    expect(await door.receive([rival])).toEqual([
      { outcome: 'conflict', position: positionOf(first) },
    ]);
    expect(facts().map(({ fact }) => fact)).toEqual([one]);
    expect(conflicts().map(({ data }) => data)).toMatchObject([
      { tenant: 't1', source: '/app', id: '1', refused: { data: { fileId: 'other' } } },
    ]);
  });

  test('within a request is one too', async () => {
    const { door, facts, conflicts } = makeWorld();
    const receipts = await door.receive([one, rival, two]);
    expect(outcomes(receipts)).toEqual(['accepted', 'conflict', 'accepted']);
    expect(facts()).toHaveLength(2);
    expect(conflicts()).toHaveLength(1);
  });

  test('is recorded once for each content', async () => {
    const { door, conflicts } = makeWorld();
    const third = madeFact({ id: '1', data: { fileId: 'third' } });
    await door.receive([one, rival, third]);
    await door.receive([rival, rival, third]);
    expect(conflicts()).toHaveLength(2);
  });

  test('that could not be recorded is not answered, and is when it comes again', async () => {
    let isAway = true;
    const { door, conflicts } = makeWorld({
      fateOf: ({ stream }) => (isAway && stream.includes('conflicts') ? 'lost' : 'fine'),
    });
    await expect(door.receive([one, rival])).rejects.toThrow('the log is away');
    isAway = false;
    expect(outcomes(await door.receive([one, rival]))).toEqual(['duplicate', 'conflict']);
    expect(conflicts()).toHaveLength(1);
  });
});

describe('an append that fails', () => {
  test('leaves nothing held', async () => {
    let fate: 'lost' | 'fine' = 'lost';
    const { door, held, facts } = makeWorld({ fateOf: () => fate });
    await expect(door.receive([one, two])).rejects.toThrow('the log is away');
    expect(held()).toBe(0);
    fate = 'fine';
    expect(outcomes(await door.receive([one, two]))).toEqual(['accepted', 'accepted']);
    expect(facts()).toHaveLength(2);
  });

  test('whose events are in all the same is accepted when it comes again, written once', async () => {
    let fate: 'unheard' | 'fine' = 'unheard';
    const { door, facts } = makeWorld({ fateOf: () => fate });
    await expect(door.receive([one, two])).rejects.toThrow('the log went away');
    fate = 'fine';
    expect(outcomes(await door.receive([one, two]))).toEqual(['accepted', 'accepted']);
    expect(facts()).toHaveLength(2);
  });

  test('leaves what other streams took', async () => {
    let isAway = true;
    const { door, facts } = makeWorld({
      fateOf: ({ stream }) => (isAway && stream.includes('u2') ? 'lost' : 'fine'),
    });
    await expect(door.receive([one, elsewhere])).rejects.toThrow('the log is away');
    isAway = false;
    expect(outcomes(await door.receive([one, elsewhere]))).toEqual(['duplicate', 'accepted']);
    expect(facts()).toHaveLength(2);
  });

  test('fails those who waited for it, and they may come again', async () => {
    let fate: 'lost' | 'fine' = 'lost';
    const { door } = makeWorld({ fateOf: () => fate });
    const [first, second] = await Promise.allSettled([
      door.receive([one]),
      door.receive([one, two]),
    ]);
    expect(first).toMatchObject({ status: 'rejected' });
    expect(second).toMatchObject({ status: 'rejected' });
    fate = 'fine';
    expect(outcomes(await door.receive([one, two]))).toEqual(['accepted', 'accepted']);
  });

  test('tells a request that only waited to come again', async () => {
    const { door } = makeWorld({ fateOf: () => 'lost' });
    const failing = door.receive([one]);
    const waiting = door.receive([one]);
    await expect(failing).rejects.toThrow('the log is away');
    await expect(waiting).rejects.toThrow(ServiceUnavailable);
  });
});

describe('an append of which the store knows a part', () => {
  test('is sent one by one', async () => {
    let fate: 'unheard' | 'fine' = 'unheard';
    const { door, log, facts } = makeWorld({ fateOf: () => fate });
    await expect(door.receive([one])).rejects.toThrow();
    fate = 'fine';
    const receipts = await door.receive([one, two, three]);
    expect(receipts).toEqual([
      { outcome: 'accepted', position: 10n },
      { outcome: 'accepted', position: 20n },
      { outcome: 'accepted', position: 30n },
    ]);
    expect(log.appendSizes()).toEqual([1, 3, 1, 1, 1]);
    expect(facts().map(({ fact }) => fact)).toEqual([one, two, three]);
  });
});

describe('no facts are taken', () => {
  test('while the door is not ready', async () => {
    const { door, log } = makeWorld({ notReady: () => 'The fact index is filling.' });
    await expect(door.receive([one])).rejects.toThrow(
      new ServiceUnavailable('The fact index is filling.', 2),
    );
    expect(log.appendSizes()).toEqual([]);
  });

  test('while there is no room for them', async () => {
    const { door, held, project } = makeWorld({ recentMax: 2 });
    await door.receive([one, two]);
    await expect(door.receive([three])).rejects.toThrow(ServiceUnavailable);
    expect(held()).toBe(2);
    await project();
    expect(held()).toBe(0);
    expect(outcomes(await door.receive([three]))).toEqual(['accepted']);
  });
});

test('tenants do not know of one another', async () => {
  const { door, conflicts } = makeWorld();
  const theirs = { ...rival, tenant: 't2' };
  expect(outcomes(await door.receive([one, theirs]))).toEqual(['accepted', 'accepted']);
  expect(conflicts()).toEqual([]);
});

describe('an amendment', () => {
  const stored = madeFact({ id: 'stored' });
  const amendment = (parts: Partial<Fact> = {}): Fact =>
    madeFact({
      id: 'void',
      type: 'usage.voided',
      data: { target: { source: stored.source, id: stored.id }, reason: 'twice', by: 'user:o1' },
      ...parts,
    });

  test('of a known fact that it does not fit is refused and not kept, the rest is taken', async () => {
    const world = makeWorld();
    await world.door.receive([stored]);
    await world.project();
    const other = madeFact({ id: 'other' });
    const receipts = await world.door.receive([amendment({ subject: 'user:u9' }), other]);
    expect(receipts).toEqual([
      { outcome: 'refused', reason: 'its subject is not that of its target' },
      { outcome: 'accepted', position: positionOf(receipts[1]) },
    ]);
    expect(world.facts().map(({ fact }) => fact.id)).toEqual(['stored', 'other']);
  });

  test('that fits is taken, and so is one of a fact that is not known yet', async () => {
    const world = makeWorld();
    await world.door.receive([stored]);
    await world.project();
    const early = amendment({
      id: 'early',
      data: { target: { source: '/app', id: 'to come' }, reason: 'twice', by: 'user:o1' },
    });
    const receipts = await world.door.receive([amendment(), early]);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });
});
