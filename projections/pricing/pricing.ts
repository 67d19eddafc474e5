import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Json } from '../../domain/event-log.ts';
import { instantOf } from '../../domain/time/instant.ts';
import { make } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { attributionVersions, defaultModels, pricingVersions, withdrawnModels } from './tables.ts';

/** Prices and who pays them. */
export const pricing: Projector = {
  name: 'pricing',
  version: 1,
  tables: [pricingVersions, withdrawnModels, defaultModels, attributionVersions],
  wants: ignore,
  onFacts: ignore,
  on: {
    ...ignoreBilling,
    FactConflicted: ignore,
    MeterDefined: ignore,
    MeterRetired: ignore,
    PricingModelPublished: ({
      sequence,
      recordedAt,
      data: { tenant, model, version, pricing },
    }) => [
      make(
        pricingVersions,
        [tenant, model, BigInt(version)],
        [
          sequence,
          instantOf(pricing.effectiveFrom),
          canonicalJson(pricing as unknown as Json),
          recordedAt,
        ],
      ),
    ],
    PricingModelWithdrawn: ({ sequence, data: { tenant, model } }) => [
      make(withdrawnModels, [tenant, model], [sequence]),
    ],
    DefaultModelSet: ({ sequence, data: { tenant, model, from } }) => [
      make(defaultModels, [tenant, sequence], [instantOf(from), model]),
    ],
    AttributionPublished: ({ sequence, recordedAt, data: { tenant, version, policy } }) => [
      make(
        attributionVersions,
        [tenant, BigInt(version)],
        [
          sequence,
          instantOf(policy.effectiveFrom),
          canonicalJson(policy as unknown as Json),
          recordedAt,
        ],
      ),
    ],
  },
};
