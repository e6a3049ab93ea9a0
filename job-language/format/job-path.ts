/** `group/name`, by which a job is known to people; the name alone where it has no group. */
export function jobPath(job: { readonly group?: string | undefined; readonly name: string }): string {
  return job.group === undefined || job.group === '' ? job.name : `${job.group}/${job.name}`;
}
