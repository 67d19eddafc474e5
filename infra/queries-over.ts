import type { Queries } from '../api/queries/queries.ts';
import { streamPrefix } from '../domain/stream-name.ts';
import { lineFacts } from './billing/line-facts.ts';
import { preview } from './billing/preview.ts';
import type { Settings } from './config/settings.ts';
import { fewAtOnce } from './few-at-once.ts';
import type { FeedStatus } from './feed/feed-status.ts';
import { firstOfOurs } from './feed/log-tail.ts';
import type { Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { askedOfOneMoment } from './postgres/one-moment.ts';
import { accounts } from './postgres/queries/accounts.ts';
import { anomalies } from './postgres/queries/anomalies.ts';
import { fact } from './postgres/queries/fact.ts';
import { creditNote, invoice, invoices } from './postgres/queries/invoices.ts';
import { ownMeters } from './postgres/queries/meters.ts';
import { storage } from './postgres/queries/storage.ts';
import { summary } from './postgres/queries/summary.ts';
import { readModelsSeen } from './postgres/queries/read-models-seen.ts';
import { usage } from './postgres/queries/usage.ts';
import { projectionStates, statusSeenFromAfar } from './projection-states.ts';

// Each reads all that an account used in a month, for seconds where that is much: they must leave connections to all others.
const ratingMost = { underWay: 2, waiting: 16 };

/** The read models, asked, each question at one moment of theirs; outages tell the caller to come again. */
export const queriesOver = (
  { namespace }: Settings,
  { asking: { queries: db }, log }: Stores,
  feedStatus: () => FeedStatus | undefined,
): Queries => {
  const modelsNow = askedOfOneMoment(db, readModelsSeen);
  const rated = fewAtOnce(ratingMost);
  return {
    fact: orUnavailable(askedOfOneMoment(db, fact)),
    meters: orUnavailable(askedOfOneMoment(db, ownMeters)),
    usage: orUnavailable(askedOfOneMoment(db, usage)),
    storage: orUnavailable(askedOfOneMoment(db, storage)),
    accounts: orUnavailable(askedOfOneMoment(db, accounts)),
    anomalies: orUnavailable(askedOfOneMoment(db, anomalies)),
    summary: orUnavailable(askedOfOneMoment(db, summary)),
    invoice: orUnavailable(askedOfOneMoment(db, invoice)),
    creditNote: orUnavailable(askedOfOneMoment(db, creditNote)),
    invoices: orUnavailable(askedOfOneMoment(db, invoices)),
    preview: orUnavailable(rated(askedOfOneMoment(db, preview))),
    lineFacts: orUnavailable(rated(askedOfOneMoment(db, lineFacts))),
    projections: orUnavailable(async () => {
      const models = await modelsNow();
      const tail = { log, prefix: streamPrefix(namespace), after: models.live.position };
      const status = feedStatus() ?? statusSeenFromAfar(await firstOfOurs(tail));
      return projectionStates({ ...models, status }, Date.now());
    }),
  };
};
