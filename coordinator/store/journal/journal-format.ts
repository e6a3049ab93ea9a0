import { OPEN_STATUSES } from '../../../protocol/entities/open-statuses.ts';
import { POSITION_LIMITS } from '../../../protocol/runner/position-limits.ts';
import type { DatabaseFormat } from '../sqlite/open-database.ts';

/** Keys of the counters in `meta`. */
export const COUNTERS = { execution: 'execution-counter', sequence: 'sequence-counter' } as const;

const DELIVERIES = `
    CREATE TABLE delivery (
      id TEXT PRIMARY KEY,
      execution INTEGER NOT NULL,
      due REAL,
      data TEXT NOT NULL
    );
    CREATE INDEX delivery_execution ON delivery (execution);
    CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;
`;

/** The SQL condition of an execution that has not ended. */
export const OPEN = `status IN (${OPEN_STATUSES.map((status) => `'${status}'`).join(', ')})`;

const AUDIT_IDS = 'CREATE UNIQUE INDEX audit_id ON audit (id) WHERE id IS NOT NULL;';

/**
 * Maximum values of the counters. Below these limits, the increment after a restore still yields safe integers and
 * valid operation ids.
 */
export const COUNTER_LIMITS = { execution: 5e14, sequence: POSITION_LIMITS.sequence } as const;

/** `entry.crc` is the CRC-32 of the entry's data. Entries of format 2 have null and are not verified. */
export const JOURNAL_FORMAT: DatabaseFormat = {
  version: 4,
  migrations: [
    {
      from: 1,
      migrate: (database) => {
        database.exec(DELIVERIES);
        return database;
      },
    },
    {
      from: 2,
      migrate: (database) => {
        database.exec(`ALTER TABLE audit ADD COLUMN id TEXT; ${AUDIT_IDS}`);
        database.exec('ALTER TABLE entry ADD COLUMN crc INTEGER');
        return database;
      },
    },
    {
      // Earlier programs stored the status `running` for executions that were planned for a later time.
      from: 3,
      migrate: (database) => {
        database.exec(
          `DROP INDEX execution_open; CREATE INDEX execution_open ON execution (id) WHERE ${OPEN}`,
        );
        database.exec(`
          UPDATE execution SET status = 'scheduled', summary = json_set(summary, '$.status', 'scheduled')
          WHERE status = 'running' AND iif(json_valid(summary), summary ->> '$.reason.code' = 'planned', 0)`);
        return database;
      },
    },
  ],
  schema: `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE entry (
      sequence INTEGER PRIMARY KEY,
      execution INTEGER NOT NULL,
      type TEXT NOT NULL,
      time REAL NOT NULL,
      data TEXT NOT NULL,
      crc INTEGER
    );
    CREATE INDEX entry_execution ON entry (execution, sequence);
    CREATE TABLE execution (
      id INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      job TEXT,
      user TEXT NOT NULL,
      status TEXT NOT NULL,
      started REAL NOT NULL,
      ended REAL,
      summary TEXT NOT NULL
    );
    CREATE INDEX execution_project ON execution (project, id);
    CREATE INDEX execution_job ON execution (job, id);
    CREATE INDEX execution_open ON execution (id) WHERE ${OPEN};
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      time REAL NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      origin TEXT NOT NULL,
      details TEXT NOT NULL,
      id TEXT
    );
    ${AUDIT_IDS}
    CREATE TABLE tomb (execution INTEGER PRIMARY KEY);
    ${DELIVERIES}
  `,
};
