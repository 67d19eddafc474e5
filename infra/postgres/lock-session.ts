import { hostname } from 'node:os';
import pg from 'pg';
import { pause } from '../eventstore/pause.ts';

// PostgreSQL ends a session that says nothing for so long, and frees its lock: that of a process that is frozen, or cut off.
const idleMs = 10_000;
// A session that does not answer is given up earlier than that, so that its process has let go when another one may lead.
const beatMs = 2_000;
const answerMs = 5_000;
const connectMs = 10_000;

/** One connection of its own, on which one lock can be had: as long as the session lives, and no longer. */
export type LockSession = {
  /** Aborts when the session is gone or does not answer: the lock, if it was had, may be another's by now. */
  readonly lost: AbortSignal;
  /** Takes the lock if it is free. */
  readonly tryLock: () => Promise<boolean>;
  /** Who has the lock, in words; undefined where nobody has it. */
  readonly holder: () => Promise<string | undefined>;
  /** Shows PostgreSQL every few seconds that this process is alive, until the session is lost or `signal` aborts. */
  readonly keepAlive: (signal: AbortSignal) => Promise<void>;
  /** Frees the lock at once. */
  readonly close: () => Promise<void>;
};

// An advisory lock counts within its database: two ledgers in two databases of one server do not meet.
const tryLock = `select pg_try_advisory_lock(hashtextextended($1, 0)) as taken`;

// A lock's 64 bits are shown in two halves.
const holder = `
  select a.application_name as holder from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`;

/** Opens a session for the lock of this name. Throws where the database cannot be reached. */
export const openLockSession = async (url: string, name: string): Promise<LockSession> => {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
  });
  const lost = new AbortController();
  client.on('error', (error) => {
    lost.abort(error);
  });
  client.once('end', () => {
    lost.abort(new Error('the session ended'));
  });
  await client.connect();

  const ask = async (text: string, values: readonly string[] = []) => {
    try {
      return await client.query<Record<string, unknown>>(text, [...values]);
    } catch (error) {
      lost.abort(error);
      throw error;
    }
  };

  const me = client.escapeLiteral(`ledger, process ${process.pid} on ${hostname()}`);
  try {
    await ask(`set application_name = ${me}; set idle_session_timeout = ${idleMs}`);
  } catch (error) {
    await client.end();
    throw error;
  }

  return {
    lost: lost.signal,
    tryLock: async () => (await ask(tryLock, [name])).rows[0]?.['taken'] === true,
    holder: async () => {
      const found = (await ask(holder, [name])).rows[0];
      return found === undefined ? undefined : String(found['holder']);
    },
    keepAlive: async (signal) => {
      const over = AbortSignal.any([signal, lost.signal]);
      const isOver = (): boolean => over.aborted;
      while (!isOver()) {
        await pause(beatMs, over);
        // What goes wrong shows in `lost`.
        if (!isOver()) await ask('select 1').catch(() => undefined);
      }
    },
    close: () => client.end(),
  };
};
