import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { makeDataDir, startNode, type StartedNode } from '../../support/start-node.ts';

/** One node for the tests of a block. */
export const useNode = (): (() => StartedNode) => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  let node: StartedNode | undefined;
  beforeAll(async () => {
    const { dataDir, remove } = await makeDataDir();
    cleanUps.push(remove);
    const started = await startNode({ dataDir });
    cleanUps.push(started.stop);
    node = started;
  });
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });
  return () => {
    if (node === undefined) throw new Error('there is no node outside of a test');
    return node;
  };
};

/**
 * For tests in which nodes come and go: a data directory for each test, nodes that are killed at its end at the latest,
 * and clients that are let go of before that.
 */
export const useDataDir = () => {
  let cleanUps: (() => Promise<unknown>)[] = [];
  let dataDir = '';
  beforeEach(async () => {
    const made = await makeDataDir();
    dataDir = made.dataDir;
    cleanUps = [made.remove];
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });
  return {
    dataDir: () => dataDir,
    start: async (under: readonly string[] = []): Promise<StartedNode> => {
      const node = await startNode({ dataDir, under });
      cleanUps.push(node.kill);
      return node;
    },
    connect: (node: StartedNode): EventStoreDBClient => {
      const client = EventStoreDBClient.connectionString(node.connectionString);
      cleanUps.push(() => client.dispose());
      return client;
    },
  };
};
