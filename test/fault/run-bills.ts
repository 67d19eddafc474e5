import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { caughtUp } from '../../infra/billing-runs/caught-up.ts';
import { runBilling } from '../../infra/billing-runs/run-billing.ts';
import { settingsFrom } from '../../infra/config/settings.ts';
import { openStores } from '../../infra/open-stores.ts';
import { watchProgress } from '../../infra/postgres/progress.ts';
import { fixedBilling } from '../support/billing/fixed-billing.ts';

// A process that executes billing runs until it is killed. `DIE_AT` names the point and the account at which it kills itself,
// `HOLD_AT` those at which it stays with its lock held, `FREEZE_AT` those at which it stops until somebody wakes it up. It says
// each that it comes to.

const environment = process.env;
const settings = settingsFrom(environment);
const logger = pino({ enabled: false });
const stores = await openStores(settings, logger);
const { namespace } = settings;
const progress = await watchProgress(stores.db, stores.databaseUrl, () => undefined);
const billing = fixedBilling({
  namespace,
  stores,
  caughtUp: () => caughtUp({ namespace, ...stores, progress }, 30_000),
  at: async (point, account) => {
    const here = `${point}, ${account}`;
    process.stdout.write(`${here}\n`);
    if (environment['DIE_AT'] === here) process.kill(process.pid, 'SIGKILL');
    if (environment['FREEZE_AT'] === here) process.kill(process.pid, 'SIGSTOP');
    // A signal is not taken at once: nothing must happen after it.
    if (environment['DIE_AT'] === here || environment['HOLD_AT'] === here) await delay(600_000);
  },
});
await runBilling({ namespace, stores, progress, billing, logger });
process.stdout.write('executes\n');
