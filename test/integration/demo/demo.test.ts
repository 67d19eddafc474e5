import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLedger } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';

// What a newcomer sees first, as they start it: servers of its own, twice on the same folder.

let dir: Awaited<ReturnType<typeof temporaryDataDir>>;
beforeAll(async () => {
  dir = await temporaryDataDir();
});
afterAll(() => dir.remove());

/** Runs the demo until it says that it stays up, then ends it; all that it said. */
const demonstrated = async (): Promise<readonly string[]> => {
  const { child, lines, read, exited } = runLedger(['demo'], {
    PORT: '0',
    LEDGER_DATA_DIR: join(dir.path, 'ledger'),
  });
  child.stdout.resume();
  read.on('line', (line) => {
    if (line.startsWith('It stays up')) child.kill('SIGTERM');
  });
  expect(await exited, lines.join('\n')).toBe(0);
  return lines;
};

const withoutAddresses = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replaceAll(/http:\/\/\S+/g, '').trimEnd());
const figuresIn = (lines: readonly string[]): readonly string[] =>
  withoutAddresses(lines).filter((line) => line.startsWith('  '));

test('it shows a month of a member, and what that costs them and a group', async () => {
  const lines = withoutAddresses(await demonstrated());
  expect(lines).toContain('5361 facts accepted, 0 were in already.');
  const bills = lines.slice(lines.findIndex((line) => line.includes('would be billed')));
  expect(bills.filter((line) => /^ {2}(base_fee|messages|total)/.test(line))).toEqual([
    '  base_fee                                                 4.00',
    '  messages                    73  message                  0.00',
    '  total                                                    4.00',
    '  base_fee                  4.00',
    '  total                     4.00',
  ]);
});

test('again on the same folder it records nothing and shows the same', async () => {
  const first = await demonstrated();
  const second = await demonstrated();
  expect(second).toContain('0 facts accepted, 5361 were in already.');
  expect(figuresIn(second)).toEqual(figuresIn(first));
});
