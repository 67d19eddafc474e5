import { canonicalJson } from '../canonical-json.ts';
import type { Plan, PricingVersion } from '../pricing/pricing-model.ts';
import type { Period } from '../time/window.ts';

/** What an account pays by in a part of a period: a plan, as long as it lasts. */
export type Stretch = Period & { readonly plan: Plan };

/** Neighbouring stretches with the same charges, which are rated as one. */
export type Segment = Period & { readonly stretches: readonly Stretch[] };

/** What an account pays by in a period. */
export type Terms = {
  readonly period: Period & { readonly month: string };
  readonly model: string;
  readonly version: number;
  readonly pricing: PricingVersion;
  readonly segments: readonly Segment[];
};

const chargesText = ({ plan }: Stretch): string => canonicalJson(plan.charges);

const joined = (one: Stretch, next: Stretch): Stretch => ({ ...one, to: next.to });

/** Stretches one after another, without those that are empty; neighbours of one plan become one. */
export const stretchesOf = (stretches: readonly Stretch[]): readonly Stretch[] =>
  stretches
    .filter(({ from, to }) => from < to)
    .reduce<readonly Stretch[]>((done, next) => {
      const last = done.at(-1);
      return last?.plan.key === next.plan.key
        ? [...done.slice(0, -1), joined(last, next)]
        : [...done, next];
    }, []);

/** Stretches by segment: neighbours whose charges are equal, byte for byte, are one. */
export const segmentsOf = (stretches: readonly Stretch[]): readonly Segment[] =>
  stretches.reduce<readonly Segment[]>((done, next) => {
    const last = done.at(-1);
    const before = last?.stretches.at(-1);
    if (last === undefined || before === undefined || chargesText(before) !== chargesText(next)) {
      return [...done, { from: next.from, to: next.to, stretches: [next] }];
    }
    const segment = { ...last, to: next.to, stretches: [...last.stretches, next] };
    return [...done.slice(0, -1), segment];
  }, []);

/** The charges of a segment, which all of its stretches share. */
export const chargesOf = ({ stretches }: Segment): Plan['charges'] =>
  stretches[0]?.plan.charges ?? [];
