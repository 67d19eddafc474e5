import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockDataDir } from '../../../infra/embedded/lock-data-dir.ts';
import { reachServers } from '../../../infra/embedded/reach-servers.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { askLedger } from '../../history/compare-figures.ts';
import { historyLines, openmeet } from '../../history/history-lines.ts';
import { sendLines } from '../../history/send-lines.ts';
import {
  ledger,
  runLedger,
  startService,
  type StartedService,
} from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';
import { startFollowing } from '../eventstore/following.ts';
import { startStore } from './two-nodes.ts';
import { writeVariedLog } from './varied-log.ts';

type DataDir = Awaited<ReturnType<typeof temporaryDataDir>>;

let old: DataDir;
let other: DataDir;
const services = new Set<StartedService>();
beforeEach(async () => {
  [old, other] = await Promise.all([temporaryDataDir(), temporaryDataDir()]);
});
afterEach(async () => {
  for (const service of services) await service.stop();
  services.clear();
  await Promise.all([old.remove(), other.remove()]);
});

const started = async ({
  path,
}: DataDir): Promise<StartedService & { readonly tenant: string }> => {
  const service = await startService(path);
  services.add(service);
  return { ...service, tenant: openmeet.tenant };
};

const Progress = t.array(t.type({ sequence: t.string, digest: t.string }));

/** What a ledger answers and how far its log goes, once it has everything up to `position`. */
const answersOf = async (service: Awaited<ReturnType<typeof started>>, position?: string) => ({
  summary: await askLedger(
    service,
    `/v1/summary${position === undefined ? '' : `?after=${position}`}`,
    t.unknown,
  ),
  progress: (await askLedger(service, '/v1/projections', Progress)).map(
    ({ sequence, digest }) => `${sequence} ${digest}`,
  ),
});

test('a running service is backed up while facts come in, and restored elsewhere', async () => {
  const lines = await historyLines(openmeet.file);
  const service = await started(old);
  await sendLines(service, lines.slice(0, 2_000));
  const backup = join(other.path, 'backup');
  const sending = sendLines(service, lines.slice(2_000, 3_000));
  const made = await ledger(['backup', backup], { LEDGER_DATA_DIR: old.path });
  expect(made.said).toMatch(/backup: \d+ events, log digest [0-9a-f]{64}; \d+ rows of \d+ tables/);
  expect(made.code).toBe(0);
  await sending;
  // The rest of the facts is sent again: what the backup has counts once.
  const { position } = await sendLines(service, lines.slice(2_000, 3_000));
  const expected = await answersOf(service, position);

  const refused = await ledger(['restore', backup], { LEDGER_DATA_DIR: old.path });
  expect(refused.said).toContain('is in use by process');
  expect(refused.code).toBe(1);

  const restored = await ledger(['restore', backup], { LEDGER_DATA_DIR: join(other.path, 'data') });
  expect(restored.said).toContain('Schema ops is restored. The next start fills the read models.');
  expect(restored.code).toBe(0);
  const again = await started({ ...other, path: join(other.path, 'data') });
  const rest = await sendLines(again, lines.slice(2_000, 3_000));
  expect((await answersOf(again, rest.position)).summary).toEqual(expected.summary);
});

test('an installation moves with its service running: the copy ends by itself when the service stops', async () => {
  const lines = await historyLines(openmeet.file);
  const service = await started(old);
  await sendLines(service, lines.slice(0, 1_000));
  const target = join(other.path, 'data');
  const args = ['copy-log', '--from', old.path, '--to', target, '--follow'];
  const { exited, lines: said, read } = runLedger(args);
  await new Promise<void>((resolve) => {
    read.on('line', (line) => {
      if (line.startsWith('Caught up')) resolve();
    });
  });
  const { position } = await sendLines(service, lines.slice(1_000, 2_000));
  const expected = await answersOf(service, position);
  await service.stop();
  expect(await exited).toBe(0);
  expect(said.join('\n')).toMatch(/has stopped: going on with its log\.\n2000 events copied/);
  expect(said.at(-1)).toContain('Verified by reading it back');

  const moved = await started({ ...other, path: target });
  expect(await answersOf(moved)).toEqual(expected);
});

test('a copy whose target dies says so at once, and goes on when it is run again', async () => {
  await using from = await startStore();
  await writeVariedLog(from.log, 'ledger', 1_500);
  const target = join(other.path, 'data');
  const args = ['copy-log', '--from', from.node.url, '--to', target];
  const { exited, lines } = runLedger(args);
  const need = { postgres: false, eventstore: true };
  await vi.waitUntil(() => existsSync(join(target, 'running-servers.json')), { timeout: 30_000 });
  const { eventstoreUrl = '' } = await reachServers({ dataDir: target, need });
  const log = connectEventLog({ url: eventstoreUrl });
  const arriving = startFollowing(log, 'ledger_');
  await arriving.count(1);
  process.kill(Number(await readFile(join(target, 'eventstore.pid'), 'utf8')), 'SIGKILL');
  expect(await exited).toBe(1);
  await arriving.stop();
  await log.close();
  expect(lines.join('\n')).toMatch(/event store node ended by itself: signal SIGKILL/);
  expect(lines.join('\n')).not.toMatch(/\n +at /);
  expect((await ledger(args, {})).said).toContain('1500 events, log digest');
});

test('the note of the servers is its owner’s, and is gone after the stop', async () => {
  const need = { postgres: false, eventstore: true };
  const ours = await reachServers({ dataDir: old.path, need });
  expect(ours.isOurs).toBe(true);
  const note = join(old.path, 'running-servers.json');
  expect((await stat(note)).mode & 0o777).toBe(0o600);
  const reached = await reachServers({ dataDir: old.path, need });
  expect(reached).toMatchObject({ isOurs: false, eventstoreUrl: ours.eventstoreUrl });
  await expect(
    reachServers({ dataDir: old.path, need: { postgres: true, eventstore: true } }),
  ).rejects.toThrow(/has no PostgreSQL of its own/);
  await reached.release();
  await ours.release();
  await expect(readFile(note)).rejects.toThrow(/ENOENT/);
});

test('a note that a crash left behind is not believed', async () => {
  const note = join(old.path, 'running-servers.json');
  const stale = { pid: 2 ** 22 + 1, eventstore: 'esdb://127.0.0.1:9?tls=false' };
  await writeFile(note, JSON.stringify(stale));
  const need = { postgres: false, eventstore: true };
  const lock = await lockDataDir(old.path);
  await expect(reachServers({ dataDir: old.path, need, patienceMs: 0 })).rejects.toThrow(
    /is in use by process/,
  );
  const reaching = reachServers({ dataDir: old.path, need });
  await lock.release();
  const reached = await reaching;
  expect(reached.isOurs).toBe(true);
  expect(reached.eventstoreUrl).not.toBe(stale.eventstore);
  await reached.release();
});
