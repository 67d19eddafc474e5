import { usageOf } from '../projections/usage/usage.ts';
import type { Projector } from '../projections/projector.ts';
import type { FillIntake } from './postgres/apply-fill.ts';
import { forgetMetersFill, metersFill, restartFill, type Fill } from './postgres/fills.ts';
import { liveMeters, metersOf } from './postgres/live-meters.ts';
import { swapModel } from './postgres/read-tables.ts';
import { patienceAtFirstMs } from './join-patience.ts';
import { next, tableNamesOf } from './postgres/table-names.ts';

/** A read model, filled in tables of its own that take the place of the others. */
const modelIntake = (projector: Projector, patienceMs: number): FillIntake => ({
  name: projector.name,
  version: projector.version,
  intake: async (tx) => ({
    projectors: [projector.withMeters?.(await liveMeters(tx)) ?? projector],
    names: tableNamesOf([projector], next),
  }),
  join: async (tx) => {
    await swapModel(tx, projector, patienceMs);
    // Its rows went with the tables.
    if (projector.name === 'usage') await forgetMetersFill(tx);
  },
});

/** Meters of tenants, filled in rows of their own among those of the usage that answers. */
const metersIntake = (fill: Fill, usage: Projector): FillIntake => ({
  name: metersFill,
  version: fill.version,
  intake: () =>
    Promise.resolve({
      projectors: [usageOf(metersOf(fill.meters), [])],
      names: tableNamesOf([usage]),
    }),
  join: async (tx) => {
    // Usage that is filled anew has not counted them so far.
    await restartFill(tx, 'usage');
    await tx
      .insertInto('read.live_meters')
      .values(fill.meters.map(([tenant, key, definition]) => ({ tenant, key, definition })))
      .execute();
  },
});

/**
 * How a fill is done by these read models; undefined where they are of another version. `patienceMs`: how long it waits for
 * queries that are under way when it joins.
 */
export const intakeOf = (
  fill: Fill,
  readModels: readonly Projector[],
  patienceMs = patienceAtFirstMs,
): FillIntake | undefined => {
  const named = (name: string) => readModels.find((each) => each.name === name);
  if (fill.name === metersFill) {
    const usage = named('usage');
    return usage === undefined ? undefined : metersIntake(fill, usage);
  }
  const projector = named(fill.name);
  return projector?.version === fill.version ? modelIntake(projector, patienceMs) : undefined;
};
