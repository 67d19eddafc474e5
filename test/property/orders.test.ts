import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '../../domain/fact/fact.ts';
import { accountsTable, amendmentAnomalies, factCounts } from '../../projections/facts/tables.ts';
import { membershipsTable } from '../../projections/memberships/tables.ts';
import { storageAnomalies, storageChanges, storageDays } from '../../projections/storage/tables.ts';
import type { Table } from '../../projections/table.ts';
import { usageByDay, usageByQuarterHour } from '../../projections/usage/tables.ts';
import {
  amended,
  anyFact,
  withoutCorrectedFiles,
  withoutRivalCorrections,
  withoutRivalStores,
} from './arbitrary-facts.ts';
import { recordedFacts, inMemory, type InMemory } from './in-memory.ts';

// Of several stores of a file, and of several corrections of a fact, the log's order says which one counts.
const anyTwoOrders = amended(
  fc.array(anyFact, { maxLength: 80, size: 'max' }).map(withoutRivalStores),
)
  .map((facts) => withoutRivalCorrections(withoutCorrectedFiles(facts)))
  .chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length })),
  );

const taken = (facts: readonly Fact[]): InMemory => inMemory([recordedFacts(facts)]);

const texts = (models: InMemory, table: Table): readonly string[] =>
  models.texts()[table.name] ?? [];

const property = (check: (one: InMemory, other: InMemory) => void): void => {
  fc.assert(
    fc.property(anyTwoOrders, ([one, other]) => {
      check(taken(one), taken(other));
    }),
    { numRuns: 40 },
  );
};

test.each([
  usageByQuarterHour,
  usageByDay,
  factCounts,
  accountsTable,
  amendmentAnomalies,
  storageChanges,
  storageDays,
  // The stores of a file are one.
  storageAnomalies,
  membershipsTable,
])('the rows of $name are the same in whatever order facts arrive', (table: Table) => {
  property((one, other) => {
    expect(texts(other, table)).toEqual(texts(one, table));
  });
});
