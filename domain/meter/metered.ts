import { decimalOf, whole, type Decimal } from '../decimal.ts';
import type { Fact } from '../fact/fact.ts';
import type { Meter } from './meter.ts';

export type Metered = { readonly meter: string; readonly quantity: Decimal };

/** What one fact adds to each meter it counts in. A time-weighted meter is not a sum over facts and is not in here. */
export type Metering = (fact: Fact) => readonly Metered[];

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
export const meteringBy = (meters: readonly Meter[]): Metering => {
  const byType = new Map<string, Meter[]>();
  for (const meter of meters) {
    for (const type of meter.types) byType.set(type, [...(byType.get(type) ?? []), meter]);
  }
  return (fact) =>
    (byType.get(fact.type) ?? []).flatMap((meter) => {
      const quantity = quantityOf(meter, fact);
      return quantity === undefined ? [] : [{ meter: meter.key, quantity }];
    });
};
