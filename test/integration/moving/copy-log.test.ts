import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { contentHashOf, eventIdOf } from '../../../domain/fact/identity.ts';
import { storedFact } from '../../../domain/ledger/decode-recorded.ts';
import { usageStream } from '../../../domain/stream-name.ts';
import { startEmbeddedNode } from '../../../infra/embedded/start-embedded-node.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { madeFact, recordedAt } from '../../support/facts.ts';
import { ledger, runLedger } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';
import { startFollowing } from '../eventstore/following.ts';
import { contentsOf, startStore, type Store } from './two-nodes.ts';
import { writeVariedLog } from './varied-log.ts';

const argumentsFor = (from: Store, to: Store, ...more: readonly string[]) => [
  'copy-log',
  '--from',
  from.node.url,
  '--to',
  to.node.url,
  ...more,
];

const copy = (from: Store, to: Store, ...more: readonly string[]) =>
  ledger(argumentsFor(from, to, ...more), {});

test('a copy killed again and again in the middle, and its target too, ends with the same log', async () => {
  await using from = await startStore();
  await using to = await startStore();
  await writeVariedLog(from.log, 'ledger', 2_600);
  const original = await contentsOf(from);
  for (const killAt of [1, 900, 1_800]) {
    const { child, exited } = runLedger(argumentsFor(from, to));
    const arriving = startFollowing(to.log, 'ledger_');
    await arriving.count(killAt);
    if (killAt === 900) await to.node.kill();
    child.kill('SIGKILL');
    await exited;
    await arriving.stop();
    if (killAt === 900) await to.node.start();
  }
  const held = (await contentsOf(to)).length;
  expect(held).toBeGreaterThanOrEqual(1_800);
  const { code, said } = await copy(from, to);
  expect(code).toBe(0);
  expect(said).toContain(`${2_600 - held} events copied, ${held} were there already`);
  expect(said).toContain('same order and contents: 2600 events, log digest');
  expect(await contentsOf(to)).toEqual(original);
  expect(new Set(original.map(({ id }) => id)).size).toBeLessThan(2_500);
});

test('Ctrl-C ends a copy between two slices and says how to go on', async () => {
  await using from = await startStore();
  await using to = await startStore();
  await writeVariedLog(from.log, 'ledger', 2_600);
  const { child, exited, lines } = runLedger(argumentsFor(from, to));
  const arriving = startFollowing(to.log, 'ledger_');
  await arriving.count(1);
  child.kill('SIGINT');
  expect(await exited).toBe(1);
  await arriving.stop();
  const held = await contentsOf(to);
  expect(lines).toEqual([
    'Stopping …',
    `Stopped after ${held.length} events: run it again to go on.`,
  ]);
  expect(await contentsOf(from)).toEqual(expect.arrayContaining([...held]));
  expect((await copy(from, to)).code).toBe(0);
});

test('a copy into another namespace of the same store keeps everything else', async () => {
  await using store = await startStore();
  await writeVariedLog(store.log, 'ledger', 300);
  const { code } = await copy(store, store, '--to-namespace', 'ledger2');
  expect(code).toBe(0);
  expect(await contentsOf(store, 'ledger2')).toEqual(await contentsOf(store));
});

test('a target that holds anything else is left as it is', async () => {
  await using from = await startStore();
  await using to = await startStore();
  await writeVariedLog(from.log, 'ledger', 50);
  await writeVariedLog(to.log, 'ledger', 51);
  const before = await contentsOf(to);
  for (const [source, target, held] of [
    [from, to, 51],
    [to, from, 50],
  ] as const) {
    const { code, said } = await copy(source, target);
    expect(code).toBe(1);
    expect(said).toContain(`holds ${held} events that are not the first ${held} of`);
    expect(said).toContain('nothing was written');
  }
  expect(await contentsOf(to)).toEqual(before);
});

test.each([
  [
    'of its own is found when it is read back',
    'user:stranger',
    /does not hold what was copied: 2001/,
  ],
  [
    'of the copy stops it there',
    'user:u0',
    /Somebody else writes to the target: stream ledger_usage-t1/,
  ],
])('what others write meanwhile into a stream %s', async (_, subject, words) => {
  await using from = await startStore();
  await using to = await startStore();
  await writeVariedLog(from.log, 'ledger', 2_000);
  const fact = madeFact({ id: 'stranger', subject });
  const event = storedFact(fact, eventIdOf(fact, contentHashOf(fact)), recordedAt);
  const { exited, lines } = runLedger(argumentsFor(from, to));
  const arriving = startFollowing(to.log, 'ledger_');
  await arriving.count(1);
  await to.log.append({ stream: usageStream('ledger', fact), events: [event] });
  expect(await exited).toBe(1);
  await arriving.stop();
  expect(lines.join('\n')).toMatch(words);
});

test('the log of an installation that is not running, which has lost events, is refused by name', async () => {
  const dataDir = await temporaryDataDir();
  await using to = await startStore();
  const node = await startEmbeddedNode({ dataDir: dataDir.path });
  const log = connectEventLog({ url: node.url });
  await writeVariedLog(log, 'ledger', 50);
  await log.close();
  await node.stop();
  const from = ['copy-log', '--from', dataDir.path, '--to', to.node.url];
  expect((await ledger(from, {})).code).toBe(0);

  // As the store itself would after $maxCount and a scavenge.
  const journal = new DatabaseSync(join(dataDir.path, 'eventstore', 'events.sqlite'));
  journal.exec(`delete from event where revision = 0 and stream = (
    select stream from event join stream on stream.id = event.stream
    where name like 'ledger_usage%' and revision = 1 order by position limit 1)`);
  journal.close();
  const { code, said } = await ledger(from, {});
  expect(code).toBe(1);
  expect(said).toMatch(
    /The log is not whole: event .* number 1 of stream usage-t1\.user:.*\) should be number 0/,
  );
  await dataDir.remove();
});

test.each([
  [['--from', 'nowhere', '--to', 'esdb://127.0.0.1:1?tls=false'], /nowhere holds no log/],
  [['--from', 'postgres://u:hidden@h/d', '--to', 'x'], /connection string that begins with esdb/],
  [['--from', 'esdb://a:1', '--to', 'esdb://a:1'], /name the same log/],
  [['--from', 'esdb://a:1', '--to', 'esdb://b:1', '--to-namespace', 'A'], /must be 1 to 32/],
  [['--from', 'esdb://a:1'], /required option '--to <log>' not specified/],
])('%j is refused in words', async (args, words) => {
  const { code, said } = await ledger(['copy-log', ...args], {});
  expect(code).toBe(1);
  expect(said).toMatch(words);
  expect(said).not.toContain('hidden');
});
