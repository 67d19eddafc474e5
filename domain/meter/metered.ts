import { decimalOf, whole, type Decimal } from '../decimal.ts';
import type { Fact } from '../fact/fact.ts';
import type { Meter } from './meter.ts';

/** What one fact counts as in one meter. */
export type Metered = {
  readonly meter: string;
  /** The values of the meter's dimensions as canonical JSON; empty for a meter without. */
  readonly dimensions: string;
} & (
  | { readonly kind: 'sum'; readonly quantity: Decimal }
  /** Kept for each fact: a decimal as its text, or whatever value is told apart from others, as canonical JSON. */
  | { readonly kind: 'value'; readonly value: string }
);

/** What one fact counts as in each meter it counts in. Storage is not a sum over facts and is not in here. */
export type Metering = (fact: Fact) => readonly Metered[];

/** A meter that a tenant has beside those that every tenant has. */
export type TenantMeter = { readonly tenant: string; readonly meter: Meter };

const one = whole(1n);

const quantityOf = (meter: Meter, fact: Fact): Decimal | undefined => {
  switch (meter.aggregation) {
    case 'count':
      return one;
    case 'sum':
      return decimalOf(fact.data[meter.value] ?? meter.absent);
    case 'time_weighted':
      return undefined;
  }
};

/** The metering by a set of meters, looked up by the fact's type. */
export const meteringBy = (
  meters: readonly Meter[],
  _own: readonly TenantMeter[] = [],
): Metering => {
  const byType = new Map<string, Meter[]>();
  for (const meter of meters) {
    for (const type of meter.types) byType.set(type, [...(byType.get(type) ?? []), meter]);
  }
  return (fact) =>
    (byType.get(fact.type) ?? []).flatMap((meter) => {
      const quantity = quantityOf(meter, fact);
      return quantity === undefined
        ? []
        : [{ meter: meter.key, dimensions: '', kind: 'sum', quantity }];
    });
};
