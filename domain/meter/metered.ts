import { canonicalJson } from '../canonical-json.ts';
import { decimalToText, whole, type Decimal } from '../decimal.ts';
import type { JsonObject } from '../event-log.ts';
import type { Fact } from '../fact/fact.ts';
import { meeting } from './condition.ts';
import { decimalReader, isScalar, valueUnder } from './data-value.ts';
import { dimensionsReader } from './dimensions.ts';
import type { Meter } from './meter.ts';

/** What one fact counts as in one meter. */
export type Metered = {
  readonly meter: string;
  /** The values of the meter's dimensions as canonical JSON; empty for a meter without. */
  readonly dimensions: string;
} & MeteredAs;

type MeteredAs =
  | { readonly kind: 'sum'; readonly quantity: Decimal }
  /** Kept for each fact: a decimal as its text, or whatever value is told apart from others, as canonical JSON. */
  | { readonly kind: 'value'; readonly value: string };

/** What one fact counts as in each meter it counts in. Storage is not a sum over facts and is not in here. */
export type Metering = (fact: Fact) => readonly Metered[];

/** A meter that a tenant has beside those that every tenant has. */
export type TenantMeter = { readonly tenant: string; readonly meter: Meter };

/** What a fact's data counts as; undefined where it does not count. */
type Reader = (data: JsonObject) => MeteredAs | undefined;

const one: MeteredAs = { kind: 'sum', quantity: whole(1n) };

const readerOf = ({ aggregation, value: key, absent }: Meter): Reader => {
  if (aggregation === 'count') return () => one;
  // The level of storage.
  if (key === undefined) return () => undefined;
  if (aggregation === 'unique') {
    return (data) => {
      const value = valueUnder(data, key);
      return isScalar(value) && value !== null
        ? { kind: 'value', value: canonicalJson(value) }
        : undefined;
    };
  }
  const read = decimalReader(key, absent);
  return (data) => {
    const quantity = read(data);
    if (quantity === undefined) return undefined;
    return aggregation === 'sum'
      ? { kind: 'sum', quantity }
      : { kind: 'value', value: decimalToText(quantity) };
  };
};

/** A meter as it is applied to fact after fact: what can be known of it beforehand is worked out once. */
type Counter = (fact: Fact) => Metered | undefined;

const counterOf = (meter: Meter): Counter => {
  const read = readerOf(meter);
  const isMet = meeting(meter.where ?? []);
  const dimensionsOf = dimensionsReader(meter.dimensions);
  return ({ data }) => {
    const metered = isMet(data) ? read(data) : undefined;
    return metered && { meter: meter.key, dimensions: dimensionsOf(data), ...metered };
  };
};

type Counters = ReadonlyMap<string, readonly Counter[]>;

const countersByType = (meters: readonly Meter[]): Counters => {
  const byType = new Map<string, Counter[]>();
  for (const meter of meters) {
    const counter = counterOf(meter);
    for (const type of meter.types) byType.set(type, [...(byType.get(type) ?? []), counter]);
  }
  return byType;
};

const nothing: readonly Counter[] = [];

/**
 * The metering by meters that every tenant has and by those of single tenants. It runs for each fact of the log: a tenant
 * without meters of its own costs one look into a map.
 */
export const meteringBy = (
  shared: readonly Meter[],
  own: readonly TenantMeter[] = [],
): Metering => {
  const sharedByType = countersByType(shared);
  const ownByTenant = new Map(
    [...Map.groupBy(own, ({ tenant }) => tenant)].map(([tenant, meters]) => [
      tenant,
      countersByType(meters.map(({ meter }) => meter)),
    ]),
  );
  return (fact) => {
    const metered: Metered[] = [];
    const countBy = (counters: readonly Counter[] = nothing): void => {
      for (const counter of counters) {
        const counted = counter(fact);
        if (counted !== undefined) metered.push(counted);
      }
    };
    countBy(sharedByType.get(fact.type));
    countBy(ownByTenant.get(fact.tenant)?.get(fact.type));
    return metered;
  };
};
