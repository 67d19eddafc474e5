import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The data directory cannot be used; the message is for whoever started the node. */
class JournalUnusable extends Error {}

const schemaVersion = 1;

// `recorded` is what readers are sent; the other columns are what is searched by, so that it need not be decoded.
const schema = `
  CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES stream,
    revision INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    type TEXT NOT NULL,
    recorded BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_of_stream ON event (stream, revision);
  PRAGMA user_version = ${schemaVersion};
`;

/**
 * Opens the journal in `dataDir`, making both if they are not there. The database is locked for as long as it is open:
 * two nodes on one journal would each hold half the truth. The lock goes with the process, however it ends.
 * Throws JournalUnusable when another node has it or it is of another version.
 */
export const openDatabase = (dataDir: string): DatabaseSync => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'events.sqlite');
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    // FULL syncs the write-ahead log at every commit: what was acknowledged survives a loss of power.
    db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -32000;');
    db.exec('BEGIN IMMEDIATE');
    prepareSchema(db, path);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/iu.test(error.message)) {
      throw new JournalUnusable(`${path} is in use by another event store node`, { cause: error });
    }
    throw error;
  }
};

const prepareSchema = (db: DatabaseSync, path: string): void => {
  const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === 0) db.exec(schema);
  else if (version !== schemaVersion) {
    throw new JournalUnusable(
      `${path} has schema version ${String(version)}, this node knows ${schemaVersion}`,
    );
  }
};
