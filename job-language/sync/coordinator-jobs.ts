import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { JobId, type ProjectName } from '../../protocol/ids.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';
import { Job } from '../format/job.ts';
import type { RemoteJob, SyncCoordinator } from './sync-ports.ts';

/** Maximum number of jobs that are read by id. More ids would make the URL too long, so the whole project is read. */
const MOST_IDS = 50;

/**
 * Calls of the management API that synchronise one project.
 *
 * @param known jobs of the project that were read earlier, by id. Only jobs with another revision are read again. The
 *   call updates the map
 */
export function coordinatorJobs(
  client: Client,
  url: string,
  project: ProjectName,
  known: Map<string, RemoteJob> = new Map(),
): SyncCoordinator {
  const params = (id: string) => ({ job: JobId.parse(id) });
  return {
    url,
    jobs: async () => {
      // Revisions first: a job that changes between the calls then fails to save with `revision-conflict`.
      const { jobs } = await client.listJobOverviews({ query: { project } });
      const versions = new Map<string, JobVersion>(jobs.map((job) => [job.id, job]));
      for (const [id, { revision, modifiedAt }] of known) {
        const now = versions.get(id);
        if (now?.revision !== revision || now.modifiedAt !== modifiedAt) known.delete(id);
      }
      const ids = [...versions.keys()].filter((id) => !known.has(id));
      // An export also fails if the project does not exist.
      if (ids.length > 0 || versions.size === 0) {
        const some = known.size === 0 || ids.length > MOST_IDS ? {} : { idlist: ids.join(',') };
        const { text } = await client.exportJobs({ params: { project }, query: { format: 'json', ...some } });
        for (const job of exportedJobs(text)) {
          const { uuid: id = '', group = '', name } = job;
          const version = versions.get(id);
          // A job that was created between the two calls is read the next time.
          if (version === undefined || known.has(id)) continue;
          const { revision, modifiedAt } = version;
          known.set(id, { id, group, name, revision, modifiedAt, job });
        }
      }
      return [...known.values()];
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

type JobVersion = Pick<RemoteJob, 'revision' | 'modifiedAt'>;

function exportedJobs(text: string): readonly Job[] {
  const parsed = Job.array().safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('job-invalid', {
    problem: 'the coordinator returned jobs that this version cannot read',
  });
}
