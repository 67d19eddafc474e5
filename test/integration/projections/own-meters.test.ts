import { expect, test } from 'vitest';
import type { RecordedEvent } from '../../../domain/event-log.ts';
import { meterDefined, meterRetired } from '../../../domain/ledger/meter-events.ts';
import type { Meter } from '../../../domain/meter/meter.ts';
import { metersStream } from '../../../domain/stream-name.ts';
import { requestMetersFill } from '../../../infra/postgres/fills.ts';
import { ownMeters } from '../../../infra/postgres/queries/meters.ts';
import { namespace, positionOf, recordedAt } from '../../support/facts.ts';
import { applyAll } from './batches.ts';
import { useReadModels } from './use-read-models.ts';

const postgres = useReadModels();

const meterOf = (key: string, unit = 'u'): Meter => ({
  key,
  unit,
  types: ['acme.done'],
  aggregation: 'unique',
  value: 'name',
  where: [{ key: 'n', atLeast: '0.5' }],
});

const logOf = (
  ...events: readonly (readonly [string, ReturnType<typeof meterDefined>])[]
): readonly RecordedEvent[] =>
  events.map(([tenant, event], index) => ({
    ...event,
    stream: metersStream(namespace, tenant),
    revision: BigInt(index),
    position: positionOf(BigInt(index + 1)),
  }));

const defined = (tenant: string, meter: Meter) =>
  [tenant, meterDefined(tenant, meter, recordedAt)] as const;
const retired = (tenant: string, key: string) =>
  [tenant, meterRetired(tenant, key, recordedAt)] as const;

test('meters are those of a tenant, as first defined, in order, with how far they are', async () => {
  const { db } = await postgres.open();
  await applyAll(
    db,
    logOf(
      defined('t1', meterOf('z')),
      defined('t2', meterOf('z', 'other')),
      defined('t1', meterOf('a')),
      defined('t1', meterOf('z', 'late')),
      defined('t1', meterOf('m')),
      retired('t1', 'a'),
      retired('t2', 'm'),
    ),
  );
  const live = { tenant: 't1', key: 'z', definition: '{}' };
  await db.insertInto('read.live_meters').values(live).execute();
  // A meter of the other tenant, and one whose tenant and key are the other way round, fill as well.
  const filling = [
    ['t1', 'a', '{}'],
    ['m', 't1', '{}'],
    ['t2', 'm', '{}'],
  ] as const;
  await db.transaction().execute((tx) => requestMetersFill(tx, filling));
  await db.updateTable('read.fills').set({ sequence: '3' }).execute();

  expect(await ownMeters(db, 't1')).toEqual([
    { meter: meterOf('z'), isRetired: false, state: { state: 'live' } },
    {
      meter: meterOf('a'),
      isRetired: true,
      state: { state: 'filling', sequence: 3n, of: 7n },
    },
    { meter: meterOf('m'), isRetired: false, state: { state: 'waiting' } },
  ]);
  expect(await ownMeters(db, 't3')).toEqual([]);
});
