import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { useDataDir } from './use-node.ts';

const { start, connect } = useDataDir();

const mib = 1024 * 1024;
const logBytes = 48 * mib;
const stalledReaders = 24;

/** The memory that a process has, in bytes. Linux without `ps` is common, and so is `ps` without Linux. */
const memoryOf = (pid: number): number => {
  const kib =
    process.platform === 'linux'
      ? /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return 1024 * Number(kib);
};

const fill = async (client: EventStoreDBClient): Promise<void> => {
  const data = new Uint8Array(16 * 1024);
  for (let written = 0; written < logBytes; written += 50 * data.length) {
    const events = Array.from({ length: 50 }, () => binaryEvent({ type: 'filler', data }));
    await client.appendToStream('filler', events);
  }
};

const readToTheEnd = async (client: EventStoreDBClient): Promise<number> => {
  let events = 0;
  for await (const { event } of client.readAll()) events += event === undefined ? 0 : 1;
  return events;
};

describe('readers that do not read', () => {
  it('make the node hold a bounded amount for them, and keep nobody else waiting', async () => {
    const node = await start();
    const client = connect(node);
    await fill(client);
    const events = await readToTheEnd(client);
    const before = memoryOf(node.pid);

    const stalled = Array.from({ length: stalledReaders }, (_, index) => {
      const reader = index % 2 === 0 ? client.subscribeToAll() : client.readAll();
      return { reader, first: once(reader, 'readable') };
    });
    for (const { first } of stalled) await first;
    expect(await readToTheEnd(client)).toBe(events);
    const grownBytes = memoryOf(node.pid) - before;

    // Each could hold the whole log, which would be more than a GiB.
    expect(grownBytes).toBeLessThan(64 * mib);
    for (const { reader } of stalled) {
      if ('unsubscribe' in reader) await reader.unsubscribe();
      else await reader.cancel();
    }
  });
});
