import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { askThread } from '../../protocol/threads/ask-thread.ts';
import { type CheckedFile, checkFile, type JobFile } from './check-file.ts';

/** Checks a file of jobs. Throws `job-invalid` for one that cannot be checked at all. */
export type FileChecker = (file: JobFile) => Promise<CheckedFile>;

/** Characters up to which a file is checked at once: longer ones would keep everybody else waiting. */
const AT_ONCE = 256 * 1024;

/**
 * Checks long files in a thread of their own.
 *
 * @param program of the thread: `job-check-worker.ts` from source, its bundle when built
 */
export function fileChecker(program: URL | string): FileChecker {
  return async (file) => (file.text.length <= AT_ONCE ? checkFile(file) : await checkApart(program, file));
}

async function checkApart(program: URL | string, { text, format }: JobFile): Promise<CheckedFile> {
  try {
    return (await askThread(program, { text, format })) as CheckedFile;
  } catch (error) {
    throw new OutrunnerError('job-invalid', { problem: `it cannot be checked (${problemOf(error)})` });
  }
}
