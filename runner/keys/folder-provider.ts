import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readAtMost } from '../../support/files/read-at-most.ts';
import { systemCode } from '../../support/files/system-code.ts';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import { KeyFailure, type KeyProvider } from './key-provider.ts';
import { keyText } from './key-text.ts';

const MOST_BYTES = 262_144;
/** Permission bits of group and others. */
const OTHERS = 0o077;

/**
 * Provides keys from files of a folder. As with ssh, only the runner's user may be able to read the files. Links must
 * not lead out of the folder.
 */
export class FolderProvider implements KeyProvider {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(segments: readonly string[]): Promise<string> {
    const named = join(this.#folder, ...segments);
    const file = await this.#opened(named);
    try {
      await refuseUnsafe(file, named);
      const bytes = await readAtMost(file, MOST_BYTES);
      if (bytes === undefined) throw tooLong(named);
      return keyText(bytes, `the file ${named}`);
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {}

  async #opened(named: string): Promise<FileHandle> {
    try {
      const real = await realpath(named);
      const within = await realpath(this.#folder);
      if (!real.startsWith(within.endsWith(sep) ? within : `${within}${sep}`))
        throw unusable(named, `leads out of ${this.#folder}`, 'Put the file itself there, not a link.');
      // O_NONBLOCK: opening a FIFO without a writer must not hang.
      return await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      throw error instanceof KeyFailure ? error : this.#failure(named, error);
    }
  }

  #failure(named: string, error: unknown): KeyFailure {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const problem = `the folder ${this.#folder} has no file ${named.slice(this.#folder.length + 1)}`;
      const remedy = `Put it there on the host of the runner: \`install -D -m 600 FILE ${quoteForShell(named)}\`.`;
      return new KeyFailure('missing', problem, remedy, { cause: error });
    }
    const remedy = 'Change its owner to the user that the runner runs as.';
    return unusable(named, `cannot be opened (${code ?? String(error)})`, remedy);
  }
}

async function refuseUnsafe(file: FileHandle, named: string): Promise<void> {
  const found = await file.stat();
  if (!found.isFile()) throw unusable(named, 'is not a file', 'Name a file below it.');
  if (found.size > MOST_BYTES) throw tooLong(named);
  if (process.platform === 'win32') return;
  const user = process.getuid?.();
  if (found.uid !== user && found.uid !== 0)
    throw unusable(
      named,
      'belongs to another user',
      `Change its owner to the user of the runner: \`chown ${user} ${quoteForShell(named)}\`.`,
    );
  if ((found.mode & OTHERS) !== 0)
    throw unusable(
      named,
      'may be read or written by others',
      `Restrict it to its owner: \`chmod 600 ${quoteForShell(named)}\`.`,
    );
}

function tooLong(named: string): KeyFailure {
  return unusable(
    named,
    `has over ${MOST_BYTES} bytes`,
    'A key is shorter: check that the file contains only the key.',
  );
}

function unusable(named: string, problem: string, remedy: string): KeyFailure {
  return new KeyFailure('unusable', `the file ${named} ${problem}`, remedy);
}
