import * as E from 'fp-ts/lib/Either.js';
import type { PublishedVersion } from '../subscription/terms-of.ts';
import { instantOf, type EpochMs } from '../time/instant.ts';
import { ifBilled, type Decision } from './decision.ts';
import { faultsWithVersions } from './faults-with-tenant.ts';
import type { PricingVersion } from './pricing-model.ts';
import { versionText } from './pricing-version.ts';

type PublishVersion = {
  readonly tenant: string;
  readonly model: string;
  readonly pricing: PricingVersion;
};

type Published = {
  /** Of this model, by number. */
  readonly versions: readonly PublishedVersion[];
  /** The latest end of the invoices by this model that stand and end after the version takes effect. */
  readonly billedTo: EpochMs | undefined;
};

/** The version that takes effect at the same time, of which there is at most one. */
export const versionFrom = (
  versions: readonly PublishedVersion[],
  { effectiveFrom }: Pick<PricingVersion, 'effectiveFrom'>,
): PublishedVersion | undefined => versions.find(({ from }) => from === instantOf(effectiveFrom));

/** A version is published once, under the next number, and never where invoices stand that it would have made different. */
export const publishVersion = (
  { tenant, model, pricing }: PublishVersion,
  { versions, billedTo }: Published,
): Decision => {
  const known = versionFrom(versions, pricing);
  if (known !== undefined) {
    return versionText(known.pricing) === versionText(pricing)
      ? E.right([])
      : E.left({ kind: 'version-exists', version: known.version });
  }
  const faults = faultsWithVersions(pricing, versions);
  if (faults.length > 0) return E.left({ kind: 'unfit', faults });
  const billed = ifBilled(instantOf(pricing.effectiveFrom), billedTo);
  if (billed !== undefined) return E.left(billed);
  const version = versions.length + 1;
  return E.right([{ type: 'PricingModelPublished', data: { tenant, model, version, pricing } }]);
};
