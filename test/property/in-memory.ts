import { decimalToText, plus, type Decimal } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { foldBatch, rowsWanted, type Counted } from '../../projections/fold-batch.ts';
import { readModels } from '../../projections/read-models.ts';
import type { KeyValue, Table, Value } from '../../projections/table.ts';
import { recordedFact } from '../support/facts.ts';

type Row = { readonly key: readonly KeyValue[]; readonly rest: readonly Value[] };
type Tables = Map<Table, Map<string, Row>>;

const isDecimal = (value: Value): value is Decimal =>
  typeof value === 'object' && value !== null && 'units' in value;

const added = (a: Value | undefined, b: Value): Value => {
  if (a === undefined) return b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (isDecimal(a) && isDecimal(b)) return plus(a, b);
  throw new Error('only sums are added to');
};

// What comes from a database went through JSON.
const read = ({ rest }: Table, row: Row): readonly Value[] =>
  row.rest.map((value, index) =>
    rest[index]?.[1] === 'json' ? (JSON.parse(JSON.stringify(value)) as Value) : value,
  );

const applyBatch = (tables: Tables, batch: readonly Counted[]): void => {
  const rowsOf = (table: Table): Map<string, Row> => {
    const rows = tables.get(table) ?? new Map<string, Row>();
    tables.set(table, rows);
    return rows;
  };
  const loaded = new Map(
    [...rowsWanted(readModels, batch)].map(([table, keys]) => {
      const found = [...keys.keys()].flatMap((key) => {
        const row = rowsOf(table).get(key);
        return row === undefined ? [] : [[key, read(table, row)] as const];
      });
      return [table, new Map(found)] as const;
    }),
  );
  for (const [table, changes] of foldBatch(readModels, batch, loaded)) {
    const rows = rowsOf(table);
    for (const [text, { key, rest }] of changes) {
      const sums = table.rows === 'sums' ? rows.get(text)?.rest : undefined;
      if (rest === undefined) rows.delete(text);
      else rows.set(text, { key, rest: rest.map((v, i) => added(sums?.[i], v)) });
    }
  }
};

/** All rows of the read models after these batches: by table, in order, as texts that compare. */
export type RowTexts = Readonly<Record<string, readonly string[]>>;

/** The read models without a database. */
export type InMemory = {
  readonly rows: (table: Table) => readonly Row[];
  readonly texts: () => RowTexts;
};

const textOf = (value: Value): string =>
  isDecimal(value)
    ? decimalToText(value)
    : typeof value === 'bigint'
      ? String(value)
      : JSON.stringify(value);

/** Facts as the feed gives them to the projectors, numbered in their order. */
export const countedFacts = (facts: readonly Fact[]): readonly Counted[] =>
  facts.map((fact, index) => ({ kind: 'fact', recorded: recordedFact(fact, BigInt(index + 1)) }));

/** The read models after a log of which nothing repeats, taken in by these batches. */
export const inMemory = (batches: readonly (readonly Counted[])[]): InMemory => {
  const tables: Tables = new Map();
  for (const batch of batches) applyBatch(tables, batch);
  const rows = (table: Table): readonly Row[] => [...(tables.get(table)?.values() ?? [])];
  return {
    rows,
    texts: () =>
      Object.fromEntries(
        readModels
          .flatMap((projector) => projector.tables)
          .map((table) => [
            table.name,
            rows(table)
              .map(({ key, rest }) => [...key, ...rest].map(textOf).join(' '))
              .toSorted(),
          ]),
      ),
  };
};
