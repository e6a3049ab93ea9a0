import { JobId } from '../../../protocol/ids.ts';

/** Address of a job's document, without its scheme. */
export interface JobAddress {
  /** `/PROJECT/GROUP/NAME.yaml`, for people: it stays as it is when the job is renamed. */
  readonly path: string;
  /** The id, which is what counts. */
  readonly query: string;
}

export function jobAddress(job: {
  readonly id: JobId;
  readonly project: string;
  readonly group: string;
  readonly name: string;
}): JobAddress {
  const folders = [job.project, ...job.group.split('/').filter((part) => part !== '')];
  return { path: `/${[...folders, job.name.replaceAll('/', '∕')].join('/')}.yaml`, query: job.id };
}

/** The job that an address stands for. */
export function jobOfAddress(address: { readonly query: string }): JobId | undefined {
  return JobId.safeParse(address.query).data;
}
