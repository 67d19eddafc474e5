import * as fc from 'fast-check';
import type { Fact } from '../../domain/fact/fact.ts';
import { amendmentOf, anyDrawnAmendment, type DrawnAmendment } from './arbitrary-amendments.ts';
import { anyDrawnFact, type DrawnFact } from './arbitrary-facts.ts';

/** In what a rival is another than the fact whose identity it has. */
type Differs = 'all' | 'type' | 'subject' | 'at' | 'data';

/** What comes beside the facts: one of them again, another under its identity, a reading of storage just then, an amendment. */
export type Extra = { readonly at: number } & (
  | { readonly kind: 'again'; readonly of: number }
  | {
      readonly kind: 'rival';
      readonly of: number;
      readonly rival: DrawnFact;
      readonly differs: Differs;
    }
  | { readonly kind: 'reading'; readonly of: number; readonly isGroup: boolean }
  | { readonly kind: 'amendment'; readonly amendment: DrawnAmendment; readonly takes: number }
);

export const anywhere = { at: fc.nat(120) };
const oneOfThem = fc.oneof(fc.nat(5), fc.nat(200));

export const anyExtra: fc.Arbitrary<Extra> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ ...anywhere, kind: fc.constant('again'), of: oneOfThem }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...anywhere,
      kind: fc.constant('rival'),
      of: oneOfThem,
      rival: anyDrawnFact,
      differs: fc.constantFrom<Differs[]>('all', 'all', 'type', 'subject', 'at', 'data'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...anywhere,
      kind: fc.constant('reading'),
      of: fc.nat(200),
      isGroup: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...anywhere,
      kind: fc.constant('amendment'),
      amendment: anyDrawnAmendment,
      takes: fc.nat(30),
    }),
  },
);

const rivalOf = (about: Fact, other: Fact, differs: Differs): Fact => {
  const { tenant, source, id } = about;
  switch (differs) {
    case 'all':
      return { ...other, tenant, source, id };
    // Of what may be said of one type little may be said of another.
    case 'type':
      return { ...about, type: `acme.${about.type}` };
    case 'subject':
      return { ...about, subject: other.subject };
    case 'at':
      return { ...about, at: other.at };
    case 'data':
      return other.type === about.type ? { ...about, data: other.data } : about;
  }
};

/** A reading that is right where the file that this fact stored, or released, is the only one. */
const readingAt = (
  { tenant, type, subject, at, data }: Fact,
  identity: Pick<Fact, 'source' | 'id'>,
  isGroup: boolean,
): Fact => {
  const { bytes = 0, group } = data;
  return {
    ...identity,
    tenant,
    type: 'openmeet.storage.measured',
    subject,
    at,
    data: {
      bytes: type === 'openmeet.file.stored' ? bytes : 0,
      ...(isGroup && group !== undefined ? { group } : {}),
    },
  };
};

/** The fact that was drawn, now that it is known what it is `about`; `oneOf` gives any other by its number. */
export const factOf = (
  extra: Extra,
  about: Fact,
  identity: Pick<Fact, 'source' | 'id'>,
  oneOf: (number: number) => Fact | undefined,
): Fact => {
  switch (extra.kind) {
    case 'again':
      return about;
    case 'rival':
      return rivalOf(about, extra.rival.fact, extra.differs);
    case 'reading':
      return readingAt(about, identity, extra.isGroup);
    case 'amendment': {
      // Now and then an amendment comes under an identity that another fact has.
      const taken = extra.takes === 0 ? oneOf(extra.at) : undefined;
      return amendmentOf(extra.amendment, about, taken ?? identity);
    }
  }
};
