import type { Column, KeyColumn, KeyValue, Table, Value, ValuesOf } from './table.ts';

/** What happens to one row. Changes are data: the database writes them, a test reads them. */
export type Change =
  | {
      readonly op: 'add' | 'put' | 'make';
      readonly table: Table;
      readonly key: readonly KeyValue[];
      readonly rest: readonly Value[];
    }
  | { readonly op: 'delete'; readonly table: Table; readonly key: readonly KeyValue[] };

/** Adds to a row's sums, from zero where there is no row. A row of zeros is no row. */
export const add = <K extends readonly KeyColumn[], R extends readonly Column[]>(
  table: Table<K, R>,
  key: ValuesOf<K>,
  rest: ValuesOf<R>,
): Change => ({ op: 'add', table, key, rest });

/** Replaces a row, or makes it. */
export const put = <K extends readonly KeyColumn[], R extends readonly Column[]>(
  table: Table<K, R>,
  key: ValuesOf<K>,
  rest: ValuesOf<R>,
): Change => ({ op: 'put', table, key, rest });

/** Makes a row where there is none; the first of the log stands. */
export const make = <K extends readonly KeyColumn[], R extends readonly Column[]>(
  table: Table<K, R>,
  key: ValuesOf<K>,
  rest: ValuesOf<R>,
): Change => ({ op: 'make', table, key, rest });

export const remove = <K extends readonly KeyColumn[], R extends readonly Column[]>(
  table: Table<K, R>,
  key: ValuesOf<K>,
): Change => ({ op: 'delete', table, key });

/** A row's key as one text. No text in a key can hold a line break. */
export const rowKey = (key: readonly KeyValue[]): string => key.join('\n');
