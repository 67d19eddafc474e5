import type { Kysely } from 'kysely';
import { factView } from '../../api/facts/fact-view.ts';
import { storageFigures } from '../../api/storage/storage-view.ts';
import { quantityUnitOf } from '../../api/usage/asked-meter.ts';
import { usageView } from '../../api/usage/usage-view.ts';
import { AccountName, accountOf, type Account } from '../../domain/account.ts';
import { shippedMeters, type Meter } from '../../domain/meter/meter.ts';
import { storageByWindow, storageOver } from '../../domain/storage/timeline.ts';
import type { Period } from '../../domain/time/window.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { askedOfOneMoment } from '../../infra/postgres/one-moment.ts';
import { accounts } from '../../infra/postgres/queries/accounts.ts';
import { anomalies } from '../../infra/postgres/queries/anomalies.ts';
import { fact } from '../../infra/postgres/queries/fact.ts';
import { ownMeters } from '../../infra/postgres/queries/meters.ts';
import { storage } from '../../infra/postgres/queries/storage.ts';
import { summary } from '../../infra/postgres/queries/summary.ts';
import { usage } from '../../infra/postgres/queries/usage.ts';
import { worldOf, type WindowFigures } from './view-world.ts';
import type { StorageQuestion, UsageQuestion, Window, World } from './world.ts';

/** All pages of a list, of few entries each, so that there are many. */
const allPages = async <Row>(
  page: (after: string | undefined, limit: number) => Promise<readonly Row[]>,
  cursorOf: (row: Row) => string,
): Promise<readonly Row[]> => {
  const limit = 5;
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1);
    const more = await page(last === undefined ? undefined : cursorOf(last), limit);
    rows.push(...more);
    if (more.length < limit) return rows;
  }
};

const accountNamed = (name: string): Account => {
  if (!AccountName.is(name)) throw new Error(`${name} is no account`);
  return accountOf(name);
};

const quarterHourMs = 900_000;

/** A window between two others. */
const amongOthers = ({ from, to }: Window): readonly [Period, Period, Period] => [
  { from: from - 3 * quarterHourMs, to: from },
  { from, to },
  { from: to, to: to + 2 * quarterHourMs },
];

const usageIn = async (
  db: Kysely<Database>,
  meter: Meter,
  { tenant, account: name, groupBy }: UsageQuestion,
  window: Window,
): Promise<readonly WindowFigures[]> => {
  const account = accountNamed(name);
  const grouping = groupBy === undefined ? {} : { groupBy };
  const asked = { account: name, meter: meter.key, unit: quantityUnitOf(meter) };
  const isGrouped = groupBy !== undefined;
  const usageNow = askedOfOneMoment(db, usage);
  const viewOf = async (period: Period, windows: readonly Period[]) => {
    const rows = await usageNow({ tenant, account, meter, period, windows, ...grouping });
    return usageView({ ...asked, ...period, isGrouped }, windows, rows);
  };
  const windows = amongOthers(window);
  const [first, , last] = windows;
  const { total: quantity, ...alone } = await viewOf(window, []);
  const among = await viewOf({ from: first.from, to: last.to }, windows);
  return [{ ...alone, quantity }, ...among.windows.slice(1, 2)];
};

const storageIn = async (
  db: Kysely<Database>,
  { tenant, account: name, from, to }: StorageQuestion,
) => {
  const account = accountNamed(name);
  const storageNow = askedOfOneMoment(db, storage);
  const alone = await storageNow(tenant, account, { from, to });
  const windows = amongOthers({ from, to });
  const [first, , last] = windows;
  const wider = await storageNow(tenant, account, { from: first.from, to: last.to });
  return [
    storageOver({ from, to }, alone.openingBytes, alone.steps),
    ...storageByWindow(windows, wider.openingBytes, wider.steps).slice(1, 2),
  ].map(storageFigures);
};

/** The product's answers from real read models, through its own queries and views. */
export const productWorld = (db: Kysely<Database>): World => {
  const metersNow = askedOfOneMoment(db, ownMeters);
  const factNow = askedOfOneMoment(db, fact);
  const summaryNow = askedOfOneMoment(db, summary);
  const anomaliesNow = askedOfOneMoment(db, anomalies);
  const accountsNow = askedOfOneMoment(db, accounts);
  const meterNamed = async ({ tenant, meter: key }: UsageQuestion): Promise<Meter> => {
    const shipped = shippedMeters.find((meter) => meter.key === key);
    if (shipped !== undefined) return shipped;
    const own = (await metersNow(tenant)).find(({ meter }) => meter.key === key);
    if (own?.state.state !== 'live') throw new Error(`the meter ${key} of ${tenant} is not live`);
    return own.meter;
  };
  return worldOf({
    fact: async (identity) => {
      const record = await factNow(identity);
      return record && factView(record, await metersNow(identity.tenant));
    },
    factsByType: async (tenant) => (await summaryNow(tenant)).factsByType,
    anomalies: (tenant) =>
      allPages(
        (after, limit) => anomaliesNow(tenant, undefined, { after, limit }),
        ({ cursor }) => cursor,
      ),
    accounts: (tenant) =>
      allPages(
        (after, limit) => accountsNow(tenant, undefined, { after, limit }),
        ({ account }) => account,
      ),
    roles: async (tenant) => {
      const rows = await db
        .selectFrom('read.memberships')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('role', '<>', '')
        .execute();
      return rows.map(({ group_id, member, role }) => ({ group: group_id, member, role }));
    },
    storage: (question) => storageIn(db, question),
    usage: async (question, window) => usageIn(db, await meterNamed(question), question, window),
  });
};
