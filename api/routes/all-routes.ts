import { openApiRoute } from '../openapi/openapi-route.ts';
import type { AnyRoute } from '../route.ts';
import { accountStorage } from './account-storage.ts';
import { accountUsage } from './account-usage.ts';
import { getAttribution, putAttribution } from './attribution.ts';
import { cancelBillingRun, getBillingRun, listBillingRuns } from './billing-runs.ts';
import { defineMeter } from './define-meter.ts';
import { createKey } from './create-key.ts';
import { getDefaultModel, putDefaultModel } from './default-model.ts';
import { exportMe } from './export-me.ts';
import { getCreditNote } from './get-credit-note.ts';
import { getFact } from './get-fact.ts';
import { getInvoice } from './get-invoice.ts';
import { getLineFacts } from './get-line-facts.ts';
import { getMe } from './get-me.ts';
import { getSummary } from './get-summary.ts';
import { issueCreditNote } from './issue-credit-note.ts';
import { listAccounts } from './list-accounts.ts';
import { listAnomalies } from './list-anomalies.ts';
import { listAccountInvoices, listInvoices } from './list-invoices.ts';
import { listKeys } from './list-keys.ts';
import { listMeters } from './list-meters.ts';
import { getPricing, listPricing } from './list-pricing.ts';
import { listProjections } from './list-projections.ts';
import { operationRoutes } from './operations.ts';
import { postEvents } from './post-events.ts';
import { postFacts } from './post-facts.ts';
import { previewInvoice } from './preview-invoice.ts';
import { rateCharge } from './rate-charge.ts';
import { publishPricing } from './publish-pricing.ts';
import { cancelRebuild, rebuildProjection } from './rebuild-projection.ts';
import { requestBillingRun } from './request-billing-run.ts';
import { retireMeter } from './retire-meter.ts';
import { revokeKey } from './revoke-key.ts';
import { endSubscriptionRoute, getSubscription, putSubscription } from './subscription.ts';
import { withdrawPricing } from './withdraw-pricing.ts';
import { voidInvoice } from './void-invoice.ts';

const described: readonly AnyRoute[] = [
  postFacts,
  postEvents,
  getFact,
  listAccounts,
  accountUsage,
  accountStorage,
  listAccountInvoices,
  previewInvoice,
  listInvoices,
  getInvoice,
  getLineFacts,
  getCreditNote,
  listMeters,
  defineMeter,
  retireMeter,
  rateCharge,
  listPricing,
  getPricing,
  publishPricing,
  withdrawPricing,
  getDefaultModel,
  putDefaultModel,
  getAttribution,
  putAttribution,
  getSubscription,
  putSubscription,
  endSubscriptionRoute,
  requestBillingRun,
  listBillingRuns,
  getBillingRun,
  cancelBillingRun,
  issueCreditNote,
  voidInvoice,
  listAnomalies,
  getSummary,
  listProjections,
  rebuildProjection,
  cancelRebuild,
  createKey,
  listKeys,
  revokeKey,
  getMe,
  exportMe,
];

const withDescription = (routes: readonly AnyRoute[]): readonly AnyRoute[] => [
  ...routes,
  openApiRoute(routes),
];

/** Every route of the API, the one that describes them all included. */
export const allRoutes = withDescription([...described, ...operationRoutes]);

/** The same without those for operators, where these have a port of their own. */
export const publicRoutes = withDescription(described);
