import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../support/start-postgres.ts';
import { query } from './query.ts';

test('gives each test a database of its own, empty or a copy', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const first = await postgres.createDatabase();
  await query(first, 'create table kept (id int)', 'insert into kept values (1)');
  const copy = await postgres.createDatabase(first);
  expect(await query(copy, 'select id from kept')).toEqual([{ id: 1 }]);
  const empty = await postgres.createDatabase();
  await expect(query(empty, 'select id from kept')).rejects.toThrow(/does not exist/);
});
