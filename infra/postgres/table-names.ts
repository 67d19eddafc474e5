import type { Projector } from '../../projections/projector.ts';
import type { Table } from '../../projections/table.ts';

/**
 * Where each table of a set of read models lies. Versions lie side by side; a view of the plain name shows the one that
 * answers.
 */
export type TableNames = ReadonlyMap<Table, string>;

/** The tables of the read models that answer or, with `next`, of those that are filled to take their place. */
export const tableNamesOf = (projectors: readonly Projector[], which = ''): TableNames =>
  new Map(
    projectors.flatMap(({ tables, version }) =>
      tables.map((table) => [table, `read.${table.name}_v${version}${which}`] as const),
    ),
  );

/** What is appended to the names of tables that are being filled. */
export const next = '_next';
