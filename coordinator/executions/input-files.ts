import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import type { InputFiles } from '../files/ports.ts';
import type { EnteringRun } from './requested-run.ts';

/**
 * Gives a run the files that its options name; whether there are any.
 *
 * Throws `input-file-unusable`, and `options-invalid` where no files can be given.
 */
export async function claimFiles(
  files: InputFiles | undefined,
  { job, record, resolved, retry }: EnteringRun,
  execution: ExecutionId,
): Promise<boolean> {
  if (record === undefined) return false;
  const claims = job.options.flatMap(({ name, type }) => {
    const fileId = type === 'file' ? resolved.values[name] : undefined;
    if (fileId === undefined || fileId === '') return [];
    const repeats = retry?.previous === undefined ? {} : { repeats: retry.previous };
    return [{ fileId, job: record.id, option: name, execution, ...repeats }];
  });
  const [first] = claims;
  if (first === undefined) return false;
  if (files === undefined) {
    const problem = `option "${first.option}" is a file, and none can be given here`;
    throw new OutrunnerError('options-invalid', { job: jobPath(job), problem });
  }
  await files.claim(claims);
  return true;
}
