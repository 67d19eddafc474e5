import * as t from 'io-ts';
import { inFlight } from '../facts/in-flight.ts';
import { batchesOf, repeatedHistory, tenant } from '../facts/repeated-history.ts';
import { freshDataDir } from '../processes/data-dir.ts';
import { memoryWatch, type Peaks } from '../processes/memory-watch.ts';
import { withResources } from '../processes/resources.ts';
import { startOnEmptyStores, type ReadyService } from '../processes/service.ts';
import { cpuSecondsOf, cpuSecondsOfTree } from '../processes/usage.ts';
import { decodeOrThrow } from '../../test/support/decode-or-throw.ts';
import type { Intake } from './append-bare.ts';
import { metered, type Run } from './run.ts';

/** Bodies of `POST /v1/facts`, serialised before any clock starts, and how many facts are in each. */
export const bodiesOf = async (facts: number): Promise<readonly string[]> =>
  batchesOf(await repeatedHistory(facts)).map((batch) => JSON.stringify(batch));

const Answer = t.type({ accepted: t.number, position: t.string });

/** Sends one request with facts. Throws where one of them is refused. */
export const post = async (
  { url, key }: ReadyService,
  body: string,
): Promise<t.TypeOf<typeof Answer>> => {
  const response = await fetch(new URL('/v1/facts', url), {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${key}`,
      'x-tenant-id': tenant,
      'content-type': 'application/json',
    },
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`POST /v1/facts: ${response.status} ${text}`);
  return decodeOrThrow(Answer, JSON.parse(text));
};

/** Sends all bodies; the position up to which the log must be read to have all facts. */
const postAll = async (
  service: ReadyService,
  bodies: readonly string[],
  { facts, batchesInFlight }: Intake,
): Promise<bigint> => {
  let accepted = 0;
  let position = 0n;
  await inFlight(bodies, batchesInFlight, async (body) => {
    const answer = await post(service, body);
    accepted += answer.accepted;
    const reached = BigInt(answer.position);
    if (reached > position) position = reached;
  });
  if (accepted !== facts) throw new Error(`${accepted} facts of ${facts} were accepted`);
  return position;
};

/** Waits, as a client would, until the read models have everything up to the position. */
export const untilProjected = async (
  { url, key }: ReadyService,
  position: bigint,
): Promise<void> => {
  const response = await fetch(new URL(`/v1/summary?after=${position}`, url), {
    headers: { authorization: `Bearer ${key}`, 'x-tenant-id': tenant },
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET /v1/summary: ${response.status} ${text}`);
};

/** `seconds` are those until the last fact was acknowledged; with projections, `projectedSeconds` until they had it. */
export type Posted = Run & { readonly projectedSeconds: number; readonly peaks: Peaks };

/** The service, on empty stores of its own, takes in facts over HTTP. */
export const postFacts = (
  bodies: readonly string[],
  intake: Intake,
  role: 'all' | 'api',
): Promise<Posted> =>
  withResources(async (resources) => {
    const dataDir = await freshDataDir(resources);
    const service = await startOnEmptyStores(resources, { dataDir, role });
    const { pids } = service;
    const memory = memoryWatch(resources, pids);
    const { result, cpu } = await metered(
      {
        service: () => cpuSecondsOf(pids.service),
        'event store': () => cpuSecondsOf(pids.eventstore),
        PostgreSQL: () => cpuSecondsOfTree(pids.postgres),
        sender: async () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      },
      async () => {
        const startedAt = performance.now();
        const secondsSoFar = (): number => (performance.now() - startedAt) / 1_000;
        const position = await postAll(service, bodies, intake);
        const seconds = secondsSoFar();
        if (role === 'all') await untilProjected(service, position);
        return { seconds, projectedSeconds: secondsSoFar() };
      },
    );
    return { facts: intake.facts, ...result, cpu, peaks: await memory.peaks() };
  });
