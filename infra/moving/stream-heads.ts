import { DatabaseSync } from 'node:sqlite';

/** The revision that the next event of each stream has to have. */
export type StreamHeads = {
  /** Takes in the next event of a stream; gives the revision that it should have had. */
  readonly next: (stream: string, revision: number) => number;
  readonly close: () => void;
};

/**
 * Keeps them in a temporary file, which SQLite removes by itself: a log has a stream for each member and month, too many
 * for memory. Events come in runs of one stream, and only its ends touch the file.
 */
export const streamHeads = (): StreamHeads => {
  const database = new DatabaseSync('');
  database.exec(
    `pragma journal_mode = off; pragma synchronous = off;
     create table heads (stream text primary key, revision integer not null) without rowid;
     begin`,
  );
  const find = database.prepare('select revision from heads where stream = ?');
  const put = database.prepare('insert or replace into heads values (?, ?)');
  let current = { stream: '', revision: -1 };

  const headOf = (stream: string): number => {
    const row = find.get(stream);
    return typeof row?.['revision'] === 'number' ? row['revision'] : -1;
  };

  return {
    next: (stream, revision) => {
      if (stream !== current.stream) {
        if (current.stream !== '') put.run(current.stream, current.revision);
        current = { stream, revision: headOf(stream) };
      }
      const expected = current.revision + 1;
      current = { stream, revision };
      return expected;
    },
    close: () => {
      database.close();
    },
  };
};
