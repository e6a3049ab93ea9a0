import type { DatabaseSync } from 'node:sqlite';
import type { DatabaseFormat } from '../../sqlite/open-database.ts';

/** Name of the database file in the data dir. */
export const OUTPUT_DATABASE = 'output.db';

const DROPPED = `CREATE TABLE dropped (
      execution INTEGER NOT NULL,
      sequence INTEGER NOT NULL,
      received INTEGER NOT NULL,
      digest INTEGER NOT NULL,
      PRIMARY KEY (execution, sequence)
    ) WITHOUT ROWID;`;

/**
 * `frame.tail` is the number of bytes of the stream after its last LF, up to the end of the frame. With this number, a
 * reader finds the beginning of an unfinished line without reading earlier frames. `frame.digest` is the CRC-32 of the
 * operation's bytes up to the end of the frame. A frame of length 0 marks the end of a stream with an unfinished line.
 * The bytes of a frame are in `payload`, or from `position` on in the operation's file. `frame.crc` covers only its own
 * frame; it is null in frames of format 2.
 *
 * `dropped` records the number and digest of all received bytes of an operation whose output beyond a limit is not
 * stored.
 */
export const OUTPUT_FORMAT: DatabaseFormat = {
  version: 3,
  migrations: [
    {
      from: 1,
      migrate: (database: DatabaseSync) => {
        database.exec(DROPPED);
        return database;
      },
    },
    {
      from: 2,
      migrate: (database: DatabaseSync) => {
        database.exec('ALTER TABLE frame ADD COLUMN crc INTEGER');
        return database;
      },
    },
  ],
  schema: `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE operation (
      execution INTEGER NOT NULL,
      sequence INTEGER NOT NULL,
      phase INTEGER NOT NULL,
      durable INTEGER NOT NULL,
      settled INTEGER NOT NULL,
      PRIMARY KEY (execution, sequence)
    ) WITHOUT ROWID;
    CREATE INDEX operation_unsettled ON operation (execution, sequence) WHERE settled = 0;
    ${DROPPED}
    CREATE TABLE frame (
      arrival INTEGER PRIMARY KEY,
      execution INTEGER NOT NULL,
      operation INTEGER NOT NULL,
      stream INTEGER NOT NULL,
      start INTEGER NOT NULL,
      length INTEGER NOT NULL,
      stream_start INTEGER NOT NULL,
      tail INTEGER NOT NULL,
      time REAL NOT NULL,
      digest INTEGER NOT NULL,
      crc INTEGER,
      position INTEGER,
      payload BLOB
    );
    CREATE INDEX frame_execution ON frame (execution, arrival);
    CREATE INDEX frame_operation ON frame (execution, operation, start, arrival);
    CREATE INDEX frame_stream ON frame (execution, operation, stream, stream_start, arrival);
  `,
};
