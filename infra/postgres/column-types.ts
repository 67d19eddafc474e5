import { decimalOf, decimalToText, type Decimal } from '../../domain/decimal.ts';
import type { Json } from '../../domain/event-log.ts';
import type { Column, ColumnType, Value } from '../../projections/table.ts';
import { int8Array, textArray } from './binary-array.ts';

type ColumnCodec<T extends Value> = {
  readonly sqlType: string;
  /** The type of the array that carries many values of the column as one parameter. */
  readonly arrayType: 'text[]' | 'int8[]';
  readonly toArray: (values: readonly T[]) => Buffer;
  /** From what the driver gives back. */
  readonly fromRow: (value: unknown) => T;
};

const instant: ColumnCodec<number> = {
  sqlType: 'bigint',
  arrayType: 'int8[]',
  toArray: int8Array,
  fromRow: Number,
};
const number64: ColumnCodec<bigint> = {
  sqlType: 'bigint',
  arrayType: 'int8[]',
  toArray: int8Array,
  fromRow: (value) => BigInt(String(value)),
};
const text: ColumnCodec<string> = {
  sqlType: 'text',
  arrayType: 'text[]',
  toArray: textArray,
  fromRow: String,
};
const decimal: ColumnCodec<Decimal> = {
  sqlType: 'numeric',
  arrayType: 'text[]',
  toArray: (values) => textArray(values.map(decimalToText)),
  fromRow: (value) => exactly(value),
};
const json: ColumnCodec<Json> = {
  sqlType: 'json',
  arrayType: 'text[]',
  toArray: (values) => textArray(values.map((value) => JSON.stringify(value))),
  // The driver has parsed it.
  fromRow: (value) => value as Json,
};

const codecs: { readonly [Type in keyof ColumnType]: ColumnCodec<ColumnType[Type]> } = {
  instant,
  number64,
  text,
  decimal,
  json,
};

/** A numeric of the database, whatever its length, as an exact decimal. */
export const exactly = (value: unknown): Decimal => {
  const numeric = String(value);
  const point = numeric.indexOf('.');
  return (
    decimalOf(numeric) ??
    (point < 0
      ? { units: BigInt(numeric), scale: 0 }
      : { units: BigInt(numeric.replace('.', '')), scale: numeric.length - point - 1 })
  );
};

/** How a column's values travel. The values must be of the column's type: the table says so. */
export const codecOf = ([, type]: Column): ColumnCodec<Value> => codecs[type] as ColumnCodec<Value>;
