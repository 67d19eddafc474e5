import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '../../domain/fact/fact.ts';
import { membershipClaims } from '../../projections/memberships/tables.ts';
import { storageClaims } from '../../projections/storage/tables.ts';
import type { KeyValue, Table, Value } from '../../projections/table.ts';
import { textIn } from '../support/facts.ts';
import { amended, anyFact } from './arbitrary-facts.ts';
import { inMemory, recordedFacts, type InMemory } from './in-memory.ts';
import { netFacts } from './naive-net.ts';

const anyFacts = amended(fc.array(anyFact, { maxLength: 40, size: 'max' }), { maxLength: 25 });

type Row = ReturnType<InMemory['rows']>[number];

/** In both tables the numbers of the fact and of the event that made the row end the key. */
const placeOf = ({ key }: Row) => ({ sequence: key.at(-2), since: BigInt(key.at(-1) ?? 0) });
const thingOf = ({ key }: Row): readonly KeyValue[] => key.slice(0, -2);

const textsOf = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ key, rest }) => [...key, ...rest].map(textOf).join(' ')).toSorted();
const textOf = (value: Value): string =>
  typeof value === 'object' ? JSON.stringify(value, (_, v: unknown) => String(v)) : String(value);

const rowsAt = (models: InMemory, table: Table, s: bigint): readonly Row[] =>
  models.rows(table).filter((row) => placeOf(row).since <= s);

test.each([storageClaims, membershipClaims])(
  'the rows of $name since S or before are those after the first S events',
  (table: Table) => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const log = recordedFacts(facts);
        const whole = inMemory([log]);
        for (let s = 0; s <= log.length; s += 1) {
          const first = inMemory([log.slice(0, s)]);
          expect(textsOf(rowsAt(whole, table, BigInt(s)))).toEqual(textsOf(first.rows(table)));
        }
      }),
      { numRuns: 25 },
    );
  },
);

/** Who says what kind of thing about what, by the rows of the whole log alone. */
const saidAt = (models: InMemory, table: Table, s: bigint): readonly string[] => {
  const byFact = Map.groupBy(rowsAt(models, table, s), (row) =>
    JSON.stringify([thingOf(row), String(placeOf(row).sequence)]),
  );
  return [...byFact.values()]
    .map((rows) => rows.reduce((a, b) => (placeOf(a).since > placeOf(b).since ? a : b)))
    .filter(({ rest }) => rest[0] !== 'gone')
    .map((row) => [...thingOf(row), ...row.rest.slice(0, 4)].map(textOf).join(' '))
    .toSorted();
};

const aboutFiles = ['stored', 'attached', 'released'].map((kind) => `openmeet.file.${kind}`);
const isOfFile = ({ type }: Fact): boolean => aboutFiles.includes(type);
const isOfMember = ({ type }: Fact): boolean => type.startsWith('openmeet.group.');

const kindOf = ({ type }: Fact): string => type.slice(type.lastIndexOf('.') + 1);
const placeIn = ({ at, source, id }: Fact) => [at, source, id];
const fileSaid = (fact: Fact) => [fact.tenant, textIn(fact, 'fileId')];
const memberSaid = (fact: Fact) => [
  fact.tenant,
  textIn(fact, 'group'),
  textIn(fact, 'member') ?? fact.subject,
];

test.each([
  { table: storageClaims, isAbout: isOfFile, thing: fileSaid },
  { table: membershipClaims, isAbout: isOfMember, thing: memberSaid },
])(
  'the claims of $table.name at S are what the facts came to by then',
  ({ table, isAbout, thing }) => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const whole = inMemory([recordedFacts(facts)]);
        for (let s = 0; s <= facts.length; s += 1) {
          const net = netFacts(facts.slice(0, s)).filter(isAbout);
          const expected = net.map((fact) =>
            [...thing(fact), kindOf(fact), ...placeIn(fact)].join(' '),
          );
          expect(saidAt(whole, table, BigInt(s))).toEqual(expected.toSorted());
        }
      }),
      { numRuns: 25 },
    );
  },
);
