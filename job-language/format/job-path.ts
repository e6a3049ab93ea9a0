/** Returns `group/name`, or the name alone if the job has no group. */
export function jobPath(job: { readonly group?: string | undefined; readonly name: string }): string {
  return job.group === undefined || job.group === '' ? job.name : `${job.group}/${job.name}`;
}
