/** The database cannot be reached, or ends: what is asked of it now may work later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** The read models are gone, since their schema may be dropped at any moment: it is being made anew. */
export class ReadModelsGone extends Error {
  override readonly name = 'ReadModelsGone';
}

/** More is asked of the database at once than is let wait. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** A statement took longer than it may: what is asked is too much, and will be the next time. */
export class StatementTimeout extends Error {
  override readonly name = 'StatementTimeout';
}

const networkFailures = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/** Undefined table, and undefined schema. */
const gone = new Set(['42P01', '3F000']);

const canceled = '57014';

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/**
 * PostgreSQL's classes 08 (connection), 40 (rollback: a deadlock), 53 (resources) and 57 (operator intervention), a transaction
 * that was ended since
 * this process was silent for too long (25P03), and a connection that broke.
 */
const isOutage = (error: unknown): error is Error => {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    networkFailures.has(code) ||
    /^(?:(?:08|40|53|57)...|25P03)$/.test(code) ||
    /connection (?:terminated|ended|error)|timeout exceeded when trying to connect|query read timeout/i.test(
      error.message,
    )
  );
};

/**
 * The same call, whose outages are told apart from its bugs: they throw DatabaseUnavailable or ReadModelsGone, and a
 * statement that PostgreSQL has given up throws StatementTimeout.
 */
export const tellingOutages =
  <Args extends readonly unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
  ): ((...args: Args) => Promise<Result>) =>
  async (...args) => {
    try {
      return await call(...args);
    } catch (error) {
      if (error instanceof Error && codeOf(error) === canceled) {
        throw new StatementTimeout(error.message, { cause: error });
      }
      if (isOutage(error)) throw new DatabaseUnavailable(error.message, { cause: error });
      if (error instanceof Error && gone.has(codeOf(error))) {
        throw new ReadModelsGone(error.message, { cause: error });
      }
      throw error;
    }
  };
