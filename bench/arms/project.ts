import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import type { EmbeddedServer } from '../../infra/embedded/embedded-server.ts';
import { freshDataDir } from '../processes/data-dir.ts';
import { freshDatabase } from '../processes/servers.ts';
import { startService } from '../processes/service.ts';
import { withResources } from '../processes/resources.ts';
import { cpuSecondsOf, cpuSecondsOfTree } from '../processes/usage.ts';
import { metered, type Run } from './run.ts';

// undefined_table, invalid_schema_name
const missing = new Set(['42P01', '3F000']);
const pollMs = 10;

/** How many events the read models have taken in; undefined where there are none yet. */
const sequenceIn = async (database: Client): Promise<number | undefined> => {
  try {
    const { rows } = await database.query<{ sequence: string }>(
      'select sequence::text from read.checkpoint',
    );
    return rows[0] === undefined ? undefined : Number(rows[0].sequence);
  } catch (error) {
    if (error instanceof DatabaseError && missing.has(error.code ?? '')) return undefined;
    throw error;
  }
};

const standstillMs = 60_000;

const untilSequence = async (
  database: Client,
  least: number,
  ended: Promise<never>,
): Promise<void> => {
  let last: number | undefined;
  let movedAt = performance.now();
  for (;;) {
    const sequence = await Promise.race([sequenceIn(database), ended]);
    if (sequence !== undefined && sequence >= least) return;
    if (sequence !== last) movedAt = performance.now();
    if (performance.now() - movedAt > standstillMs) {
      throw new Error(`the projections stand still at ${String(sequence)} of ${least} facts`);
    }
    last = sequence;
    await delay(pollMs);
  }
};

/**
 * The service, with projections alone, fills empty read models from a log that is full already. The clock runs from when
 * the read models are there, which is just before the feed starts, until their checkpoint has the last fact.
 */
export const project = (
  node: EmbeddedServer,
  postgres: EmbeddedServer,
  facts: number,
): Promise<Run> =>
  withResources(async (resources) => {
    const databaseUrl = await freshDatabase(postgres);
    const database = new Client({ connectionString: databaseUrl });
    // An interrupt may end the server first; a connection that breaks shows in the next query.
    database.on('error', () => undefined);
    await database.connect();
    resources.defer(() => database.end());
    const service = startService(resources, {
      dataDir: await freshDataDir(resources),
      role: 'projections',
      eventstoreUrl: node.url,
      databaseUrl,
    });
    // It never settles while the service is well.
    const ended = service.ready.then(() => new Promise<never>(() => undefined));
    await untilSequence(database, 0, ended);
    const startedAt = performance.now();
    const { result, cpu } = await metered(
      {
        service: () => cpuSecondsOf(service.pid),
        'event store': () => cpuSecondsOf(node.pid),
        PostgreSQL: () => cpuSecondsOfTree(postgres.pid),
      },
      async () => {
        await untilSequence(database, facts, ended);
        return (performance.now() - startedAt) / 1_000;
      },
    );
    return { facts, seconds: result, cpu };
  });
