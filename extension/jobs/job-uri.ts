import { JobId } from '../../protocol/ids.ts';

/** Path of a job's document: `/PROJECT/ID/NAME.yaml`. The name is for people; the id is what counts. */
export function jobPath(job: {
  readonly id: JobId;
  readonly project: string;
  readonly name: string;
}): string {
  return `/${job.project}/${job.id}/${job.name.replaceAll('/', '∕')}.yaml`;
}

/** The job that a path stands for. */
export function jobOfPath(path: string): JobId | undefined {
  return JobId.safeParse(path.split('/')[2]).data;
}
