import { sql, type Kysely } from 'kysely';
import { facts } from '../../projections/facts/facts.ts';
import type { Projector } from '../../projections/projector.ts';
import { PoisonEvent } from '../feed/poison-event.ts';
import type { Database, ReadTransaction } from './database.ts';
import { forgetMetersFill, holdFills } from './fills.ts';
import { reviseLiveSet } from './live-set.ts';
import { fillOthers, prepareReadSchema } from './read-schema.ts';
import { dropModel } from './read-tables.ts';

/** Their checkpoint says nothing of another namespace's log: to go on from it would mix the two in silence. */
const claimNamespace = async (tx: ReadTransaction, namespace: string): Promise<void> => {
  await tx.updateTable('read.layout').set({ namespace }).where('namespace', 'is', null).execute();
  const { namespace: known } = await tx
    .selectFrom('read.layout')
    .select('namespace')
    .executeTakeFirstOrThrow();
  if (known !== namespace) {
    throw new PoisonEvent(`this database holds the read models of the namespace ${String(known)}`);
  }
};

/**
 * Takes over the read models as the process that fills them from now on. What answers in another version was filled by a
 * process of another version that is gone: it stops answering, until it is filled in the version of the code. Where the
 * index of facts is among that, everything begins anew, since it decides which facts count. Says what stopped answering. Throws PoisonEvent where they are those of another namespace.
 */
export const adoptReadModels = async (
  db: Kysely<Database>,
  namespace: string,
  projectors: readonly Projector[],
): Promise<readonly string[]> => {
  const foreign = await db.transaction().execute(async (tx) => {
    await tx.selectFrom('read.checkpoint').selectAll().forUpdate().execute();
    await claimNamespace(tx, namespace);
    await holdFills(tx);
    // As a swap does: who asks keeps what there is until the answer.
    await sql`lock table read.projections in access exclusive mode`.execute(tx);
    const answering = await tx.selectFrom('read.projections').selectAll().execute();
    const names = answering
      .filter(
        ({ name, version }) =>
          !projectors.some((each) => each.name === name && each.version === version),
      )
      .map(({ name }) => name);
    if (names.includes(facts.name)) return names;
    for (const name of names) await dropModel(tx, name);
    if (names.includes('usage')) await forgetMetersFill(tx);
    if (names.length > 0) await reviseLiveSet(tx);
    // What was asked for at the start may have been given up, or been filled by the other version, since.
    await fillOthers(tx, projectors);
    return names;
  });
  if (foreign.includes(facts.name)) await prepareReadSchema(db, projectors, { anew: true });
  return foreign;
};
