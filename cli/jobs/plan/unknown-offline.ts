import type { Job } from '../../../job-language/format/job.ts';
import { hasRemoteValues } from '../../../job-language/format/job-option.ts';
import type { OfflineQuestion } from './plan-offline.ts';

/** Returns the assumptions of an offline plan, as sentences. */
export function unknownOffline(
  job: Job,
  { nodes, runners, project }: Pick<OfflineQuestion, 'nodes' | 'runners' | 'project'>,
): string[] {
  const secrets = job.options.some(({ storagePath }) => storagePath !== undefined);
  const addresses = job.options.some(hasRemoteValues);
  const where = project ?? job.project;
  return [
    ...(job.runnerSelector === undefined ? [dispatchUnknown(job)] : []),
    ...(nodes === undefined ? ['The nodes: only this host is assumed. Pass a file with --nodes.'] : []),
    ...(runners === undefined
      ? ['The runners: only a Local Runner is assumed. Pass a file with --runners.']
      : ['Whether these runners are up and have free capacity.']),
    `The settings of ${where === undefined ? 'the project' : `project ${where}`} and of the coordinator: users and keys of nodes, and where steps may run.`,
    ...(secrets ? ['The keys: every key is assumed to exist.'] : []),
    ...(addresses ? ['The option values from URLs: every given value is assumed to be valid.'] : []),
  ];
}

function dispatchUnknown(job: Job): string {
  const how = 'The dispatch mode of the project: manual is assumed.';
  return job.nodefilters === undefined
    ? `${how} With automatic dispatch, a job without nodes also goes to the Local Runner.`
    : `${how} With automatic dispatch, each node goes to the runner whose node filter selects it. Plan the stored job to see that.`;
}
