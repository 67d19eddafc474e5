import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLogFile } from '../../../infra/moving/log-file.ts';
import { LogUnfit } from '../../../infra/moving/log-unfit.ts';
import { ledger } from '../../support/start-service.ts';
import { contentsOf, startStore } from './two-nodes.ts';
import { writeVariedLog } from './varied-log.ts';

const count = 400;

let dir: string;
let from: Awaited<ReturnType<typeof startStore>>;
let lines: readonly string[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-moving-'));
  from = await startStore();
  await writeVariedLog(from.log, 'ledger', count);
  const { code } = await ledger(['export', join(dir, 'log')], { EVENTSTORE_URL: from.node.url });
  expect(code).toBe(0);
  lines = (await readFile(join(dir, 'log'), 'utf8')).split('\n').slice(0, -1);
});
afterAll(async () => {
  await from[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

test('an export is a header, a line for each event and a trailer, for its owner only', async () => {
  expect(lines).toHaveLength(count + 2);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'usage-ledger-log', version: 1 });
  expect(lines[1]).toMatch(/^\{"stream":"usage-t1\.user:u\d\.20260[123]","revision":0,"id":/);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ count });
  expect((await stat(join(dir, 'log'))).mode & 0o777).toBe(0o600);
});

test('a name in .gz packs, standard output is the same, and what is there is not overwritten', async () => {
  const environment = { EVENTSTORE_URL: from.node.url };
  const file = join(dir, 'log.gz');
  expect((await ledger(['export', file], environment)).code).toBe(0);
  const packed = gunzipSync(await readFile(file))
    .toString()
    .split('\n');
  expect(packed.slice(1, -1)).toEqual(lines.slice(1));
  const { code, said } = await ledger(['export', file], environment);
  expect({ code, said }).toEqual({
    code: 1,
    said: `${file} is there already, and is not overwritten.`,
  });
  expect((await readdir(dir)).filter((name) => name.includes('draft'))).toEqual([]);
});

test('an import gives the same log under any namespace, and does nothing the second time', async () => {
  await using to = await startStore();
  const environment = { EVENTSTORE_URL: to.node.url, LEDGER_NAMESPACE: 'other' };
  const file = join(dir, 'log');
  const first = await ledger(['import', '--log', file], environment);
  expect(first.code).toBe(0);
  expect(first.said).toContain(`${count} events copied, 0 were there already`);
  expect(await contentsOf(to, 'other')).toEqual(await contentsOf(from));
  const again = await ledger(['import', '--log', file], environment);
  expect(again.said).toContain(`0 events copied, ${count} were there already`);
  expect(again.code).toBe(0);
});

test('an import goes on behind the first events of the file', async () => {
  await using to = await startStore();
  await writeVariedLog(to.log, 'ledger', count, 150);
  const environment = { EVENTSTORE_URL: to.node.url };
  const { code, said } = await ledger(['import', '--log', join(dir, 'log')], environment);
  expect(said).toContain(`${count - 150} events copied, 150 were there already`);
  expect(code).toBe(0);
  expect(await contentsOf(to)).toEqual(await contentsOf(from));
});

const replaced = (at: number, change: (line: string) => string): readonly string[] =>
  lines.map((line, n) => (n === at ? change(line) : line));

const damages: Readonly<Record<string, readonly [() => readonly string[], RegExp]>> = {
  'cut off': [() => lines.slice(0, -1), /is not whole: its last line is missing/],
  'without its first line': [() => lines.slice(1), /does not begin as a log file does/],
  'of a later format': [
    () => replaced(0, (line) => line.replace('"version":1', '"version":2')),
    /has version 2 of the format/,
  ],
  'without an event': [() => lines.filter((_, n) => n !== 200), /not whole|is damaged/],
  'with another time of recording': [
    () => replaced(200, (line) => line.replace('2026-02-01', '2026-02-02')),
    /is damaged: .*of other contents/,
  ],
  'with another fact': [
    () => replaced(200, (line) => line.replaceAll('t1', 't2')),
    /is damaged|not whole/,
  ],
  'with two events exchanged': [
    () => [...lines.slice(0, 100), lines[101] ?? '', lines[100] ?? '', ...lines.slice(102)],
    /is damaged|not whole/,
  ],
  'with more behind it': [() => [...lines, lines[5] ?? ''], /line 403 is behind the last/],
  'with a line that is no event': [() => replaced(7, () => '{"a":1}'), /line 8 is no event/],
};

test.each(Object.entries(damages))('a file %s is refused', async (name, [damaged, words]) => {
  const file = join(dir, `damaged ${name}`);
  await writeFile(file, `${damaged().join('\n')}\n`);
  const checked = checkLogFile(file, new AbortController().signal, () => undefined);
  await expect(checked).rejects.toThrow(words);
  await expect(checked).rejects.toThrow(LogUnfit);
});

test('nothing of a damaged file is written', async () => {
  await using to = await startStore();
  const file = join(dir, 'damaged');
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`);
  const { code, said } = await ledger(['import', '--log', file], { EVENTSTORE_URL: to.node.url });
  expect({ code, said }).toEqual({
    code: 1,
    said: `${file} is not whole: its last line is missing.`,
  });
  expect(await contentsOf(to)).toEqual([]);
});

test('--log goes to the store, so it cannot be sent to a service', async () => {
  const { code, said } = await ledger(['import', '--log', 'x', '--url', 'http://h'], {});
  expect(said).toContain("option '--log' cannot be used with option '--url <url>'");
  expect(code).toBe(1);
});
