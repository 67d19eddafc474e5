import { openApiRoute } from '../openapi/openapi-route.ts';
import type { AnyRoute } from '../route.ts';
import { accountStorage } from './account-storage.ts';
import { accountUsage } from './account-usage.ts';
import { defineMeter } from './define-meter.ts';
import { getFact } from './get-fact.ts';
import { getSummary } from './get-summary.ts';
import { listAccounts } from './list-accounts.ts';
import { listAnomalies } from './list-anomalies.ts';
import { listMeters } from './list-meters.ts';
import { listProjections } from './list-projections.ts';
import { healthz, metricsPage, readyz } from './operations.ts';
import { postEvents } from './post-events.ts';
import { postFacts } from './post-facts.ts';
import { cancelRebuild, rebuildProjection } from './rebuild-projection.ts';
import { retireMeter } from './retire-meter.ts';

/** What operators and their machines ask: all that a process answers that only fills the read models. */
export const operatorsRoutes: readonly AnyRoute[] = [healthz, readyz, metricsPage];

const described: readonly AnyRoute[] = [
  postFacts,
  postEvents,
  getFact,
  listAccounts,
  accountUsage,
  accountStorage,
  listMeters,
  defineMeter,
  retireMeter,
  listAnomalies,
  getSummary,
  listProjections,
  rebuildProjection,
  cancelRebuild,
  ...operatorsRoutes,
];

/** Every route of the API, the one that describes them all included. */
export const allRoutes: readonly AnyRoute[] = [...described, openApiRoute(described)];
