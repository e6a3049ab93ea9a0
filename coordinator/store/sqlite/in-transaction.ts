import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Statements are prepared once per connection, because parsing them each time would take a quarter of the time of a
 * small commit.
 */
const prepared = new WeakMap<
  DatabaseSync,
  { readonly begin: StatementSync; readonly commit: StatementSync }
>();

/** Runs `act` in one transaction, and rolls it back if `act` throws. */
export function inTransaction<Result>(database: DatabaseSync, act: () => Result): Result {
  const { begin, commit } = statementsOf(database);
  begin.run();
  try {
    const result = act();
    commit.run();
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/**
 * Rolls the transaction back. Ignores a failed ROLLBACK, because SQLite rolls the transaction back itself after some
 * errors.
 */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    return;
  }
}

function statementsOf(database: DatabaseSync) {
  const known = prepared.get(database);
  if (known !== undefined) return known;
  const statements = { begin: database.prepare('BEGIN IMMEDIATE'), commit: database.prepare('COMMIT') };
  prepared.set(database, statements);
  return statements;
}
