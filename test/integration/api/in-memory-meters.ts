import type { MeterBook } from '../../../api/meters/meter-book.ts';
import type { MeterState, OwnMeter } from '../../../api/queries/queries.ts';

export type InMemoryMeters = {
  readonly meterBook: MeterBook;
  readonly meters: (tenant: string) => Promise<readonly OwnMeter[]>;
  /** Says how far a tenant's meters are. */
  readonly fill: (tenant: string, state: MeterState) => void;
};

/** The book of meters and what is known of them, as a plain list: the first definition of a key stands. */
export const inMemoryMeters = (): InMemoryMeters => {
  const own = new Map<string, OwnMeter[]>();
  const states = new Map<string, MeterState>();
  let position = 0n;

  const of = (tenant: string): readonly OwnMeter[] =>
    (own.get(tenant) ?? []).map((meter) => ({
      ...meter,
      state: states.get(tenant) ?? { state: 'waiting' },
    }));
  return {
    meterBook: {
      define: async (tenant, meter) => {
        const known = own.get(tenant) ?? [];
        if (!known.some((each) => each.meter.key === meter.key)) {
          own.set(tenant, [...known, { meter, isRetired: false, state: { state: 'waiting' } }]);
        }
        position += 10n;
        return position;
      },
      retire: async (tenant, key) => {
        const retired = (own.get(tenant) ?? []).map((each) =>
          each.meter.key === key ? { ...each, isRetired: true } : each,
        );
        own.set(tenant, retired);
        position += 10n;
        return position;
      },
    },
    meters: async (tenant) => of(tenant),
    fill: (tenant, state) => {
      states.set(tenant, state);
    },
  };
};
