import { join } from 'node:path';
import type { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { writeError } from '../../files/sqlite-error.ts';
import { storageError } from '../../files/storage-error.ts';
import { OUTPUT_DATABASE } from '../index/output-format.ts';

/** Returns the catalogue error for a failed write of output. `folder` is the data dir. */
export function outputError(error: unknown, folder: string): OutrunnerError {
  return writeError(error, join(folder, OUTPUT_DATABASE)) ?? storageError(error, folder);
}
