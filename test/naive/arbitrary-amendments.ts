import * as fc from 'fast-check';
import type { JsonObject } from '../../domain/event-log.ts';
import { catalogue, isCatalogueType } from '../../domain/fact/catalogue.ts';
import type { Fact } from '../../domain/fact/fact.ts';

import { anyPatch, subjects } from './arbitrary-said.ts';

/** How a correction's data is made from its target's. */
type Change = {
  readonly patch: JsonObject;
  /** Leaves the group out. */
  readonly ungrouped: boolean;
  /** Says what no type allows. */
  readonly invalid: boolean;
};

/** An amendment before it is known what it names. */
export type DrawnAmendment = {
  /** The number of what it names, among all that came before it. */
  readonly of: number;
  readonly kind: 'void' | 'correct';
  readonly change: Change;
  readonly agrees: 'all' | 'subject elsewhere' | 'time elsewhere' | 'target unknown';
  readonly by: string;
};

const rarely = fc.nat(9).map((drawn) => drawn === 9);

/** Mostly about one of few, so that one fact gets several; mostly fitting. */
export const anyDrawnAmendment: fc.Arbitrary<DrawnAmendment> = fc.record({
  of: fc.oneof(fc.nat(5), fc.nat(200)),
  kind: fc.constantFrom('correct', 'correct', 'correct', 'void'),
  change: fc.record({ patch: anyPatch, ungrouped: rarely, invalid: rarely }),
  agrees: fc.oneof(
    { weight: 8, arbitrary: fc.constant('all') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('subject elsewhere', 'time elsewhere', 'target unknown'),
    },
  ),
  by: fc.constantFrom('user:admin', 'service:repair'),
});

const keysOf = (type: string): readonly string[] => {
  if (!isCatalogueType(type)) return ['value', 'kind', 'group', 'constructor', 'count'];
  const { required, optional } = catalogue[type];
  return [...Object.keys(required), ...Object.keys(optional)];
};

const corrected = ({ type, data }: Fact, { patch, ungrouped, invalid }: Change): JsonObject => {
  const keys = keysOf(type).filter((key) => Object.hasOwn(patch, key));
  const patched = { ...data, ...Object.fromEntries(keys.map((key) => [key, patch[key] ?? null])) };
  const isOptional = !isCatalogueType(type) || !('group' in catalogue[type].required);
  const kept = Object.entries(patched).filter(
    ([key]) => !(ungrouped && isOptional && key === 'group'),
  );
  return { ...Object.fromEntries(kept), ...(invalid ? { group: '' } : {}) };
};

const anotherThan = (subject: string): string =>
  subject === subjects[0] ? subjects[1] : subjects[0];

/** The amendment, about this target. */
export const amendmentOf = (
  { kind, change, agrees, by }: DrawnAmendment,
  target: Fact,
  { source, id }: Pick<Fact, 'source' | 'id'>,
): Fact => {
  const named =
    agrees === 'target unknown'
      ? { source: '/nowhere', id: target.id }
      : { source: target.source, id: target.id };
  return {
    tenant: target.tenant,
    source,
    id,
    type: kind === 'void' ? 'usage.voided' : 'usage.corrected',
    subject: agrees === 'subject elsewhere' ? anotherThan(target.subject) : target.subject,
    at: agrees === 'time elsewhere' ? target.at + 1 : target.at,
    data: {
      target: named,
      reason: 'it was wrong',
      by,
      ...(kind === 'void' ? {} : { data: corrected(target, change) }),
    },
  };
};
