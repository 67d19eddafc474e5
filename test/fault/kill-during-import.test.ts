import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askLedger, compareFigures } from '../history/compare-figures.ts';
import { readExpected } from '../history/expected-figures.ts';
import { historyLines, openmeet } from '../history/history-lines.ts';
import { sendLines } from '../history/send-lines.ts';
import { startService, type StartedService } from '../support/start-service.ts';
import { temporaryDataDir } from '../support/temporary-dir.ts';

const batchLines = 400;
const killAfterLines = 6_000;

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService | undefined;
beforeEach(async () => {
  dataDir = await temporaryDataDir();
});
afterEach(async () => {
  await service?.stop();
  await dataDir.remove();
});

const victims = {
  'the service': ({ pid }: StartedService) => pid,
  'the event store node': ({ embedded }: StartedService) => embedded.eventstore,
  PostgreSQL: ({ embedded }: StartedService) => embedded.postgres,
};

const inBatches = (lines: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(lines.length / batchLines) }, (_, n) =>
    lines.slice(n * batchLines, (n + 1) * batchLines),
  );

/** Sends with two connections until the service is gone; gives the lines that were acknowledged. */
const sendUntilGone = async (
  started: StartedService,
  lines: readonly string[],
  kill: () => void,
): Promise<readonly string[]> => {
  const batches = [...inBatches(lines)];
  const acknowledged: string[] = [];
  const connection = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      await sendLines({ ...started, tenant: openmeet.tenant }, batch);
      acknowledged.push(...batch);
      if (acknowledged.length >= killAfterLines) kill();
    }
  };
  await Promise.allSettled([connection(), connection()]);
  return acknowledged;
};

test.each(Object.entries(victims))(
  'kill -9 of %s in the middle of an import loses nothing that was acknowledged and doubles nothing',
  async (_, pidOf) => {
    const expected = await readExpected(openmeet.expected);
    const lines = await historyLines(openmeet.file);
    service = await startService(dataDir.path);
    const victim = pidOf(service);
    expect(victim).toBeGreaterThan(1);
    const acknowledged = await sendUntilGone(service, lines, () => {
      try {
        process.kill(victim, 'SIGKILL');
      } catch {
        // It is gone already: the second connection asked too.
      }
    });
    await service.exited;
    expect(acknowledged.length).toBeGreaterThanOrEqual(killAfterLines);
    expect(acknowledged.length).toBeLessThan(lines.length);

    service = await startService(dataDir.path);
    const answering = { ...service, tenant: openmeet.tenant };
    for (const batch of inBatches(acknowledged)) {
      expect(await sendLines(answering, batch)).toMatchObject({ accepted: 0 });
    }
    let position = '0';
    for (const batch of inBatches(lines)) ({ position } = await sendLines(answering, batch));
    await askLedger(answering, `/v1/summary?after=${position}`, t.unknown);
    expect((await compareFigures(answering, expected)).wrong).toEqual([]);
    await service.stop();
  },
);
