import * as t from 'io-ts';

/** The members of a value, none where it is no object: for rules that look at parts whose shape is judged elsewhere. */
export const said = (value: unknown): Readonly<Record<string, unknown>> =>
  t.UnknownRecord.is(value) ? value : {};

/** The entries of a value, none where it is no list. */
export const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
