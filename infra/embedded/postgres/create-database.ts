import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Binaries } from './binaries.ts';
import { databaseName, postgresEnvironment } from './settings.ts';
import type { SystemUser } from './system-user.ts';

/** Creates the ledger's database while no server runs, through Postgres' single-user mode: no port, no connection. */
export const createDatabase = async (
  { postgres }: Binaries,
  data: string,
  user: SystemUser | undefined,
): Promise<void> => {
  const options = { ...user, cwd: '/', env: postgresEnvironment() };
  const child = spawn(postgres, ['--single', '-j', '-D', data, 'postgres'], options);
  child.stdin.end(`create database ${databaseName};\n\n`);
  child.stdout.resume();
  const [errors] = await Promise.all([text(child.stderr), once(child, 'close')]);
  // It ends with 0 also when a statement has failed.
  if (child.exitCode === 0 && !/\b(?:ERROR|FATAL|PANIC):/.test(errors)) return;
  throw new Error(`The database ${databaseName} cannot be created:\n${errors}`);
};
