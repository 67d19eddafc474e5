import type { Kysely } from 'kysely';
import type { Projector } from '../../projections/projector.ts';
import type { Database, ReadTransaction } from './database.ts';
import { cancelFill, holdFills, requestFill } from './fills.ts';

type Rebuilds = {
  readonly request: (name: string) => Promise<'requested' | 'unknown'>;
  readonly cancel: (name: string) => Promise<'cancelled' | 'none' | 'not-live' | 'unknown'>;
};

const answers = async (tx: ReadTransaction, { name, version }: Projector): Promise<boolean> => {
  const found = await tx
    .selectFrom('read.projections')
    .select('name')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return found !== undefined;
};

/** Has read models filled anew, whichever process does it. */
export const rebuildsOf = (db: Kysely<Database>, readModels: readonly Projector[]): Rebuilds => {
  const named = (name: string) => readModels.find((each) => each.name === name);
  return {
    request: async (name) => {
      const projector = named(name);
      if (projector === undefined) return 'unknown';
      await db.transaction().execute((tx) => requestFill(tx, projector));
      return 'requested';
    },
    cancel: async (name) => {
      const projector = named(name);
      if (projector === undefined) return 'unknown';
      return db.transaction().execute(async (tx) => {
        await holdFills(tx, name);
        if (!(await answers(tx, projector))) return 'not-live';
        return (await cancelFill(tx, name)) ? 'cancelled' : 'none';
      });
    },
  };
};
