import { Client } from 'pg';

/** Runs statements on a connection of their own and gives the rows of the last one. */
export const query = async (
  url: string,
  ...statements: readonly string[]
): Promise<readonly unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = (await client.query<object>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
};

/** A session that stays open until the server ends it. */
export const openSession = async (
  url: string,
): Promise<{ readonly client: Client; readonly ended: Promise<void> }> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  await client.connect();
  return { client, ended };
};
