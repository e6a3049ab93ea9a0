/** Primary result codes of SQLite that the storage tells apart. */
export const SQLITE_RESULT = { busy: 5, full: 13, notADatabase: 26, corrupt: 11 } as const;

/** The primary result code of an error thrown by `node:sqlite`; undefined for any other error. */
export function sqliteResult(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}
