import { jobPath } from '../../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { FileClaim, InputFiles } from '../../files/ports.ts';
import type { EnteringRun } from './requested-run.ts';

/**
 * Assigns to a run the uploaded files in the values of its options.
 *
 * Throws `input-file-unusable`, and `options-invalid` if the coordinator accepts no files or the job is not stored.
 */
export async function claimFiles(
  files: InputFiles | undefined,
  run: EnteringRun,
  execution: ExecutionId,
): Promise<void> {
  if (run.record === undefined) {
    requireNoFiles(run);
    return;
  }
  const previous = run.retry?.previous;
  const claims = claimsOf(run, execution, previous);
  const [first] = claims;
  if (first === undefined) return;
  if (files === undefined) {
    const problem = `option "${first.option}" is a file, but this coordinator accepts no files`;
    throw new OutrunnerError('options-invalid', { job: jobPath(run.job), problem });
  }
  await files.claim(claims);
}

/**
 * Returns the files of a run that did not start to the execution that the run retries. If the run is not a retry,
 * removes the files.
 */
export async function returnFiles(
  files: InputFiles | undefined,
  run: EnteringRun,
  execution: ExecutionId,
): Promise<void> {
  const previous = run.retry?.previous;
  if (previous === undefined) await files?.release(execution);
  else await files?.claim(claimsOf(run, previous, execution));
}

/**
 * Throws `options-invalid` if a run of a job that is not stored has uploaded files, because uploads belong to stored
 * jobs.
 */
function requireNoFiles(run: EnteringRun): void {
  const [given] = namedFiles(run);
  if (given === undefined) return;
  const problem = `option "${given.option}" is a file, and a draft cannot use files. Save the job, then run it`;
  throw new OutrunnerError('options-invalid', { job: jobPath(run.job), problem });
}

function claimsOf(run: EnteringRun, execution: ExecutionId, repeats: ExecutionId | undefined): FileClaim[] {
  const { record } = run;
  if (record === undefined) return [];
  return namedFiles(run).map(({ option, fileId }) => ({
    fileId,
    job: record.id,
    option,
    execution,
    ...(repeats === undefined ? {} : { repeats }),
  }));
}

/** Returns the options of a run whose values are ids of uploaded files. */
function namedFiles({ job, resolved }: EnteringRun): Pick<FileClaim, 'option' | 'fileId'>[] {
  return job.options.flatMap(({ name, type }) => {
    const fileId = type === 'file' ? ownValue(resolved.values, name) : undefined;
    return fileId === undefined || fileId === '' ? [] : [{ option: name, fileId }];
  });
}
