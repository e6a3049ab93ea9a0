import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Prepared once a connection: parsing them again would be a quarter of a small commit. */
const prepared = new WeakMap<
  DatabaseSync,
  { readonly begin: StatementSync; readonly commit: StatementSync }
>();

/** Runs `act` in one transaction; a throw undoes it. */
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

/** Some errors end the transaction by themselves; then there is nothing left to undo. */
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
