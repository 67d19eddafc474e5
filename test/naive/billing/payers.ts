import type { AttributionPolicy, Party, Payers } from '../../../domain/attribution/policy.ts';
import { add, decimal, one, zero, type Fraction } from './fraction.ts';
import { eventsOf, type Known } from './known.ts';
import { ownerAt } from './owner.ts';

// Rules 11 and 12.

/** Somebody did something somewhere at some time, or keeps something there. */
export type Deed = { readonly subject: string; readonly group: string | null; readonly at: number };

/** The number of the last version that is published, 0 before all. */
export const lastAttribution = (known: Known): number =>
  Math.max(0, ...eventsOf(known, 'AttributionPublished').map(({ version }) => version));

/** The policies of versions 1 to n, each as it was published first. */
export const policiesOf = (known: Known, n: number): readonly AttributionPolicy[] => {
  const published = eventsOf(known, 'AttributionPublished').filter(({ version }) => version <= n);
  const byVersion = Map.groupBy(published, ({ version }) => version);
  return [...byVersion.values()].flatMap(([first]) => (first === undefined ? [] : [first.policy]));
};

export const startOf = ({ effectiveFrom }: { readonly effectiveFrom: string }): number =>
  Date.parse(effectiveFrom);

/** Who pays for a meter at an instant. */
const payersInForce = (
  policies: readonly AttributionPolicy[],
  meter: string,
  at: number,
): Payers => {
  const begun = policies.filter((policy) => startOf(policy) <= at);
  const policy = begun.toSorted((a, b) => startOf(a) - startOf(b)).at(-1);
  if (policy === undefined) return 'actor';
  const exception = Object.hasOwn(policy.meters, meter) ? policy.meters[meter] : undefined;
  return exception ?? policy.default;
};

const payerBy = (party: Party, known: Known, { subject, group, at }: Deed): string | undefined => {
  const ofGroup = group === null ? undefined : `group:${group}`;
  const actor = subject.startsWith('user:') ? subject : ofGroup;
  switch (party) {
    case 'actor':
      return actor;
    case 'group':
      return ofGroup ?? actor;
    case 'group_owner':
      return group === null ? actor : (ownerAt(known, group, at) ?? ofGroup);
  }
};

const partsOf = (payers: Payers): readonly (readonly [Party, Fraction])[] => {
  if (typeof payers === 'string') return [[payers, one]];
  const { actor, group, group_owner } = payers.split;
  const told = [
    ['actor', actor],
    ['group', group],
    ['group_owner', group_owner],
  ] as const;
  return told.flatMap(([party, share]) => (share === undefined ? [] : [[party, decimal(share)]]));
};

/** Who pays which part of it. */
export const payersOf = (
  known: Known,
  policies: readonly AttributionPolicy[],
  meter: string,
  deed: Deed,
): ReadonlyMap<string, Fraction> => {
  const shares = new Map<string, Fraction>();
  for (const [party, share] of partsOf(payersInForce(policies, meter, deed.at))) {
    const payer = payerBy(party, known, deed);
    if (payer !== undefined) shares.set(payer, add(shares.get(payer) ?? zero, share));
  }
  return shares;
};
