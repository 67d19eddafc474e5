import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** An event as it lies in the journal; `recorded` is its encoded `RecordedEvent`. */
export type JournalRow = {
  readonly position: number;
  readonly stream: number;
  readonly revision: number;
  readonly type: string;
  readonly recorded: Uint8Array;
};

export type NewRow = JournalRow & { readonly createdMs: number };

/** A stretch of the journal. `atEnd` is true when nothing lay behind it in the range that was asked for. */
export type Slice = { readonly rows: readonly JournalRow[]; readonly atEnd: boolean };

/** A range of revisions, both inclusive, of events not written before `createdFromMs`. */
export type RevisionRange = {
  readonly from: number;
  readonly to: number;
  readonly createdFromMs: number;
};

const columns = 'position, stream, revision, type, recorded';
const ofStream = 'stream = ? AND revision >= ? AND revision <= ? AND created_ms >= ?';

// Large enough that a read costs little a call, small enough that a thousand readers fit into memory.
const sliceBytes = 64 * 1024;
const sliceRows = 512;

/** The event table and its streams: plain reads and writes, no rules. Everything is synchronous. */
export class Journal {
  readonly #db: DatabaseSync;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sql = prepare(db);
  }

  begin(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  /** Returns when the transaction is on disk. */
  commit(): void {
    this.#db.exec('COMMIT');
  }

  rollback(): void {
    // SQLite rolls some failures back by itself.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  close(): void {
    this.#db.close();
  }

  insert({ position, stream, revision, createdMs, type, recorded }: NewRow): void {
    this.#sql.insert.run(position, stream, revision, createdMs, type, recorded);
  }

  insertStream(name: string): number {
    return Number(this.#sql.insertStream.run(name).lastInsertRowid);
  }

  streamId(name: string): number | undefined {
    const id = this.#sql.streamId.get(name)?.['id'];
    return typeof id === 'number' ? id : undefined;
  }

  streamName(id: number): string {
    return String(this.#sql.streamName.get(id)?.['name']);
  }

  /** The event that lies at exactly this position. */
  at(position: number): JournalRow | undefined {
    return first(this.#sql.at, position);
  }

  eventOf(stream: number, revision: number): JournalRow | undefined {
    return first(this.#sql.eventOf, stream, revision);
  }

  lastOf(stream: number): JournalRow | undefined {
    return first(this.#sql.lastOf, stream);
  }

  last(): JournalRow | undefined {
    return first(this.#sql.last);
  }

  /** Events after a position (exclusive) up to another (inclusive). */
  forwards(after: number, to: number, maxRows: number): Slice {
    return slice(this.#sql.forwards, [after, to], maxRows);
  }

  /** Events before a position (exclusive), last first. */
  backwards(before: number, maxRows: number): Slice {
    return slice(this.#sql.backwards, [before], maxRows);
  }

  streamForwards(stream: number, range: RevisionRange, maxRows: number): Slice {
    const { from, to, createdFromMs } = range;
    return slice(this.#sql.streamForwards, [stream, from, to, createdFromMs], maxRows);
  }

  streamBackwards(stream: number, range: RevisionRange, maxRows: number): Slice {
    const { from, to, createdFromMs } = range;
    return slice(this.#sql.streamBackwards, [stream, from, to, createdFromMs], maxRows);
  }

  /** The last `count` events, last first, one at a time. */
  newest(count: number): Iterable<JournalRow> {
    return rowsOf(this.#sql.newest, [count]);
  }
}

const prepare = (db: DatabaseSync) => ({
  insert: db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)'),
  insertStream: db.prepare('INSERT INTO stream (name) VALUES (?)'),
  streamId: db.prepare('SELECT id FROM stream WHERE name = ?'),
  streamName: db.prepare('SELECT name FROM stream WHERE id = ?'),
  at: db.prepare(`SELECT ${columns} FROM event WHERE position = ?`),
  eventOf: db.prepare(`SELECT ${columns} FROM event WHERE stream = ? AND revision = ?`),
  lastOf: db.prepare(
    `SELECT ${columns} FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
  ),
  last: db.prepare(`SELECT ${columns} FROM event ORDER BY position DESC LIMIT 1`),
  newest: db.prepare(`SELECT ${columns} FROM event ORDER BY position DESC LIMIT ?`),
  forwards: db.prepare(
    `SELECT ${columns} FROM event WHERE position > ? AND position <= ? ORDER BY position`,
  ),
  backwards: db.prepare(`SELECT ${columns} FROM event WHERE position < ? ORDER BY position DESC`),
  streamForwards: db.prepare(`SELECT ${columns} FROM event WHERE ${ofStream} ORDER BY revision`),
  streamBackwards: db.prepare(
    `SELECT ${columns} FROM event WHERE ${ofStream} ORDER BY revision DESC`,
  ),
});

/** The one place where rows are taken for what they are: STRICT tables keep these columns' types. */
const rowsOf = (statement: StatementSync, parameters: SQLInputValue[]) =>
  statement.iterate(...parameters) as unknown as Iterable<JournalRow>;

const first = (statement: StatementSync, ...parameters: number[]): JournalRow | undefined => {
  for (const row of rowsOf(statement, parameters)) return row;
  return undefined;
};

/** Bounded by rows and by bytes; the statement is let go in between, so that nothing is held for a slow reader. */
const slice = (statement: StatementSync, parameters: number[], maxRows: number): Slice => {
  const limit = Math.min(maxRows, sliceRows);
  const rows: JournalRow[] = [];
  let bytes = 0;
  for (const row of rowsOf(statement, parameters)) {
    rows.push(row);
    bytes += row.recorded.length;
    if (rows.length >= limit || bytes >= sliceBytes) return { rows, atEnd: false };
  }
  return { rows, atEnd: true };
};
