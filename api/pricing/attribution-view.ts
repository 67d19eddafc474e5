import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { AttributionDefinition } from '../../domain/attribution/attribution-definition.ts';
import { holdingAt } from '../../domain/subscription/terms-of.ts';
import { instantOf, type EpochMs } from '../../domain/time/instant.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { annotated } from '../annotated.ts';
import { TimeText } from '../answer-parts.ts';
import type { PricingQueries } from '../queries/pricing.ts';

const PolicyView = closed(
  'AttributionPolicy',
  { version: FactNumber, publishedAt: TimeText, ...AttributionDefinition.required },
  AttributionDefinition.optional,
);

/** Who pays, by all versions, and which of them holds now. */
export const AttributionView = closed(
  'Attribution',
  {
    inForce: annotated(FactNumber, {
      description: 'The number of the version that holds now; 0: none, and the actor pays',
    }),
    versions: t.readonlyArray(PolicyView),
  },
  {},
);
export type AttributionView = t.TypeOf<typeof AttributionView>;

export const attributionView = (
  published: Awaited<ReturnType<PricingQueries['attribution']>>,
  now: EpochMs,
): AttributionView => {
  const versions = published.map(({ policy, publishedAt }, index) => ({
    version: index + 1,
    publishedAt,
    ...policy,
  }));
  const holding = holdingAt(
    versions.map(({ version, effectiveFrom }) => ({ version, from: instantOf(effectiveFrom) })),
    now,
  );
  return { inForce: holding?.version ?? 0, versions };
};
