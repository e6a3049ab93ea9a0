import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from '../../test/e2e/harness/coordinator.ts';
import { endOf, runJob } from '../../test/e2e/harness/jobs.ts';
import type { World } from '../../test/e2e/harness/world.ts';
import { callsPerSecond } from './calls-per-second.ts';
import { storeCopies } from './stored-copies.ts';

const RUNNERS = 5000;
const TAGS = 2000;
const TAGS_OF_RUNNER = 4;
const PROJECTS = 10;
const JOBS_OF_PROJECT = 1000;
const GROUPS_OF_PROJECT = 20;
/** One of this many jobs has a schedule, and another one no tag. */
const SPECIAL_ONE_IN = 100;
const EXECUTIONS = 100_000;

/** The project whose jobs the measurement changes. */
export const CHANGED_PROJECT = ProjectName.parse('project-0');

/**
 * Starts a coordinator with 5,000 runners, 2,000 tags, 10,000 jobs, 100,000 executions and one key. Runners and jobs are
 * created with the API. Executions are copies of a real one in the journal. One runner is online.
 */
export async function largeInstallation(world: World): Promise<Coordinator> {
  const first = await world.coordinator();
  const { client } = first;
  await world.runner(first, { name: 'online', tags: [tag(0)], project: 'demo' });
  const template = await runJob(client, { name: 'stored', tags: [tag(0)], steps: ['echo done'] });
  await endOf(client, template);
  for (let index = 0; index < PROJECTS; index += 1) await createProject(client, index);
  await createRunners(client);
  await client.createKey({
    params: { path: 'deploy' },
    body: { text: 'a private key', mediaType: 'application/octet-stream' },
  });
  await first.program.end('SIGTERM');
  await storeCopies(first.dataDir, template, EXECUTIONS, (error) => {
    throw error;
  });
  return first.again();
}

async function createRunners(client: Client): Promise<void> {
  let next = 0;
  await callsPerSecond(RUNNERS - 1, async () => {
    const index = next;
    next += 1;
    const tagNames = Array.from({ length: TAGS_OF_RUNNER }, (_, at) => tag(index * TAGS_OF_RUNNER + at));
    await client.createRunner({
      body: {
        name: `runner-${index}`,
        description: '',
        tagNames,
        assignedProjects: { [projectName(index % PROJECTS)]: '.*' },
      },
    });
  });
}

async function createProject(client: Client, index: number): Promise<void> {
  const project = ProjectName.parse(projectName(index));
  await client.createProject({ body: { name: project, description: '' } });
  await importJobs(
    client,
    project,
    Array.from({ length: JOBS_OF_PROJECT }, (_, at) => jobOf(index * JOBS_OF_PROJECT + at)),
  );
}

/** Imports jobs, in place of jobs with the same groups and names. Throws if one is refused. */
async function importJobs(client: Client, project: ProjectName, jobs: readonly object[]): Promise<void> {
  const { failed } = await client.importJobs({
    params: { project },
    query: { dupeOption: 'update' },
    body: { text: JSON.stringify(jobs), mediaType: 'application/json' },
  });
  const [problem] = failed;
  if (problem !== undefined) throw new Error(`a job was not imported: ${problem.error}`);
}

/** Changes the description of one job. */
export async function changeJob(client: Client, description: string): Promise<void> {
  await importJobs(client, CHANGED_PROJECT, [{ ...jobOf(1), description }]);
}

function jobOf(index: number): object {
  const selector = { filter: tag(index), runnerFilterMode: 'TAGS', runnerFilterType: 'TAG_FILTER_AND' };
  return {
    name: `job-${index}`,
    group: `group-${index % GROUPS_OF_PROJECT}`,
    ...(index % SPECIAL_ONE_IN === 2 ? {} : { runnerSelector: selector }),
    ...(index % SPECIAL_ONE_IN === 3 ? { schedule: { crontab: '0 0 3 1 JAN ? *' } } : {}),
    sequence: { commands: [{ script: 'true' }] },
  };
}

const projectName = (index: number) => `project-${index}`;
const tag = (index: number) => `tag-${index % TAGS}`;
