import { openInvoiceBook, type InvoiceBook } from '../api/billing/invoice-book.ts';
import { openRunBook, type RunBook } from '../api/billing/run-book.ts';
import { instantText } from '../domain/time/instant.ts';
import { caughtUp } from './billing-runs/caught-up.ts';
import { announceRun } from './postgres/run-channel.ts';
import type { Settings } from './config/settings.ts';
import type { Stores } from './open-stores.ts';
import { orUnavailable } from './or-unavailable.ts';
import { askedOfOneMoment } from './postgres/one-moment.ts';
import { requestCancel } from './postgres/ops/run-progress.ts';
import type { ProgressWatch } from './postgres/progress.ts';
import { documentsWith } from './postgres/queries/account-documents.ts';
import { billingRun, billingRuns } from './postgres/queries/billing-runs.ts';
import { runCircumstances } from './postgres/queries/run-circumstances.ts';

/** Where billing runs are asked for, and documents taken away and credited; outages tell the caller to come again. */
export const billingBooksOver = (
  { namespace, waitSeconds }: Pick<Settings, 'namespace' | 'waitSeconds'>,
  { log, asking }: Pick<Stores, 'log' | 'asking'>,
  progress: Pick<ProgressWatch, 'reached'>,
): { readonly runBook: RunBook; readonly invoiceBook: InvoiceBook } => {
  const recording = {
    namespace,
    appendAt: orUnavailable(log.appendAt),
    caughtUp: orUnavailable(() =>
      caughtUp({ namespace, db: asking.door, log, progress }, waitSeconds * 1_000),
    ),
    recordedAt: () => instantText(Date.now()),
  };
  const { queries: db } = asking;
  return {
    runBook: openRunBook({
      ...recording,
      now: Date.now,
      circumstances: orUnavailable(askedOfOneMoment(db, runCircumstances)),
      cancel: orUnavailable((name) => requestCancel(asking.door, name)),
      find: orUnavailable(askedOfOneMoment(db, billingRun)),
      list: orUnavailable(askedOfOneMoment(db, billingRuns)),
      announce: orUnavailable(() => announceRun(asking.door)),
    }),
    invoiceBook: openInvoiceBook({
      ...recording,
      documentsWith: orUnavailable(askedOfOneMoment(db, documentsWith)),
    }),
  };
};
