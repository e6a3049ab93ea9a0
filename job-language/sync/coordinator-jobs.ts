import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JobId, type ProjectName } from '../../protocol/ids.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';
import { Job } from '../format/job.ts';
import type { RemoteJob, SyncCoordinator } from './sync-ports.ts';

/** Calls of the management API that synchronise one project. */
export function coordinatorJobs(client: Client, url: string, project: ProjectName): SyncCoordinator {
  const params = (id: string) => ({ job: JobId.parse(id) });
  return {
    url,
    jobs: async () => {
      // Revisions first: a job that changes between the calls then fails to save with `revision-conflict`.
      const { jobs } = await client.listJobOverviews({ query: { project } });
      const { text } = await client.exportJobs({ params: { project }, query: { format: 'json' } });
      const revisions = new Map<string, number>(jobs.map(({ id, revision }) => [id, revision]));
      return exportedJobs(text).flatMap((job): RemoteJob[] => {
        const { uuid: id = '', group = '', name } = job;
        const revision = revisions.get(id);
        // A job that was created or deleted between the two calls.
        return revision === undefined ? [] : [{ id, group, name, revision, job }];
      });
    },
    text: async (id) => client.getJobText({ params: params(id) }),
    revisions: async (id) => {
      const { revisions } = await client.listJobRevisions({ params: params(id) });
      return revisions.map(({ revision }) => revision);
    },
    revisionText: async (id, revision) => {
      const { text } = await client.getJobRevision({ params: { ...params(id), revision } });
      return text;
    },
    save: async (id, text, revision) => {
      await client.setJobText({ params: params(id), body: { text, revision } });
    },
    create: async (text) => {
      const { succeeded, failed, skipped } = await client.importJobs({
        params: { project },
        query: { dupeOption: 'create', uuidOption: 'preserve' },
        body: { text, mediaType: 'application/yaml' },
      });
      const [created] = succeeded;
      if (created !== undefined) return created.id;
      const problem = [...failed, ...skipped][0]?.error ?? 'it contains no job';
      throw new OutrunnerError('job-invalid', { problem: problem.replace(/\.$/, '') });
    },
    remove: async (id) => {
      await client.deleteJob({ params: params(id) });
    },
  };
}

function exportedJobs(text: string): readonly Job[] {
  const parsed = Job.array().safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('job-invalid', {
    problem: 'the coordinator returned jobs that this version cannot read',
  });
}
