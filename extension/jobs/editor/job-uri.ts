import { JobId } from '../../../protocol/ids.ts';

/** The URI of a job's document, without the scheme. */
export interface JobAddress {
  /** `/PROJECT/GROUP/NAME.yaml`, for display only. It does not change when the job is renamed. */
  readonly path: string;
  /** The job id, which identifies the document. */
  readonly query: string;
}

/** Returns the URI of a job's document. */
export function jobAddress(job: {
  readonly id: JobId;
  readonly project: string;
  readonly group: string;
  readonly name: string;
}): JobAddress {
  const folders = [job.project, ...job.group.split('/').filter((part) => part !== '')];
  return { path: `/${[...folders, job.name.replaceAll('/', '∕')].join('/')}.yaml`, query: job.id };
}

/** Returns the job id in a document's URI; undefined if it has none. */
export function jobOfAddress(address: { readonly query: string }): JobId | undefined {
  return JobId.safeParse(address.query).data;
}
