import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalToText, type Decimal } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { accountsTable, factCounts } from '../../projections/facts/tables.ts';
import { membershipsTable } from '../../projections/memberships/tables.ts';
import { storageAnomalies, storageChanges, storageDays } from '../../projections/storage/tables.ts';
import type { Table } from '../../projections/table.ts';
import { usageByDay, usageByQuarterHour } from '../../projections/usage/tables.ts';
import { anyFact, withIds, withoutRivalStores } from './arbitrary-facts.ts';
import { recordedFacts, inMemory, type InMemory } from './in-memory.ts';

const anyTwoOrders = fc
  .array(anyFact, { maxLength: 80, size: 'max' })
  .map((facts) => withIds(withoutRivalStores(facts)))
  .chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length })),
  );

const taken = (facts: readonly Fact[]): InMemory => inMemory([recordedFacts(facts)]);

const texts = (models: InMemory, table: Table): readonly string[] =>
  models.texts()[table.name] ?? [];

/** A step of zero is no step: an account may have passed through it on the way. */
const stepsOf = (models: InMemory, table: Table): readonly string[] =>
  models
    .rows(table)
    .map(({ key, rest }) => ({ key, delta: rest[0] as Decimal }))
    .filter(({ delta }) => delta.units !== 0n)
    .map(({ key, delta }) => `${key.join(' ')} ${decimalToText(delta)}`)
    .toSorted();

const rolesOf = (models: InMemory): readonly string[] =>
  models
    .rows(membershipsTable)
    .map(({ key, rest }) => `${key.join(' ')} ${JSON.stringify(rest[0])}`)
    .toSorted();

const property = (check: (one: InMemory, other: InMemory) => void): void => {
  fc.assert(
    fc.property(anyTwoOrders, ([one, other]) => {
      check(taken(one), taken(other));
    }),
    { numRuns: 40 },
  );
};

test.each([usageByQuarterHour, usageByDay, factCounts, accountsTable])(
  'the sums of $name are the same in whatever order facts arrive',
  (table: Table) => {
    property((one, other) => {
      expect(texts(other, table)).toEqual(texts(one, table));
    });
  },
);

test.each([storageChanges, storageDays])(
  'the steps of $name are the same in whatever order facts arrive',
  (table: Table) => {
    property((one, other) => {
      expect(stepsOf(other, table)).toEqual(stepsOf(one, table));
    });
  },
);

test('so are the anomalies of files that were stored once', () => {
  property((one, other) => {
    expect(texts(other, storageAnomalies)).toEqual(texts(one, storageAnomalies));
  });
});

test('so are the roles', () => {
  property((one, other) => {
    expect(rolesOf(other)).toEqual(rolesOf(one));
  });
});
