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
    ...(nodes === undefined ? ['The nodes: this host alone is taken. Name a file by --nodes.'] : []),
    ...(runners === undefined
      ? ['The runners: a Local Runner alone is taken. Name a file by --runners.']
      : ['Whether these runners are up and have room.']),
    `What is set in ${where === undefined ? 'the project' : `project ${where}`} and at the coordinator: users and keys of nodes, where steps may run.`,
    ...(secrets ? ['What keys hold: each is taken to be there.'] : []),
    ...(addresses ? ['What addresses of options answer: values are taken to be right.'] : []),
  ];
}

function dispatchUnknown(job: Job): string {
  const how = 'How the project dispatches: it is planned as manual.';
  return job.nodefilters === undefined
    ? `${how} Automatically, a job without nodes goes to the Local Runner too.`
    : `${how} Automatically, each node goes to the runner whose node filter selects it: plan the stored job.`;
}
