import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import { PricingVersionDefinition } from '../../domain/pricing/pricing-version.ts';
import { annotated } from '../annotated.ts';
import { TimeText } from '../answer-parts.ts';
import type { TenantPrices } from '../queries/pricing.ts';

const VersionView = closed(
  'PricingVersion',
  { version: FactNumber, publishedAt: TimeText, ...PricingVersionDefinition.required },
  {},
);

/** A pricing model with all of its versions, by number. */
export const ModelView = closed(
  'PricingModel',
  {
    key: MeterKey,
    isWithdrawn: annotated(t.boolean, { description: 'Whether it takes no new subscriptions' }),
    versions: t.readonlyArray(VersionView),
  },
  {},
);
export type ModelView = t.TypeOf<typeof ModelView>;

/** A model as it is told; undefined where there is none of this key. */
export const modelView = (
  { models, withdrawn }: TenantPrices,
  key: string,
): ModelView | undefined => {
  const versions = models.get(key);
  if (versions === undefined) return undefined;
  return {
    key,
    isWithdrawn: withdrawn.has(key),
    versions: versions.map(({ version, publishedAt, pricing }) => ({
      version,
      publishedAt,
      ...pricing,
    })),
  };
};
