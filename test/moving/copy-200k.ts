import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readServersNote } from '../../infra/embedded/running-servers.ts';
import { startEmbeddedNode } from '../../infra/embedded/start-embedded-node.ts';
import { connectEventLog } from '../../infra/eventstore/connect-event-log.ts';
import { startFollowing } from '../integration/eventstore/following.ts';
import { removeDataDir } from '../support/start-postgres.ts';
import { ledger, runLedger } from '../support/start-service.ts';
import { namespace, writeMixedHistory } from './mixed-history.ts';

// Copies a log of 200,000 facts (or as many as are named) from one embedded installation to another, with a kill -9 in the
// middle, rebuilds the read models of both and compares all of it. Not a test, for it takes minutes:
//   node test/moving/copy-200k.ts [facts]

const say = (line: string): void => {
  console.log(line);
};

const timed = async <A>(what: string, work: () => Promise<A>): Promise<A> => {
  const startedAt = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return result;
};

const succeeded = async (args: readonly string[], dataDir: string): Promise<string> => {
  const { code, said } = await ledger(args, { LEDGER_DATA_DIR: dataDir });
  if (code !== 0) throw new Error(`ledger ${args.join(' ')} ended with ${String(code)}: ${said}`);
  return said;
};

const fill = async (dataDir: string, facts: number) => {
  const node = await startEmbeddedNode({ dataDir });
  const log = connectEventLog({ url: node.url });
  const written = await writeMixedHistory(log, facts);
  await log.close();
  await node.stop();
  return written;
};

/** Runs the copy until its target holds so many events, then kills it. */
const copyKilledAt = async (args: readonly string[], target: string, events: number) => {
  const { child, exited, lines } = runLedger(args);
  let note = await readServersNote(target);
  while (note?.eventstore === undefined) {
    if (child.exitCode !== null) throw new Error(`the copy ended: ${lines.join('\n')}`);
    await delay(20);
    note = await readServersNote(target);
  }
  const log = connectEventLog({ url: note.eventstore });
  const arriving = startFollowing(log, `${namespace}_`);
  await arriving.count(events);
  child.kill('SIGKILL');
  await exited;
  await arriving.stop();
  await log.close();
};

const compare = (what: string, a: string, b: string): void => {
  say(`${what}: ${a === b ? 'equal' : `DIFFERENT\n${a}\n---\n${b}`}`);
  if (a !== b) process.exitCode = 1;
};

const argumentsFor = (from: string, to: string) => ['copy-log', '--from', from, '--to', to];

const facts = Number(process.argv[2] ?? 200_000);
const dir = await mkdtemp(join(tmpdir(), 'ledger-copy-'));
const [from, to, cutOff] = [join(dir, 'from'), join(dir, 'to'), join(dir, 'cut-off')];
try {
  const { events, appends } = await timed('writing the log', () => fill(from, facts));
  say(`${events} events in ${appends} appends`);
  const startedAt = performance.now();
  say(await timed('copying and verifying', () => succeeded(argumentsFor(from, to), to)));
  say(
    `${Math.round(events / ((performance.now() - startedAt) / 1_000))} events/s, start and end included`,
  );
  await timed('another copy until kill -9 in the middle', () =>
    copyKilledAt(argumentsFor(from, cutOff), cutOff, events / 2),
  );
  say(await timed('the rest of it', () => succeeded(argumentsFor(from, cutOff), cutOff)));
  const original = await timed('rebuild of the original', () => succeeded(['rebuild'], from));
  const copied = await timed('rebuild of the copy', () => succeeded(['rebuild'], to));
  say(copied);
  compare('sequence, digest and read models', original, copied);
} finally {
  for (const dataDir of [from, to]) await removeDataDir(dataDir);
  await rm(dir, { recursive: true, force: true });
}
