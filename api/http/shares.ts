import type { Acting } from '../auth/authenticate.ts';

/** Counts the places that each tenant and each member holds, so that none of them holds all. */
export type Shares = {
  /** Takes a place for those on whose behalf it is, and gives what lets go of it; undefined where one of them holds enough. */
  readonly take: (acting: Acting, isForFacts: boolean) => (() => void) | undefined;
};

// Nearly all, since there may be no other tenant.
const partOfTenant = 7 / 8;
const partOfMember = 1 / 8;

type Share = { readonly of: string; readonly max: number };

/** `places` are those of all requests, `placesForFacts` those of them that facts may have. */
export const shares = (places: number, placesForFacts: number): Shares => {
  const held = new Map<string, number>();
  const sharesOf = ({ caller, tenant }: Acting, isForFacts: boolean): readonly Share[] => [
    { of: `all ${tenant}`, max: Math.ceil(places * partOfTenant) },
    ...(isForFacts
      ? [{ of: `facts ${tenant}`, max: Math.ceil(placesForFacts * partOfTenant) }]
      : []),
    ...(caller.kind === 'member'
      ? [{ of: `member ${tenant} ${caller.account}`, max: Math.ceil(places * partOfMember) }]
      : []),
  ];
  const change = (of: string, by: number): void => {
    const count = (held.get(of) ?? 0) + by;
    if (count === 0) held.delete(of);
    else held.set(of, count);
  };
  return {
    take: (acting, isForFacts) => {
      const taken = sharesOf(acting, isForFacts);
      if (taken.some(({ of, max }) => (held.get(of) ?? 0) >= max)) return undefined;
      for (const { of } of taken) change(of, 1);
      return () => {
        for (const { of } of taken) change(of, -1);
      };
    },
  };
};
