import { negated } from '../../domain/decimal.ts';
import { groupOf, type Fact } from '../../domain/fact/fact.ts';
import { shippedMeters, type Meter } from '../../domain/meter/meter.ts';
import {
  meteringBy,
  type Metered,
  type Metering,
  type TenantMeter,
} from '../../domain/meter/metered.ts';
import { occurrenceKey } from '../../domain/time/occurrence-key.ts';
import { dayOf, quarterHourOf } from '../../domain/time/window.ts';
import { add, put, remove, type Change } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { usageByDay, usageByQuarterHour, usageValues } from './tables.ts';

const summed = (
  { tenant, subject, at, ...fact }: Fact,
  { meter, dimensions, quantity }: Extract<Metered, { kind: 'sum' }>,
  isThere: boolean,
): readonly Change[] => {
  const group = groupOf(fact) ?? '';
  const rest = isThere ? ([quantity, 1n] as const) : ([negated(quantity), -1n] as const);
  const key = (bucket: number) => [tenant, subject, meter, bucket, group, dimensions] as const;
  return [
    add(usageByQuarterHour, key(quarterHourOf(at)), rest),
    add(usageByDay, key(dayOf(at)), rest),
  ];
};

const kept = (
  { tenant, subject, at, ...fact }: Fact,
  { meter, dimensions, value }: Extract<Metered, { kind: 'value' }>,
  sequence: bigint,
  isThere: boolean,
): Change => {
  const key = [tenant, meter, sequence] as const;
  const group = groupOf(fact) ?? '';
  return isThere
    ? put(usageValues, key, [subject, group, at, occurrenceKey(fact), dimensions, value])
    : remove(usageValues, key);
};

const countedBy =
  (metering: Metering) =>
  (fact: Fact | undefined, sequence: bigint, isThere: boolean): readonly Change[] =>
    fact === undefined
      ? []
      : metering(fact).flatMap((metered) =>
          metered.kind === 'sum'
            ? summed(fact, metered, isThere)
            : [kept(fact, metered, sequence, isThere)],
        );

/**
 * Usage by meter, subject and group, counted by meters that every tenant has and by those of single tenants. Late usage
 * lands in the time it happened in, not in that it reached us.
 */
export const usageOf = (
  own: readonly TenantMeter[],
  shared: readonly Meter[] = shippedMeters,
): Projector => {
  const counted = countedBy(meteringBy(shared, own));
  return {
    name: 'usage',
    version: 2,
    tables: [usageByQuarterHour, usageByDay, usageValues],
    wants: ignore,
    onFacts: (facts) =>
      facts.flatMap(({ effect }) =>
        effect === undefined
          ? []
          : [
              ...counted(effect.was, effect.sequence, false),
              ...counted(effect.is, effect.sequence, true),
            ],
      ),
    withMeters: usageOf,
    on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
  };
};
