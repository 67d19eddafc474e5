import { setTimeout as delay } from 'node:timers/promises';
import * as t from 'io-ts';
import { decodeOrThrow } from '../../test/support/decode-or-throw.ts';
import { accountsOf, batchStarts, bodyFrom, month, prices } from '../facts/billed-month.ts';
import { inFlight } from '../facts/in-flight.ts';
import { tenant } from '../facts/repeated-history.ts';
import { freshDataDir } from '../processes/data-dir.ts';
import { memoryWatch, type Peaks } from '../processes/memory-watch.ts';
import { withResources, type Resources } from '../processes/resources.ts';
import { freshDatabase, freshNode, freshPostgres } from '../processes/servers.ts';
import { startService, untilReady, type ReadyService } from '../processes/service.ts';
import {
  cpuSecondsOf,
  cpuSecondsOfTree,
  forgetPeakOf,
  residentBytesOf,
  treeOf,
} from '../processes/usage.ts';
import type { Intake } from './append-bare.ts';
import { floor, type Floor } from './floor.ts';
import { post, untilProjected } from './post-facts.ts';
import { metered, type Run } from './run.ts';

/** `seconds` are those from the request until the run was completed. */
export type MonthBilled = Run & {
  readonly invoices: number;
  readonly peaks: Peaks;
  /** What the service had in RAM before it was asked to bill. */
  readonly serviceBefore: number;
  readonly floor: Floor;
};

export const call = async <A>(
  { url, key }: ReadyService,
  [method, path, body]: readonly [method: string, path: string, body?: object],
  answer: t.Decoder<unknown, A>,
): Promise<A> => {
  const response = await fetch(new URL(path, url), {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      authorization: `Bearer ${key}`,
      'x-tenant-id': tenant,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return decodeOrThrow(answer, JSON.parse(text));
};

type Where = Parameters<typeof startService>[1];

export const readyService = async (resources: Resources, where: Where) => {
  const service = startService(resources, where);
  const ready = await service.ready;
  await untilReady(ready.url);
  return { ...ready, stop: service.stop };
};

/** Fills the stores with the month's facts and publishes its prices. */
export const prepare = (where: Where, { facts, batchesInFlight }: Intake): Promise<void> =>
  withResources(async (resources) => {
    const service = await readyService(resources, where);
    let position = 0n;
    await inFlight(batchStarts(facts), batchesInFlight, async (start) => {
      const answer = await post(service, bodyFrom(start, facts));
      const reached = BigInt(answer.position);
      if (reached > position) position = reached;
    });
    await untilProjected(service, position);
    await call(service, ['PUT', '/v1/pricing-models/bench', prices], t.unknown);
    await call(service, ['PUT', '/v1/default-model', { model: 'bench' }], t.unknown);
  });

const Asked = t.type({ id: t.string });
const State = t.type({ state: t.string, issued: t.number, failed: t.number });
const pollMs = 50;

/** Asks for the run and waits, as a client would, until it is completed; how many invoices it issued. */
export const runToItsEnd = async (service: ReadyService): Promise<number> => {
  const body = { period: month, ignoreGrace: true };
  const { id } = await call(service, ['POST', '/v1/billing-runs', body], Asked);
  for (;;) {
    const { state, issued, failed } = await call(service, ['GET', `/v1/billing-runs/${id}`], State);
    if (failed > 0) throw new Error(`${failed} accounts could not be billed`);
    if (state === 'completed') return issued;
    await delay(pollMs);
  }
};

/** A service that has done nothing yet bills the month; its memory, and that of the servers, is that of the run alone. */
const bill = (where: Where, pids: Pick<ReadyService['pids'], 'eventstore' | 'postgres'>) =>
  withResources(async (resources) => {
    const service = await readyService(resources, where);
    const all = { ...pids, service: service.pids.service };
    const processes = [all.eventstore, ...(await treeOf(all.postgres))];
    await Promise.all(processes.map(forgetPeakOf));
    const serviceBefore = await residentBytesOf(all.service);
    const memory = memoryWatch(resources, all);
    const { result, cpu } = await metered(
      {
        service: () => cpuSecondsOf(all.service),
        'event store': () => cpuSecondsOf(all.eventstore),
        PostgreSQL: () => cpuSecondsOfTree(all.postgres),
      },
      async () => {
        const startedAt = performance.now();
        const invoices = await runToItsEnd(service);
        return { invoices, seconds: (performance.now() - startedAt) / 1_000 };
      },
    );
    return { ...result, cpu, serviceBefore, peaks: await memory.peaks() };
  });

/** Bills a month of so many facts, on stores of its own, and does the least of it on the same stores. */
export const billMonth = (intake: Intake): Promise<MonthBilled> =>
  withResources(async (resources) => {
    const { facts } = intake;
    const accounts = accountsOf(facts);
    const node = await freshNode(resources);
    const postgres = await freshPostgres(resources);
    const databaseUrl = await freshDatabase(postgres);
    const where = {
      dataDir: await freshDataDir(resources),
      role: 'all',
      eventstoreUrl: node.url,
      databaseUrl,
    } as const;
    await prepare(where, intake);
    const billed = await bill(where, { eventstore: node.pid, postgres: postgres.pid });
    if (billed.invoices !== accounts) {
      throw new Error(`${billed.invoices} invoices for ${accounts} accounts`);
    }
    return { facts, ...billed, floor: await floor({ node, databaseUrl, facts, accounts }) };
  });
