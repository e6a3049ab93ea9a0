import { OutrunnerError, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JobId } from '../../protocol/ids.ts';
import type { JobResults } from '../../protocol/routes/shapes/job-shapes.ts';

/**
 * Calls `act` for each job of a bulk call, one after the other, and reports the jobs for which it throws.
 *
 * @param asked ids, or comma-separated lists of ids
 * @throws `invalid-input` if the call contains no job
 */
export async function eachNamedJob(
  asked: readonly (string | undefined)[],
  act: (id: JobId) => Promise<void>,
): Promise<JobResults> {
  const ids = asked.flatMap((list) => (list ?? '').split(',')).map((id) => id.trim());
  const named = [...new Set(ids.filter((id) => id !== ''))];
  if (named.length === 0) {
    throw new OutrunnerError('invalid-input', {
      what: 'The list of jobs',
      problem: 'it is empty',
      remedy: 'Give the ids of the jobs as `{"ids": […]}`, or comma-separated as `idlist`.',
    });
  }
  const succeeded: JobResults['succeeded'] = [];
  const failed: JobResults['failed'] = [];
  for (const id of named) {
    try {
      await act(knownId(id));
      succeeded.push({ id, message: 'success' });
    } catch (error) {
      const { code, message } = toOutrunnerError(error);
      failed.push({ id, errorCode: code, message });
    }
  }
  return { requestCount: named.length, allsuccessful: failed.length === 0, succeeded, failed };
}

function knownId(id: string): JobId {
  const parsed = JobId.safeParse(id);
  if (!parsed.success) throw new OutrunnerError('not-found', { kind: 'Job', name: id });
  return parsed.data;
}
