import type { Decimal } from '../domain/decimal.ts';
import type { Json } from '../domain/event-log.ts';

/** What a column can hold. `instant`: milliseconds since 1970; `number64`: a sequence, a position, a count. */
export type ColumnType = {
  readonly text: string;
  readonly instant: number;
  readonly number64: bigint;
  readonly decimal: Decimal;
  readonly json: Json;
};
export type Column = readonly [name: string, type: keyof ColumnType];
type Columns = readonly Column[];

/** A column of a key: one whose value is one text. */
export type KeyColumn = readonly [name: string, type: 'text' | 'instant' | 'number64'];
type KeyColumns = readonly KeyColumn[];
export type KeyValue = string | number | bigint;

/** The values of a list of columns, in its order. */
export type ValuesOf<C extends Columns> = {
  readonly [I in keyof C]: ColumnType[C[I][1]];
};
export type Value = ColumnType[keyof ColumnType];

/**
 * A further way in, by columns; one with `unlessEmpty` leaves out the rows in which that text is empty. Where the text is
 * not a parameter of the query but comes from a join, the query must say that it is not empty to be given this way.
 */
export type Index =
  readonly string[] | { readonly by: readonly string[]; readonly unlessEmpty: string };

export const isDecimal = (value: Value): value is Decimal =>
  typeof value === 'object' && value !== null && 'units' in value;

/**
 * A table of a read model as data: its rows are sums that are added to, states that are put whole, or firsts.
 * The database's tables, loads and writes are made from it.
 */
export type Table<Key extends KeyColumns = KeyColumns, Rest extends Columns = Columns> = {
  readonly name: string;
  /** `firsts`: rows that are made once and stay as they are. */
  readonly rows: 'sums' | 'states' | 'firsts';
  readonly key: Key;
  readonly rest: Rest;
  readonly indexes: readonly Index[];
};

type TableParts<Key extends KeyColumns, Rest extends Columns> = Omit<
  Table<Key, Rest>,
  'name' | 'rows' | 'indexes'
> & { readonly indexes?: Table['indexes'] };

/** A table whose rows are added to: every column outside the key is a sum. A row of zeros is no row. */
export const sums = <
  const Key extends KeyColumns,
  const Rest extends readonly (readonly [string, 'decimal' | 'number64'])[],
>(
  name: string,
  { key, rest, indexes = [] }: TableParts<Key, Rest>,
): Table<Key, Rest> => ({ name, rows: 'sums', key, rest, indexes });

/** A table whose rows are replaced whole. */
export const states = <const Key extends KeyColumns, const Rest extends Columns>(
  name: string,
  { key, rest, indexes = [] }: TableParts<Key, Rest>,
): Table<Key, Rest> => ({ name, rows: 'states', key, rest, indexes });

/** A table whose rows are made once: the first in the log stands. */
export const firsts = <const Key extends KeyColumns, const Rest extends Columns>(
  name: string,
  { key, rest, indexes = [] }: TableParts<Key, Rest>,
): Table<Key, Rest> => ({ name, rows: 'firsts', key, rest, indexes });
