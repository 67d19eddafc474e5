import { decimalToText, plus } from '../../domain/decimal.ts';
import { amendmentIn } from '../../domain/fact/amendment.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { identityKey } from '../../domain/fact/identity.ts';
import type { LogEntry } from '../../domain/ledger/recorded.ts';
import type { Counted } from '../../projections/counted.ts';
import { foldBatch, rowsWanted } from '../../projections/fold-batch.ts';
import { netEffects, type Amended } from '../../projections/net-effects.ts';
import type { Projector } from '../../projections/projector.ts';
import { readModels } from '../../projections/read-models.ts';
import { isDecimal, type KeyValue, type Table, type Value } from '../../projections/table.ts';
import { recordedFact } from '../support/facts.ts';

type Row = { readonly key: readonly KeyValue[]; readonly rest: readonly Value[] };
type Tables = Map<Table, Map<string, Row>>;

const added = (a: Value | undefined, b: Value): Value => {
  if (a === undefined) return b;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (isDecimal(a) && isDecimal(b)) return plus(a, b);
  throw new Error('only sums are added to');
};

const isZero = (value: Value): boolean => (isDecimal(value) ? value.units === 0n : value === 0n);

type Log = readonly (readonly LogEntry[])[];

const applyBatch = (
  tables: Tables,
  projectors: readonly Projector[],
  batch: readonly Counted[],
): void => {
  const rowsOf = (table: Table): Map<string, Row> => {
    const rows = tables.get(table) ?? new Map<string, Row>();
    tables.set(table, rows);
    return rows;
  };
  const loaded = new Map(
    [...rowsWanted(projectors, batch)].map(([table, keys]) => {
      const found = [...keys].map(
        ([text, under]) =>
          [
            text,
            [...rowsOf(table).values()].filter(({ key }) => under.every((v, i) => key[i] === v)),
          ] as const,
      );
      return [table, new Map(found)] as const;
    }),
  );
  for (const [table, changes] of foldBatch(projectors, batch, loaded)) {
    const rows = rowsOf(table);
    for (const [text, { key, rest }] of changes) {
      const known = rows.get(text)?.rest;
      if (table.rows === 'firsts' && known !== undefined) continue;
      const sums = table.rows === 'sums' ? known : undefined;
      const row = rest?.map((v, i) => added(sums?.[i], v));
      if (row === undefined || (table.rows === 'sums' && row.every(isZero))) rows.delete(text);
      else rows.set(text, { key, rest: row });
    }
  }
};

/** What each event of a log comes to, and what the log has said of each fact so far, batch by batch. */
const counted = (batches: Log): readonly (readonly Counted[])[] => {
  const known = new Map<string, Amended>();
  return batches.map((batch) => {
    const effects = netEffects(batch, new Map(known));
    for (const entry of batch) {
      if (entry.kind === 'ledger') continue;
      const { fact, sequence } = entry.recorded;
      const said = (key: string): Amended =>
        known.get(key) ?? { original: undefined, amendments: [] };
      const key = identityKey(fact);
      known.set(key, { ...said(key), original: { fact, sequence } });
      const amendment = amendmentIn(fact, entry.recorded);
      if (amendment === undefined) continue;
      const target = identityKey(amendment.target);
      const { original, amendments } = said(target);
      known.set(target, { original, amendments: [...amendments, amendment] });
    }
    return effects;
  });
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

/** Facts as the feed gives them to the read models, numbered in their order. */
export const recordedFacts = (facts: readonly Fact[]): readonly LogEntry[] =>
  facts.map((fact, index) => ({ kind: 'fact', recorded: recordedFact(fact, BigInt(index + 1)) }));

/** The read models after a log of which nothing repeats, taken in by these batches. */
export const inMemory = (batches: Log, projectors = readModels): InMemory => {
  const tables: Tables = new Map();
  for (const batch of counted(batches)) applyBatch(tables, projectors, batch);
  const rows = (table: Table): readonly Row[] => [...(tables.get(table)?.values() ?? [])];
  return {
    rows,
    texts: () =>
      Object.fromEntries(
        projectors
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
