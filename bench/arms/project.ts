import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import type { EmbeddedServer } from '../../infra/embedded/embedded-server.ts';
import { freshDataDir } from '../processes/data-dir.ts';
import { freshDatabase } from '../processes/servers.ts';
import { startService } from '../processes/service.ts';
import { withResources } from '../processes/resources.ts';
import { cpuSecondsOf, cpuSecondsOfTree } from '../processes/usage.ts';
import { metered, type Run } from './run.ts';

const undefinedTable = '42P01';
const invalidSchema = '3F000';
const pollMs = 10;

/** How many events the read models have taken in; undefined where there are none yet. */
const sequenceIn = async (database: Client): Promise<number | undefined> => {
  try {
    const { rows } = await database.query<{ sequence: string }>(
      'select sequence::text from read.checkpoint',
    );
    return rows[0] === undefined ? undefined : Number(rows[0].sequence);
  } catch (error) {
    const isMissing = error instanceof DatabaseError && error.code !== undefined;
    if (isMissing && [undefinedTable, invalidSchema].includes(error.code ?? '')) return undefined;
    throw error;
  }
};

const untilSequence = async (database: Client, least: number, ended: Promise<never>) => {
  for (;;) {
    const sequence = await Promise.race([sequenceIn(database), ended]);
    if (sequence !== undefined && sequence >= least) return;
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
