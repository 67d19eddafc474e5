import * as t from 'io-ts';
import { FactView } from '../../api/facts/fact-view.ts';
import { StorageView } from '../../api/storage/storage-view.ts';
import { UsageView } from '../../api/usage/usage-view.ts';
import { instantText } from '../../domain/time/instant.ts';
import { askLedger } from '../history/compare-figures.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { call, unexpected, type Service } from './http-calls.ts';
import { worldOf } from './view-world.ts';
import type { Window, World } from './world.ts';

const AnomaliesPage = t.intersection([
  t.type({ anomalies: t.array(t.type({ kind: t.string, source: t.string, id: t.string })) }),
  t.partial({ cursor: t.string }),
]);
const AccountsPage = t.intersection([
  t.type({ accounts: t.array(t.type({ account: t.string, facts: t.string })) }),
  t.partial({ cursor: t.string }),
]);
const Summary = t.type({ factsByType: t.record(t.string, t.string) });

const query = (members: Readonly<Record<string, string>>): string =>
  new URLSearchParams(members).toString();

const bounds = ({ from, to }: Window) => ({ from: instantText(from), to: instantText(to) });

/** All pages of a list, of few entries each, so that there are many. */
const allPages = async <Page extends { readonly cursor?: string }>(
  ask: (query: string) => Promise<Page>,
): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  do {
    const cursor = pages.at(-1)?.cursor;
    pages.push(await ask(query({ limit: '5', ...(cursor === undefined ? {} : { cursor }) })));
  } while (pages.at(-1)?.cursor !== undefined);
  return pages;
};

/** The product's answers over HTTP. No route says roles: those are `roles`. */
export const httpWorld = (service: Service, roles: World['roles']): World => {
  const ask = <A>(tenant: string, path: string, answer: t.Decoder<unknown, A>): Promise<A> =>
    askLedger({ ...service, tenant }, path, answer);
  const accountPath = (account: string): string => `/v1/accounts/${encodeURIComponent(account)}`;
  return worldOf({
    fact: async ({ tenant, source, id }) => {
      const answer = await call({ ...service, tenant }, `/v1/facts?${query({ source, id })}`);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpected(id, answer);
      return decodeOrThrow(FactView, answer.body);
    },
    factsByType: async (tenant) => (await ask(tenant, '/v1/summary', Summary)).factsByType,
    anomalies: async (tenant) =>
      (await allPages((page) => ask(tenant, `/v1/anomalies?${page}`, AnomaliesPage))).flatMap(
        ({ anomalies }) => anomalies,
      ),
    accounts: async (tenant) =>
      (await allPages((page) => ask(tenant, `/v1/accounts?${page}`, AccountsPage))).flatMap(
        ({ accounts }) => accounts,
      ),
    roles,
    storage: async ({ tenant, account, ...window }) => [
      await ask(tenant, `${accountPath(account)}/storage?${query(bounds(window))}`, StorageView),
    ],
    usage: async ({ tenant, account, meter, groupBy }, window) => {
      const grouping = groupBy === undefined ? {} : { groupBy };
      const asked = query({ ...bounds(window), meter, ...grouping });
      const path = `${accountPath(account)}/usage?${asked}`;
      const { total: quantity, ...figures } = await ask(tenant, path, UsageView);
      return [{ ...figures, quantity }];
    },
  });
};
