import { openPricingBook, type PricingBook } from '../api/pricing/pricing-book.ts';
import type { PricingQueries } from '../api/queries/pricing.ts';
import { streamPrefix } from '../domain/stream-name.ts';
import { instantText } from '../domain/time/instant.ts';
import type { Settings } from './config/settings.ts';
import { lastOfOurs } from './feed/log-tail.ts';
import type { Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { askedOfOneMoment } from './postgres/one-moment.ts';
import type { ProgressWatch } from './postgres/progress.ts';
import { attribution, billedTo, planChangesOf, prices } from './postgres/queries/pricing.ts';

/** Where prices, who pays them, and plans are put on record and asked for. */
export const pricingOver = (
  { namespace }: Settings,
  { log, asking: { queries: db } }: Stores,
  progress: ProgressWatch,
): { readonly pricingBook: PricingBook; readonly pricing: PricingQueries } => ({
  pricingBook: openPricingBook({
    namespace,
    appendAt: orUnavailable(log.appendAt),
    last: orUnavailable(() => {
      const position = progress.position();
      const after = position < 0n ? undefined : position;
      return lastOfOurs({ log, prefix: streamPrefix(namespace), after });
    }),
    recordedAt: () => instantText(Date.now()),
  }),
  pricing: {
    prices: orUnavailable(askedOfOneMoment(db, prices)),
    attribution: orUnavailable(askedOfOneMoment(db, attribution)),
    planChanges: orUnavailable(askedOfOneMoment(db, planChangesOf)),
    billedTo: orUnavailable(askedOfOneMoment(db, billedTo)),
  },
});
