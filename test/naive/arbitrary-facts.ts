import * as fc from 'fast-check';
import type { Fact } from '../../domain/fact/fact.ts';
import { anySaid, subjects } from './arbitrary-said.ts';

export const tenants = ['t1', 't2'] as const;

/** Shortly before the end of a month. */
export const start = Date.UTC(2026, 0, 30, 22);
export const spanMs = 3 * 86_400_000;

/** Mostly one of few instants, around the edges of quarter-hours, so that much happens at once. */
export const anyAt = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(0, 0, 1, 899_999, 900_000, 900_000, 7_200_000, 93_600_000),
  },
  { weight: 1, arbitrary: fc.nat(spanMs - 1) },
);

// Their order by code unit is neither that of code points nor that of any language.
const anyLetter = fc.constantFrom('a', 'B', 'ä', '😀', '😀', 'ｚ', 'ｚ');

export type DrawnFact = { readonly fact: Fact; readonly letter: string };

/** A fact whose id is only begun: it gets its number with its place among the others. */
export const anyDrawnFact: fc.Arbitrary<DrawnFact> = fc
  .record({
    what: anySaid,
    tenant: fc.constantFrom('t1', 't1', 't1', 't2'),
    source: fc.constantFrom('/a', '/a', '/B'),
    letter: anyLetter,
    subject: fc.constantFrom('user:u1', 'user:u1', ...subjects),
    ms: anyAt,
  })
  .map(({ what: { type, data }, tenant, source, letter, subject, ms }) => ({
    letter,
    fact: { tenant, source, id: '', type, subject, at: start + ms, data },
  }));

/** Facts with identities of their own within a tenant; in another one the same may well be found. */
export const numbered = (drawn: readonly DrawnFact[]): readonly Fact[] => {
  const counts = new Map<string, number>();
  return drawn.map(({ fact, letter }) => {
    const place = JSON.stringify([fact.tenant, fact.source]);
    const count = counts.get(place) ?? 0;
    counts.set(place, count + 1);
    return { ...fact, id: `${letter}${count}` };
  });
};
