import { decimalOf, zero } from '../decimal.ts';
import { groupOf, type Fact } from '../fact/fact.ts';
import type { Metering } from '../meter/metered.ts';
import { byOccurrence } from '../time/by-occurrence.ts';
import type { Period } from '../time/window.ts';
import type { Leaf } from './leaf.ts';
import type { Grounds, Lasting } from './usage-tally.ts';

/** A fact with what stands for it and for its amendments. */
export type GroundedFact = { readonly net: Fact; readonly leaves: readonly Leaf[] };

/** What one fact had a meter's level last at, and what is behind it. */
export type Held = { readonly levels: readonly Lasting[]; readonly grounds: Grounds };

type Setting = {
  readonly fact: GroundedFact;
  readonly meter: string;
  readonly dimensions: string;
  readonly value: string;
};

const keyOf = ({ fact: { net }, meter, dimensions }: Setting): string =>
  [meter, net.subject, groupOf(net) ?? '', dimensions].join('\n');

/**
 * How long each fact's level lasted in a period: each (subject, group, dimensions) of a time-weighted meter has a level that
 * each of its facts sets, from its time on, in order of occurrence. `metering` counts in such meters only.
 */
export const levelsHeld = (
  facts: readonly GroundedFact[],
  metering: Metering,
  { from, to }: Period,
): readonly Held[] => {
  const settings = facts
    .toSorted((a, b) => byOccurrence(a.net, b.net))
    .flatMap((fact) =>
      metering(fact.net).flatMap((metered): readonly Setting[] => {
        const { meter, dimensions } = metered;
        return metered.kind === 'value' ? [{ fact, meter, dimensions, value: metered.value }] : [];
      }),
    );
  return [...Map.groupBy(settings, keyOf).values()].flatMap((ofLevel) =>
    ofLevel.flatMap(({ fact: { net, leaves }, meter, value }, index): readonly Held[] => {
      const start = Math.max(net.at, from);
      const end = Math.min(ofLevel[index + 1]?.fact.net.at ?? to, to);
      if (start >= end) return [];
      const doing = { subject: net.subject, group: groupOf(net) };
      return [
        {
          levels: [{ meter, doing, level: decimalOf(value) ?? zero, from: start, to: end }],
          grounds: leaves.map((leaf) => ({ at: net.at, leaf })),
        },
      ];
    }),
  );
};
